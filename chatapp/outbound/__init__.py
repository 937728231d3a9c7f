"""The one way out: everything that Chatapp sends to other machines over HTTP goes through `Outbound.send`.

```python
request = Request(url, body=b"{}", headers={"Content-Type": "application/json"})
response = await chat.outbound.send(WEBHOOKS, request)
```

**Off until an administrator switches it on**, use by use: before that `send` raises `SwitchedOff` and does nothing, not
even ask for a name. A new reason to call others is a `Use` in `uses.USES`; administration then lists it.

What is sent goes to public addresses alone, by https, unless the operator allows a host (`CHATAPP_OUTBOUND_HOSTS`):
each connection is refused as it is made, by the address it goes to, whatever its name says before or after. Redirects
are answers like others and never followed. Time and size have limits. No proxy, cookie or `.netrc` of the machine is
used. Mails (`chatapp.mail`), the database, Redis and the bucket are the operator's own machines, and no part of this.

| module | what it holds |
|---|---|
| uses | what Chatapp may call others for |
| client | `Outbound`: sending, within limits, and closing |
| guard | which addresses may be called, and the connections that refuse all others |
| targets | what an address must look like |
| refusals | why a call came to nothing |
| call_log | what was called, written down together every few seconds |
| switches | an administrator switches uses on and off, and sees what came of them |
"""

from chatapp.outbound.client import Outbound, Request, Response
from chatapp.outbound.refusals import CallFailed, OutboundError, Refused, SwitchedOff
from chatapp.outbound.uses import PUSH, USES, WEBHOOKS, Use

__all__ = [
    "PUSH",
    "USES",
    "WEBHOOKS",
    "CallFailed",
    "Outbound",
    "OutboundError",
    "Refused",
    "Request",
    "Response",
    "SwitchedOff",
    "Use",
]
