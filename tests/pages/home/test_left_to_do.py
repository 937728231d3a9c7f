"""What Home makes of what it knows: lines for what is at hand, and how far "Mark read" goes."""

from dataclasses import replace

from chatapp import messages
from chatapp.bootstrap import Chat
from chatapp.messages import saved
from chatapp.messages.markup import NO_PICTURES
from pages.home.last_words import LastWords
from pages.home.left_to_do import left_to_do_html
from pages.home.read_all import as_shown
from pages.shell.page_state.unread import UnreadRoom
from tests.support.people.chats import MakePerson
from tests.support.people.files import post_files, send_file
from tests.support.people.rooms import a_room, look


async def test_a_saved_message_without_a_text_is_called_by_its_files(chat: Chat, person: MakePerson) -> None:
    ann = await person("ann")
    room = await a_room(chat, ann)
    view = await post_files(chat, ann, room, await send_file(chat, ann, room, b"x", "Offer.pdf"))
    async with chat.transaction() as work:
        await saved.save(work, actor=ann, room_uuid=room, number=view.number, is_done=False)
    async with chat.reading() as session:
        found = await messages.left_to_do(session, actor=ann)
    assert '<p class="words" dir="auto">Offer.pdf</p>' in left_to_do_html(found, NO_PICTURES)


async def test_what_came_after_a_room_was_shown_is_not_marked_read(chat: Chat, person: MakePerson) -> None:
    ann = await person("ann")
    one, other = [await look(chat, ann, await a_room(chat, ann)) for _ in range(2)]
    shown = UnreadRoom(one, 2, last_number=7)
    unread = [replace(shown, count=3, last_number=8), UnreadRoom(other, 1, last_number=4)]
    assert as_shown(unread, [shown]) == {one.uuid: 7, other.uuid: 4}


async def test_rooms_that_are_marked_read_or_unread_need_no_reading_and_rooms_with_news_do(
    chat: Chat, person: MakePerson
) -> None:
    ann = await person("ann")
    one, other, new = [UnreadRoom(await look(chat, ann, await a_room(chat, ann)), 1, last_number=3) for _ in range(3)]
    words = LastWords()
    words.take([one, other], {})
    assert words.suffice([other], [one, other])  # marked read
    assert words.suffice([one, other], [other])  # and taken back
    assert not words.suffice([one, other], [one, other])
    assert not words.suffice([replace(one, last_number=4)], [one, other])  # somebody wrote
    assert not words.suffice([replace(one, changed_at=9)], [one, other])  # or edited
    assert not words.suffice([one, other, new], [one, other])
