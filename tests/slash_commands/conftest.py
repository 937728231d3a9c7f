"""A room in which commands are typed."""

import pytest

from tests.support.people.bots import Workshop, open_workshop
from tests.support.people.chats import ChatWith, MakePerson


@pytest.fixture
async def workshop(chat_with: ChatWith, person: MakePerson) -> Workshop:
    """An application with bots, its administrator ann, who owns the room, and ben, a member."""
    ann, ben = await person("ann"), await person("ben")
    return await open_workshop(chat_with(bots=True), ann, ben)
