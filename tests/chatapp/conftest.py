"""More Chatapps on the same database, set up differently."""

from collections.abc import AsyncIterator, Callable
from datetime import datetime

import pytest

from chatapp.bootstrap import Chat, assemble
from chatapp.broker import Broker
from chatapp.settings import Settings
from models import moment
from tests.chatapp.clock import Calendar
from tests.conftest import MakePerson
from tests.databases import DATABASES
from tests.mailbox import Mailbox

ChatWith = Callable[..., Chat]


@pytest.fixture(params=DATABASES)
def database(request: pytest.FixtureRequest) -> str:
    """Which database the test runs on: on each of them, one after the other."""
    return str(request.param)


@pytest.fixture
async def chat_with(chat: Chat) -> AsyncIterator[ChatWith]:
    """Assembles another Chatapp on the same database: ``chat_with(signup="closed")``."""
    made: list[Chat] = []

    def make(broker: Broker | None = None, now: Callable[[], datetime] = moment.now, **changes: object) -> Chat:
        values = {**chat.settings.model_dump(), **changes}
        made.append(assemble(Settings(_env_file=None, **values), broker, now=now))
        return made[-1]

    yield make
    for other in made:
        await other.close()


@pytest.fixture
def calendar() -> Calendar:
    """The present moment of `mailing`, moved by the test."""
    return Calendar()


@pytest.fixture
async def mailing(mailbox: Mailbox, calendar: Calendar, chat_with: ChatWith, person: MakePerson) -> Chat:
    """A Chatapp with a mail server, set up by its administrator: everybody else proves his address with a code."""
    await person("admin")
    return chat_with(smtp_url=mailbox.url, signup="verified", now=calendar)
