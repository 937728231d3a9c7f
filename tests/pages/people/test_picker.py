"""Choosing people: those for what is typed now, in whatever order the answers come, and who is chosen already."""

import asyncio
from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from chatapp.accounts.directory import PersonView
from chatapp.bootstrap import Chat
from chatapp.callbacks import ignore
from chatapp.identity import Actor
from pages.people.picker import PeoplePicker, pick_people
from pages.people.picker_sources import Source, everyone
from pages.shell.shell import Shell
from tests.support.browser.shells import new_shell
from tests.support.people.chats import MakePerson


async def nothing(*_: object) -> None:
    """End the choice without doing anything."""


def a_picker(shell: Shell, source: Source, at_most: int = 9, *, finds_addresses: bool = False) -> PeoplePicker:
    with shell.client:
        return PeoplePicker(shell, source, nothing, label="Who", at_most=at_most, finds_addresses=finds_addresses)


def offered(shell: Shell) -> list[str]:
    found = [element.props.get("data-username") for element in shell.client.elements.values()]
    return [name for name in found if name]


async def test_an_answer_that_comes_after_more_was_typed_is_dropped(chat: Chat, person: MakePerson) -> None:
    may_answer = {"b": asyncio.Event(), "be": asyncio.Event()}

    async def read(search: str) -> list[PersonView]:
        await may_answer[search].wait()
        return [PersonView(uuid4(), f"found-by-{search}", f"found-by-{search}", "")]

    shell = new_shell(chat, await person("ann"))
    picker = a_picker(shell, read)
    early, late = (asyncio.create_task(picker.suggest(typed)) for typed in may_answer)
    await asyncio.sleep(0)
    may_answer["be"].set()
    await late
    may_answer["b"].set()
    await early
    assert offered(shell) == ["found-by-be"]


async def test_who_is_chosen_is_offered_no_more_until_taken_back(
    chat: Chat, person: MakePerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, ben, cat = await person("ann"), await person("ben"), await person("cat")
    shell = new_shell(chat, ann)
    monkeypatch.setattr(shell.client, "run_javascript", ignore)  # there is no browser to clear a field
    picker = a_picker(shell, everyone(shell))
    await picker.suggest()
    assert offered(shell) == ["ben", "cat"]
    await picker.take_typed("be")
    assert (chosen(picker), offered(shell)) == ([ben.uuid], ["cat"])
    await picker.take_typed("CAT")
    assert chosen(picker) == [ben.uuid, cat.uuid]
    await picker.take_last()
    assert (chosen(picker), offered(shell)) == ([ben.uuid], ["cat"])


def chosen(picker: PeoplePicker) -> list[UUID]:
    return [one.uuid for one in picker.people]


async def test_who_may_invite_people_can_do_so_where_nobody_is_left_to_choose(chat: Chat, person: MakePerson) -> None:
    ann = replace(await person("ann"), is_administrator=True)

    async def invitations(who: Actor, source: Source) -> list[bool]:  # whether it is to be seen, of each that there is
        shell = new_shell(chat, who)
        with shell.client:
            await pick_people(shell, "Add people", source, nothing, label="Who", submit="Add")
        told = [one for one in shell.client.elements.values() if one.props.get("data-tell") == "invite"]
        return [one.visible for one in told]

    assert await invitations(ann, everyone(new_shell(chat, ann))) == [True]
    ben = await person("ben")
    assert await invitations(ann, everyone(new_shell(chat, ann))) == [False]
    assert await invitations(ben, nobody) == []


async def nobody(_: str) -> list[PersonView]:
    """Find no one."""
    return []
