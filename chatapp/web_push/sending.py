"""Sending one push, and what its answer means."""

import asyncio
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from enum import StrEnum
from hashlib import sha256
from typing import Final

from chatapp.outbound import PUSH, CallFailed, Outbound, Refused, Request, Response
from chatapp.web_push import base64url, endpoints
from chatapp.web_push.encryption import CODING, encrypt
from chatapp.web_push.vapid import Keys
from models import PushSubscription
from models.utc_datetime import now

LIFETIME: Final = 24 * 3600  # seconds that a service keeps a push for a browser that is away
TOPIC: Final = 24  # bytes, 32 characters: of two undelivered pushes with one topic, the later replaces the earlier
SECONDS: Final = 10.0
LONGEST_WAIT: Final = 24 * 3600.0  # seconds that a service may ask for
GONE: Final = (404, 410)


class Result(StrEnum):
    """What became of a push."""

    SENT = "sent"
    GONE = "gone"  # there is no such browser any more
    LATER = "later"  # the service asks for time, is broken or away
    REFUSED = "refused"  # the service wants nothing of it


@dataclass(frozen=True, slots=True)
class Outcome:
    """``wait``: seconds that the service asks for; ``told``: what it said, as a sentence, for administrators."""

    result: Result
    wait: float = 0
    told: str = ""


async def send(outbound: Outbound, keys: Keys, to: PushSubscription, content: bytes, topic: str) -> Outcome:
    """Send a push to one browser. ``topic``: what it is about.

    Raises:
        SwitchedOff: no administrator has switched it on.
        Unavailable: the database cannot be reached.
    """
    body = await asyncio.to_thread(encrypt, content, base64url.decode(to.p256dh), base64url.decode(to.auth))
    headers = {
        "Authorization": keys.authorization(endpoints.origin_of(to.endpoint)),
        "Content-Encoding": CODING,
        "Content-Type": "application/octet-stream",
        "TTL": str(LIFETIME),
        "Topic": base64url.encode(sha256(topic.encode()).digest()[:TOPIC]),
        "Urgency": "high",
    }
    try:
        response = await outbound.send(PUSH, Request(to.endpoint, headers=headers, body=body, seconds=SECONDS))
    except CallFailed as error:
        return Outcome(Result.LATER, told=str(error))
    except Refused as error:
        return Outcome(Result.GONE, told=str(error))
    return outcome_of(response)


def outcome_of(response: Response) -> Outcome:
    """Return what an answer means."""
    if response.is_ok:
        return Outcome(Result.SENT)
    told = f"It answered {response.status}."
    if response.status in GONE:
        return Outcome(Result.GONE, told=told)
    if response.status == 429 or response.status >= 500:
        return Outcome(Result.LATER, _wait(response.headers.get("retry-after", "")), told)
    return Outcome(Result.REFUSED, told=told)


def _wait(written: str) -> float:
    """Return the seconds that a service asks for, in its seconds or until its date."""
    if written.isascii() and written.isdigit():
        return min(LONGEST_WAIT, float(written[:9]))
    try:
        return min(LONGEST_WAIT, max(0.0, (parsedate_to_datetime(written) - now()).total_seconds()))
    except (ValueError, TypeError):
        return 0.0
