"""Web push: waking a person's browsers through the services of their makers, who can't read what is sent.

Off until an administrator switches it on. What a push says is encrypted for the one browser (RFC 8291), and signed with
a key of this Chatapp (RFC 8292); the workspace says how much of a message it may hold at all.

| module | what it holds |
|---|---|
| subscriptions | which browsers of a person are to be woken |
| endpoints | which addresses may be one |
| encryption | a push as only one browser can read it |
| vapid | the key of this Chatapp, and its signature |
| content | what a push says |
| base64url | bytes as browsers write them |
| sending | sending one, and what its answer means |
| channel | telling people, one at a time for each browser |
| cli | the command line: `chatapp push-test` |
"""

from chatapp.web_push.channel import PushChannel
from chatapp.web_push.subscriptions import SubscriptionForm, SubscriptionView, listing, subscribe, unsubscribe
from chatapp.web_push.vapid import Keys

__all__ = [
    "Keys",
    "PushChannel",
    "SubscriptionForm",
    "SubscriptionView",
    "listing",
    "subscribe",
    "unsubscribe",
]
