"""What tests of notifications start from: a Chatapp whose clocks they move."""

import pytest

from tests.support.people.alerts import TellingChat
from tests.support.people.chats import ChatWith
from tests.support.running.clock import Calendar, Clock


@pytest.fixture
def telling(chat_with: ChatWith, calendar: Calendar) -> TellingChat:
    """A Chatapp that tells when the test says that time has passed."""
    return TellingChat(chat_with(now=calendar), calendar, Clock())
