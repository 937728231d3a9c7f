"""Suggestions of people: those for what is typed now, in whatever order the answers come."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest

from chatapp.accounts import directory
from chatapp.accounts.directory import PersonView
from chatapp.bootstrap import Chat
from pages.components.forms import LiveForm
from pages.rooms.new_direct import TO, Suggestions
from tests.support.chats import MakePerson
from tests.support.shells import new_shell


async def test_an_answer_that_comes_after_more_was_typed_is_dropped(
    chat: Chat, person: MakePerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_answer = {"b": asyncio.Event(), "be": asyncio.Event()}

    async def suggest(*_: object, search: str, **__: Any) -> list[PersonView]:
        await may_answer[search].wait()
        return [PersonView(uuid4(), f"found-by-{search}", f"found-by-{search}", "")]

    async def nothing(_: dict[str, str]) -> None:
        """Submit to nobody."""

    monkeypatch.setattr(directory, "suggest", suggest)
    shell = new_shell(chat, await person("ann"))
    with shell.client, LiveForm(shell, "Go", nothing) as form:
        suggestions = Suggestions(shell, form, form.field(TO))
    early, late = (asyncio.create_task(suggestions.suggest(typed)) for typed in may_answer)
    await asyncio.sleep(0)
    may_answer["be"].set()
    await late
    may_answer["b"].set()
    await early
    shown = [element.props.get("data-username") for element in shell.client.elements.values()]
    assert [name for name in shown if name] == ["found-by-be"]
