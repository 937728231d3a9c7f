"""What a page makes of replies in threads of which it knows nothing, without a browser."""

from types import SimpleNamespace
from typing import Any

import pytest

from chatapp import threads
from chatapp.bootstrap import Chat
from chatapp.callbacks import ignore
from chatapp.identity import Actor
from chatapp.rooms import RoomView
from chatapp.storage.snapshot import Snapshot
from pages.sidebar.room_row_html import NEWS, room_row_html
from pages.sidebar.room_rows import RoomRows
from tests.support.browser.shells import new_shell, running_jobs
from tests.support.people.chats import MakePerson
from tests.support.people.rooms import a_room, look, say
from tests.support.running.patience import until
from tests.threads.test_beginning import begin, remove

SECTIONS = ("saved", "rooms", "direct")


async def test_a_page_asks_once_about_a_thread_never_for_a_reply_and_takes_a_removed_one_back(
    chat: Chat, person: MakePerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, cat = await person("ann"), await person("cat")
    room = await a_room(chat, ann, cat)
    await say(chat, ann, room, "one")
    thread = (await begin(chat, ann, room, 1)).room_uuid
    asked: list[Any] = []

    def counted(snapshot: Snapshot, *, actor: Actor, thread_uuids: Any) -> list[RoomView]:
        asked.append(thread_uuids)
        return followed_among(snapshot, actor=actor, thread_uuids=thread_uuids)

    followed_among = threads.followed_among
    monkeypatch.setattr(threads, "followed_among", counted)
    shell = new_shell(chat, cat)
    monkeypatch.setattr(shell.client, "run_javascript", ignore)  # there is no browser
    async with running_jobs(shell, monkeypatch):
        section: Any = SimpleNamespace(write=ignore)
        rows = RoomRows(shell, dict.fromkeys(SECTIONS, section), ignore)
        rows.show([await look(chat, cat, room)])
        row = rows.get(room)
        assert row is not None

        def has_news() -> bool:
            return NEWS in room_row_html(row.view)

        assert not has_news()
        await say(chat, ann, thread, "first")
        await until(has_news)
        for words in ("second", "third"):
            await say(chat, ann, thread, words)
        revision = (await look(chat, cat, room)).revision
        await until(lambda: row.news_at == revision)
        assert asked == [[thread]]
        for number in (3, 2, 1):
            await remove(chat, ann, thread, number)
        await until(lambda: not has_news())
        assert [one for one in asked if one] == [[thread]]
    shell.client.delete()
