"""Pages by visitor: who has too many open gets no more, and one that goes makes room."""

from types import SimpleNamespace
from typing import Any

import pytest
from nicegui import Client
from nicegui import app as nicegui_app
from starlette.types import Scope

from chatapp.errors import RateLimited
from pages.shell.authentication.visitor_limits import AT_ONCE, OPEN, SCOPE_KEY, Visitors
from tests.support.people.chats import ChatWith


@pytest.fixture
def visitors(chat_with: ChatWith, monkeypatch: pytest.MonkeyPatch) -> Visitors:
    for listen in ("on_connect", "on_delete"):
        monkeypatch.setattr(nicegui_app, listen, lambda _: None)
    return Visitors(chat_with(tries_per_minute=2))


def request(address: str) -> Scope:
    return {"type": "http", "headers": [], "client": (address, 5)}


def page(identifier: int, scope: Scope) -> Client:
    made: Any = SimpleNamespace(id=str(identifier), request=SimpleNamespace(scope=scope))
    return made  # type: ignore[no-any-return]


async def test_who_has_too_many_pages_open_gets_no_more(visitors: Visitors) -> None:
    here = request("203.0.113.9")
    await visitors.count(here, None)
    assert here[SCOPE_KEY] == "203.0.113.9"
    pages = [page(number, here) for number in range(2 * OPEN)]
    for one in pages * 2:  # each connects again
        visitors._connected(one)
    with pytest.raises(RateLimited, match="too many pages open"):
        await visitors.count(request("203.0.113.9"), None)
    await visitors.count(request("203.0.113.10"), None)
    visitors._deleted(pages[0])
    await visitors.count(request("203.0.113.9"), None)
    for one in pages[1:]:
        visitors._deleted(one)
    assert not visitors._open
    assert not visitors._known


async def test_pages_of_nobody_in_particular_are_not_counted(visitors: Visitors) -> None:
    visitors._connected(page(1, {"type": "http"}))
    visitors._deleted(page(1, {"type": "http"}))
    assert not visitors._open


async def test_a_visitor_gets_some_pages_at_once_and_the_others_one_after_the_other(
    visitors: Visitors, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(round(seconds, 2))

    monkeypatch.setattr(visitors._speed, "_now", lambda: 0.0)
    monkeypatch.setattr(visitors._speed, "_sleep", sleep)
    for _ in range(2 * AT_ONCE + 2):
        await visitors.count(request("203.0.113.9"), None)
    await visitors.count(request("203.0.113.10"), None)
    assert waited == [1.5, 2.0]
