"""Where a person is signed in: their browsers, and the programs that act for them by token."""

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.authentication.sessions import end_all, end_sessions
from chatapp.errors import NotFound
from chatapp.events import TokensRevoked, account_topic
from chatapp.identity import Actor, is_active
from chatapp.storage.unit_of_work import UnitOfWork
from models import ApiToken, LoginSession
from models.utc_datetime import now

AT_MOST = 100
# In this order: most browsers name others as well, to be served like them.
BROWSERS = (
    (r"\b(?:Edg|EdgA|EdgiOS|Edge)/", "Edge"),
    (r"\b(?:OPR|Opera)\b", "Opera"),
    (r"\bSamsungBrowser/", "Samsung Internet"),
    (r"\bVivaldi/", "Vivaldi"),
    (r"\b(?:Firefox|FxiOS)/", "Firefox"),
    (r"(?:Chrome|Chromium|CriOS)/", "Chrome"),
    (r"\bVersion/.*\bSafari/", "Safari"),
)
SYSTEMS = (
    (r"\biPhone\b", "iPhone"),
    (r"\biPad\b", "iPad"),
    (r"\bAndroid\b", "Android"),
    (r"\bCrOS\b", "ChromeOS"),
    (r"\bWindows\b", "Windows"),
    (r"\bMac ?OS ?X\b|\bMacintosh\b", "macOS"),
    (r"\bLinux\b|\bX11\b", "Linux"),
)
PROGRAM = re.compile(r"([A-Za-z][\w.\-]{0,39})/\d")


@dataclass(frozen=True, slots=True)
class DeviceView:
    """A signed-in browser. ``name``: such as "Firefox on Linux"."""

    id: int
    name: str
    address: str
    created_at: datetime
    last_seen_at: datetime
    is_current: bool


@dataclass(frozen=True, slots=True)
class TokenView:
    """A program's token, without its secret."""

    id: int
    name: str
    created_at: datetime
    expires_at: datetime


async def devices(session: AsyncSession, *, actor: Actor, session_id: int | None = None) -> list[DeviceView]:
    """Return the browsers the actor is signed in with, the last used first, at most 100.

    ``session_id``: the session that asks; it comes first and is marked as the current one.
    """
    is_this = col(LoginSession.id) == (session_id or 0)
    found = await session.exec(
        select(LoginSession)
        .where(LoginSession.account_id == actor.account_id, LoginSession.expires_at > now(), is_active(actor))
        .order_by(is_this.desc(), col(LoginSession.last_seen_at).desc(), col(LoginSession.id).desc())
        .limit(AT_MOST)
    )
    return [
        DeviceView(one.id, device_name(one.device), one.address, one.created_at, one.last_seen_at, one.id == session_id)
        for one in found.all()
    ]


async def tokens(session: AsyncSession, *, actor: Actor) -> list[TokenView]:
    """Return the actor's API tokens, the newest first, at most 100."""
    found = await session.exec(
        select(ApiToken)
        .where(ApiToken.account_id == actor.account_id, ApiToken.expires_at > now(), is_active(actor))
        .order_by(col(ApiToken.id).desc())
        .limit(AT_MOST)
    )
    return [TokenView(one.id, one.name, one.created_at, one.expires_at) for one in found.all()]


async def sign_out(work: UnitOfWork, *, actor: Actor, device_id: int) -> None:
    """End one of the actor's sessions; its open pages go to the sign-in page. Announces SessionEnded.

    Raises:
        NotFound: the actor has no such session.
    """
    if not await end_sessions(work, actor.account_id, col(LoginSession.id) == device_id):
        raise NotFound("You're no longer signed in there.")


async def sign_out_everywhere(work: UnitOfWork, *, actor: Actor, but: int | None = None) -> None:
    """End all of the actor's sessions, except the one with the id ``but``, and revoke all tokens.

    Announces SessionEnded for each.
    """
    await end_all(work, actor.account_id, but=but)


async def revoke_token(work: UnitOfWork, *, actor: Actor, token_id: int) -> None:
    """Take an API token back: the program that carries it is refused from now on. Announces TokensRevoked.

    Raises:
        NotFound: the actor has no such token.
    """
    own = (col(ApiToken.id) == token_id) & (col(ApiToken.account_id) == actor.account_id)
    revoked = await work.session.exec(delete(ApiToken).where(own).returning(col(ApiToken.id)))
    if not revoked.all():
        raise NotFound("This token no longer exists.")
    work.announce(account_topic(actor.account_id), TokensRevoked(actor.account_id))


def device_name(user_agent: str) -> str:
    """Return which browser and system a user agent means, such as "Firefox on Linux", without guessing."""
    browser = _first(BROWSERS, user_agent)
    system = _first(SYSTEMS, user_agent)
    if browser and system:
        return f"{browser} on {system}"
    if browser or system:
        return browser or f"A browser on {system}"
    program = PROGRAM.match(user_agent)
    return program[1] if program and program[1] != "Mozilla" else "Unknown device"


def _first(patterns: tuple[tuple[str, str], ...], user_agent: str) -> str:
    return next((name for pattern, name in patterns if re.search(pattern, user_agent)), "")
