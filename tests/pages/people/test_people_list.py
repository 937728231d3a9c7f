"""The list of people while others change: it stays as long as it was."""

import re
from functools import partial

import pytest

from chatapp.accounts import directory, statuses
from chatapp.bootstrap import Chat
from pages.people.page import PeopleList
from pages.shell.shell import Shell
from tests.support.browser.shells import new_shell, running_jobs, shown
from tests.support.people.chats import MakePerson
from tests.support.running.patience import until


def listed(shell: Shell) -> list[str]:
    return sorted(set(re.findall(r"@(p\d)", shown(shell))))


async def test_somebodys_status_leads_nobody_back_to_the_beginning(
    chat: Chat, person: MakePerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = [await person(f"p{number}") for number in range(5)]
    monkeypatch.setattr(directory, "listing", partial(directory.listing, limit=2))
    shell = new_shell(chat, await person("ann"))
    with shell.client:
        page = PeopleList(shell)
    async with running_jobs(shell, monkeypatch):
        await page.start()
        assert len(listed(shell)) < 5
        while len(listed(shell)) < 5:
            await page._list.show_more()
        async with chat.transaction() as work:
            await statuses.set_status(work, actor=people[0], words="Reading")
        await until(lambda: "Reading" in shown(shell))
        assert len(listed(shell)) == 5
