"""A reply costs the same in a thread of thousands as in one of ten: what is read and written in its transaction."""

import sqlite3
from pathlib import Path
from uuid import UUID

from sqlalchemy import update
from sqlmodel import col, select

from chatapp.bootstrap import Chat
from chatapp.identity import Actor
from chatapp.messages.read_state.storing_read_marks import SEE_THREAD
from chatapp.messages.replies.thread_replies import NOTE_NEWS
from models import Message, Room
from tests.support.people.chats import MakePerson
from tests.support.people.long_room import fill
from tests.support.people.rooms import a_room, say
from tests.threads.test_beginning import begin


async def a_long_thread(chat: Chat, ann: Actor, room: UUID, number: int, replies: int) -> int:
    """Begin a thread with many replies, each of them news of its own; return its id."""
    thread = (await begin(chat, ann, room, number)).room_uuid
    fill(chat.settings.sync_database_url, str(thread), replies)
    async with chat.transaction() as work:
        thread_id = (await work.session.exec(select(Room.id).where(Room.uuid == thread))).one()
        its = col(Message.room_id) == thread_id
        await work.session.exec(update(Message).where(its).values(parent_revision=col(Message.number) + 5))
    return thread_id


def steps(path: Path, ann: Actor, thread_id: int) -> tuple[int, int]:
    """Return how many steps SQLite's machine takes to note a thread's news, and the revision that is noted."""
    taken = list[int]()
    database = sqlite3.connect(path)
    database.set_progress_handler(lambda: taken.append(1), 1)  # returns None: go on
    database.execute(str(NOTE_NEWS), {"thread": thread_id})
    database.execute(str(SEE_THREAD), {"its_room": thread_id, "its_account": ann.account_id, "number": 900})
    revision = database.execute("SELECT root_revision FROM room WHERE id = ?", (thread_id,)).fetchone()[0]
    database.close()
    return len(taken), revision


async def test_news_of_a_thread_are_found_without_looking_at_all_of_it(chat: Chat, person: MakePerson) -> None:
    ann, path = await person("ann"), chat.settings.data_dir / "chatapp.db"
    room = await a_room(chat, ann)
    for body in ("one", "two"):
        await say(chat, ann, room, body)
    short, long = [await a_long_thread(chat, ann, room, number, 10**power) for number, power in ((1, 1), (2, 3))]
    (few, first), (many, second) = steps(path, ann, short), steps(path, ann, long)
    assert (first, second) == (15, 1_005)
    assert many < 1.5 * few, (few, many)
