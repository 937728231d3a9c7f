"""The list of rooms while it is read: what happens meanwhile is newer than what is found."""

from types import SimpleNamespace
from typing import Any

import pytest

from chatapp import rooms
from chatapp.bootstrap import Chat
from chatapp.callbacks import ignore
from pages.sidebar.inbox import Inbox
from pages.sidebar.room_rows import RoomRows
from tests.support.browser.shells import new_shell, running_jobs
from tests.support.people.chats import MakePerson
from tests.support.people.rooms import a_room, close, remove

SECTIONS = ("saved", "rooms", "direct")


async def test_whoever_is_removed_while_their_list_is_read_is_told_nothing_more_of_the_room(
    chat: Chat, person: MakePerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, cat = await person("ann"), await person("cat")
    kept, left, closed = [await a_room(chat, ann, cat) for _ in range(3)]
    shell = new_shell(chat, cat)
    monkeypatch.setattr(shell.client, "run_javascript", ignore)  # there is no browser
    listed, meanwhile = list[list[bool]](), [lambda: remove(chat, ann, cat, left), lambda: close(chat, ann, closed)]
    read, show = Chat.read, RoomRows.show

    async def slowly(chat: Chat, query: Any, **asked: Any) -> Any:
        found = await read(chat, query, **asked)
        if query is rooms.joined and listed and meanwhile:
            await meanwhile.pop(0)()
        return found

    def noted(rows: RoomRows, *shown: Any) -> Any:
        new = show(rows, *shown)
        listed.append([room in rows for room in (kept, left, closed)])
        return new

    monkeypatch.setattr(Chat, "read", slowly)
    monkeypatch.setattr(RoomRows, "show", noted)
    async with running_jobs(shell, monkeypatch):
        section: Any = SimpleNamespace(write=ignore)
        inbox = Inbox(shell, dict.fromkeys(SECTIONS, section))
        await inbox.open()
        assert listed == [[True, True, True]]
        await inbox._refresher.run()
        await inbox._refresher.run()
        assert meanwhile == []
        assert not any(is_left_there for _, is_left_there, _ in listed[1:])
        assert listed[-1] == [True, False, False]
    shell.client.delete()
