"""Waking somebody's browsers to see whether that works, as `chatapp push-test` does."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlmodel import select

from chatapp import text, workspace
from chatapp.errors import NotFound
from chatapp.storage.database import Database
from chatapp.web import urls
from chatapp.web_push import endpoints
from chatapp.web_push.channel import PushChannel
from chatapp.web_push.content import content
from chatapp.web_push.sending import Outcome, Result
from models import Account, PushText

SAID: Final = {
    Result.SENT: "it was taken; the browser shows it as soon as it can.",
    Result.GONE: "there's no such browser any more, so it was forgotten.",
    Result.LATER: "it couldn't be sent now.",
    Result.REFUSED: "it was refused.",
}


@dataclass(frozen=True)
class _Test:
    """What the browsers are told."""

    title: str
    alert_id: int = 0
    kind: str = "test"
    room_uuid: UUID | None = None
    number: int | None = None
    path: str = urls.HOME
    text: str = "Push notifications work."


async def wake(database: Database, pushes: PushChannel, username: str) -> list[str]:
    """Wake the browsers of a person once; return a sentence for each. Asks for no rights: it is the operator's.

    Raises:
        NotFound: there is no such account.
        SwitchedOff: no administrator has switched pushes on.
    """
    async with database.reading() as session:
        query = select(Account.id, Account.uuid).where(Account.username_key == text.username_key(username))
        account = (await session.exec(query)).first()
        name = (await workspace.read(session)).name
    if account is None:
        raise NotFound("No account has this username.")
    account_id, uuid = account
    found = await pushes.test(account_id, content(_Test(name), PushText.ALL, workspace=name, account=uuid))
    return [f"{endpoints.host_of(browser.endpoint)}: {_told(outcome)}" for browser, outcome in found]


def _told(outcome: Outcome) -> str:
    return " ".join(filter(None, (SAID[outcome.result], outcome.told)))
