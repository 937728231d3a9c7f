"""A preview shows what the message would be, or why it can't be sent; so many times a minute."""

import pytest

from chatapp.bootstrap import Chat
from chatapp.errors import Invalid, RateLimited
from chatapp.messages import markup
from chatapp.messages.drafts.preview import TIMES
from chatapp.text import BODY_LIMIT
from tests.support.people.chats import ChatWith, MakePerson

TEXT = "\n**bold** :tada: <script>alert(1)</script>\n"


async def test_it_is_what_a_reader_would_see(chat: Chat, person: MakePerson) -> None:
    html = await chat.draft_preview.render(await person("ann"), TEXT)
    assert html == markup.render(TEXT.strip())
    assert "<strong>bold</strong> 🎉" in html
    assert "<script" not in html


async def test_what_cannot_be_sent_says_why(chat: Chat, person: MakePerson) -> None:
    ann = await person("ann")
    for body in (" \n", "x" * (BODY_LIMIT + 1), "bell\a"):
        with pytest.raises(Invalid):
            await chat.draft_preview.render(ann, body)


async def test_it_is_limited_for_each_person(chat_with: ChatWith, person: MakePerson) -> None:
    chat = chat_with(tries_per_minute=2)
    ann, bob = await person("ann"), await person("bob")
    for number in range(2 * TIMES):
        await chat.draft_preview.render(ann, f"try *{number}*")
    with pytest.raises(RateLimited):
        await chat.draft_preview.render(ann, "again")
    await chat.draft_preview.render(bob, "another person")
