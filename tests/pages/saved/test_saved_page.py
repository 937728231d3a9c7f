"""Saved messages: what the list shows of them is what they say now."""

from collections.abc import Awaitable, Callable

import pytest

from chatapp import messages
from chatapp.bootstrap import Chat
from pages.saved.page import SavedPage
from tests.support.browser.shells import new_shell, running_jobs, shown
from tests.support.people.chats import MakePerson
from tests.support.people.rooms import a_room, say
from tests.support.running.patience import until


async def test_what_is_edited_deleted_or_restored_is_not_shown_as_it_was(
    chat: Chat, person: MakePerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben)
    await say(chat, ann, room, "teh plan")
    async with chat.transaction() as work:
        await messages.save(work, actor=ben, room_uuid=room, number=1)
    shell = new_shell(chat, ben)
    with shell.client:
        page = SavedPage(shell)
    await page.refresh()

    async def change(act: Callable[..., Awaitable[object]], **more: str) -> None:
        async with chat.transaction() as work:
            await act(work, actor=ann, room_uuid=room, number=1, **more)

    async with running_jobs(shell, monkeypatch):
        assert "teh plan" in shown(shell)
        await change(messages.edit, body="the plan")
        await until(lambda: "the plan" in shown(shell))
        await change(messages.remove)
        await until(lambda: "This message was deleted." in shown(shell) and "the plan" not in shown(shell))
        await change(messages.restore)
        await until(lambda: "the plan" in shown(shell) and "deleted" not in shown(shell))
