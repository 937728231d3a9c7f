"""More Chatapps on the same database, set up differently."""

from collections.abc import AsyncIterator, Callable

import pytest

from chatapp.bootstrap import Chat, assemble
from chatapp.settings import Settings
from tests.chatapp.ears import UnreliableBroker
from tests.chatapp.fresh import chat, migrated

__all__ = ["ChatWith", "chat", "chat_with", "migrated"]

ChatWith = Callable[..., Chat]


@pytest.fixture
async def chat_with(chat: Chat) -> AsyncIterator[ChatWith]:
    """Assembles another Chatapp on the same database: ``chat_with(signup="closed")``."""
    made: list[Chat] = []

    def make(broker: UnreliableBroker | None = None, **changes: object) -> Chat:
        values = {**chat.settings.model_dump(), **changes}
        made.append(assemble(Settings(_env_file=None, **values), broker))
        return made[-1]

    yield make
    for other in made:
        await other.close()
