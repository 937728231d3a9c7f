"""What a client asks, as data: the same for code that waits and for code with await (`calls`).

A call is a generator: it yields what is to be done next, a `Request` or a `Pause`, and is sent each answer. Who runs it
has no decisions to make but how to wait.
"""

import logging
import os
import random
from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

import httpx

from chatapp.errors import (
    ChatError,
    Conflict,
    Forbidden,
    Full,
    Gone,
    Invalid,
    NotFound,
    Outdated,
    RateLimited,
    TooLarge,
    Unauthenticated,
    Unavailable,
)

log = logging.getLogger("chatapp.client")

API: Final = "/api/v1/"
DEFAULT_URL: Final = "http://localhost:8080"
PATIENCE: Final = 120.0  # seconds for which a call is tried again while the server is away
TIMEOUT: Final = 30.0  # seconds for one answer
FIRST_PAUSE, LONGEST_PAUSE = 0.25, 8.0  # seconds between two tries, doubled each time
AWAY: Final = frozenset({502, 503, 504})  # a proxy without a server, or a server without a database
STANDARD: Final = frozenset({"type", "title", "status", "detail", "instance", "errors"})  # members of problem JSON
MISTAKES: Final = (httpx.UnsupportedProtocol, httpx.LocalProtocolError)  # of who asks: no other try helps
UNTRUSTED: Final = "CERTIFICATE_VERIFY_FAILED"
NOT_CHATAPP: Final = "What answers at {} isn't Chatapp. Check the address."
NO_ADDRESS: Final = "{} is no address of a server. Write it as https://chat.example.org."
ODD_TOKEN: Final = "That can't be a token: it has spaces, or characters that no token has."  # noqa: S105
NO_TOKEN: Final = "Give a token: Chat(token=…), or the environment variable CHATAPP_TOKEN."  # noqa: S105

Result = TypeVar("Result")
Answer = Any  # decoded JSON


@dataclass(frozen=True, slots=True)
class Request:
    """One request. ``path`` is below the API's address; ``waiting``: seconds that the server may take on purpose."""

    method: str
    path: str
    json: Any = None
    params: Mapping[str, Any] = field(default_factory=dict)
    content: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    waiting: float = 0.0

    def options(self) -> dict[str, Any]:
        """Return it as httpx takes it, beside the method and the path."""
        return {
            "json": self.json,
            "params": self.params or None,
            "content": self.content,
            "headers": dict(self.headers),
            "timeout": TIMEOUT + self.waiting,
        }


@dataclass(frozen=True, slots=True)
class Pause:
    """Wait for some seconds."""

    seconds: float


Steps = Generator[Request | Pause, httpx.Response | Exception | None, Result]


@dataclass(frozen=True, slots=True)
class Address:
    """Where the server is, and who asks.

    ``patience``: seconds for which a call is tried again while the server is away.
    """

    url: str
    token: str = field(repr=False)
    patience: float = PATIENCE

    @classmethod
    def given(cls, url: str | None, token: str | None, patience: float) -> "Address":
        """Return what was given, or what the environment says: CHATAPP_URL and CHATAPP_TOKEN.

        Raises:
            Unauthenticated: there is no token, or what is given can be none.
            Invalid: the address is none.
        """
        known = (token or os.environ.get("CHATAPP_TOKEN", "")).strip()
        if not known:
            raise Unauthenticated(NO_TOKEN)
        if not known.isascii() or not known.isprintable() or " " in known:
            raise Unauthenticated(ODD_TOKEN)
        address = (url or os.environ.get("CHATAPP_URL") or DEFAULT_URL).strip().rstrip("/")
        if not address.startswith(("http://", "https://")):
            raise Invalid({"url": NO_ADDRESS.format(address)})
        return cls(address, known, patience)

    def options(self) -> dict[str, Any]:
        """Return the options of an httpx client."""
        return {
            "base_url": f"{self.url}{API}",
            "headers": {"Authorization": f"Bearer {self.token}", "User-Agent": "chatapp-client"},
            "timeout": TIMEOUT,
            "follow_redirects": False,
        }


def ask(request: Request, patience: float) -> Steps[Answer]:
    """Ask until there is an answer, and return it decoded; None if it has no body.

    A server that is away, restarting or too busy is asked again, for ``patience`` seconds; the log says so once. All
    requests of this client may be repeated: what makes something carries a key.

    Raises:
        ChatError: the server refused; the class says how, and the text is the server's sentence.
        Unavailable: it stayed away.
    """
    waited, pause = 0.0, FIRST_PAUSE
    while True:
        answer = yield request
        again = _again_in(answer, pause * random.uniform(0.8, 1.2))  # noqa: S311  (so that many do not come at once)
        if again is None:
            assert isinstance(answer, httpx.Response)  # noqa: S101
            return _decoded(answer)
        if waited + again > patience:
            raise _given_up(answer)
        if not waited and not _is_too_fast(answer):
            log.warning("Chatapp is away (%s). Trying again for %g seconds.", _told(answer), patience)
        yield Pause(again)
        waited, pause = waited + again, min(2 * pause, LONGEST_PAUSE)


def _again_in(answer: httpx.Response | Exception | None, pause: float) -> float | None:
    """Return the seconds after which to ask again; None if this is the answer."""
    if isinstance(answer, httpx.Response):
        if answer.status_code == 429:
            return max(pause, _retry_after(answer))
        return max(pause, _retry_after(answer)) if answer.status_code in AWAY else None
    if isinstance(answer, MISTAKES) or UNTRUSTED in str(answer):
        raise Unavailable(f"The server can't be asked: {answer}.") from answer
    return pause


def _is_too_fast(answer: httpx.Response | Exception | None) -> bool:
    return isinstance(answer, httpx.Response) and answer.status_code == 429


def _told(answer: httpx.Response | Exception | None) -> str:
    return str(answer.status_code) if isinstance(answer, httpx.Response) else str(answer)


def _retry_after(answer: httpx.Response) -> float:
    given = answer.headers.get("retry-after", "")
    return float(given) if given.isdecimal() else 0.0


def _given_up(answer: httpx.Response | Exception | None) -> ChatError:
    if isinstance(answer, httpx.Response):
        return error_of(answer)
    return Unavailable(f"The server can't be reached: {answer}.")


def _decoded(answer: httpx.Response) -> Answer:
    if not answer.is_success:
        raise error_of(answer)
    try:
        return answer.json() if answer.content else None
    except ValueError:
        raise ChatError(NOT_CHATAPP.format(answer.url.copy_with(path="/", query=None))) from None


def error_of(answer: httpx.Response) -> ChatError:
    """Return the error that an answer tells of (RFC 9457), as the class that the server raised."""
    try:
        told = answer.json()
    except ValueError:
        told = {}
    if not isinstance(told, dict):
        told = {}
    detail = str(told.get("detail") or f"The server answered {answer.status_code} {answer.reason_phrase}.")
    if answer.has_redirect_location:  # not followed: the token is for this address alone
        detail += f" It sends you to {answer.headers['location'].partition(API)[0]}: give that address."
    fields = {one["field"]: one["detail"] for one in told.get("errors", []) if "field" in one and "detail" in one}
    status = answer.status_code
    current = {name: value for name, value in told.items() if name not in STANDARD}
    if status == 409 and current:
        return Outdated(detail, current)
    if status in {400, 409, 415, 422}:
        return (Conflict if status == 409 else Invalid)(fields or {"$": detail})
    if status == 429:
        return RateLimited(detail, round(_retry_after(answer)))
    known: dict[int, type[ChatError]] = {
        401: Unauthenticated, 403: Forbidden, 404: NotFound, 410: Gone, 413: TooLarge, 503: Unavailable, 507: Full,
    }  # fmt: skip
    return known.get(status, ChatError)(detail)
