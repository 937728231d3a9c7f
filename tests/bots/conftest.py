"""A Chatapp whose bots are switched on."""

import pytest

from chatapp.testing.plugin import world
from tests.support.people.bots import Workshop, open_workshop
from tests.support.people.chats import ChatWith, MakePerson


@pytest.fixture
async def workshop(chat_with: ChatWith, person: MakePerson) -> Workshop:
    """An application with bots, its administrator ann, and ben, who asks them."""
    ann, ben = await person("ann"), await person("ben")
    return await open_workshop(chat_with(bots=True), ann, ben)


__all__ = ["workshop", "world"]
