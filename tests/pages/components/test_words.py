"""Plain words in lists: custom emoji as pictures wherever a row is HTML, everything else as text."""

from dataclasses import replace

from chatapp import messages, notifications, threads
from chatapp.bootstrap import Chat
from chatapp.messages import saved
from chatapp.messages.markup.custom_emoji import picture_html
from chatapp.notifications import AlertKind
from chatapp.presence import PresenceState
from chatapp.search import Around, Place
from chatapp.storage.snapshot import within
from pages.activity.row import row_html as activity_row
from pages.components.words import words_html
from pages.home.left_to_do import left_to_do_html
from pages.mentions.row import row_html as mention_row
from pages.saved.row import row_html as saved_row
from pages.search.row import excerpt_html
from pages.search.row import row_html as search_row
from pages.sidebar.room_row import RoomRow
from pages.sidebar.room_row_html import room_row_html
from pages.threads.row import row_html as thread_row
from tests.support.people.chats import MakePerson
from tests.support.people.rooms import a_room, look, say
from tests.support.people.searches import hits
from tests.threads.test_beginning import begin

PICTURES = {"party": picture_html("party", "0" * 64, is_moving=False)}
SHOWN = PICTURES["party"]


def test_names_of_emoji_are_pictures_and_all_else_is_text() -> None:
    assert words_html("a :Party: <b>", PICTURES) == f"a {SHOWN} &lt;b&gt;"
    for same in ("12:party:30", ":nobody:", "::party::", ":party", "std::party::x"):
        assert words_html(same, PICTURES) == same
    assert excerpt_html(":party: now", (Place(8, 11),), PICTURES) == f"{SHOWN} <mark>now</mark>"


async def test_every_list_shows_them(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben)
    root = (await say(chat, ann, room, ":party: on Friday, @ben?")).message
    thread = (await begin(chat, ben, room, root.number)).room_uuid
    await say(chat, ann, thread, "bring :party:")
    async with chat.transaction() as work:
        await saved.save(work, actor=ben, room_uuid=room, number=root.number, is_done=False)
    async with chat.reading() as session:
        (mention,) = (await messages.mentioned(session, actor=ben)).items
        (kept,) = (await saved.all_saved(session, actor=ben, is_done=False)).items
        (followed,) = (await threads.followed(session, actor=ben)).items
        last = (await messages.latest(session, actor=ben, room_uuids=[thread]))[thread][-1]
        told = (await notifications.listing(session, actor=ben)).items
        home = await messages.left_to_do(session, actor=ben)
        (row,) = await within(session, threads.unread, actor=ben)
    (hit,) = await hits(chat, ben, "friday")
    around = Around(before=(last,), after=(last,))
    assert mention_row(mention, PICTURES).count(SHOWN) == 1
    assert saved_row(kept, PICTURES).count(SHOWN) == 1
    assert thread_row(followed, last, PICTURES).count(SHOWN) == 2
    assert search_row(hit, around, PICTURES).count(SHOWN) == 3
    assert left_to_do_html(home, PICTURES).count(SHOWN) == 2
    assert SHOWN in room_row_html(RoomRow(row, PresenceState.OFFLINE).view, PICTURES)
    assert all(SHOWN in activity_row(one, PICTURES) for one in told)
    assert SHOWN in activity_row(replace(told[0], kind=AlertKind.REACTION, emoji=":party:", words=""), PICTURES)
    assert (await look(chat, ben, thread)).name.startswith(":party:"), "programs get the name"
