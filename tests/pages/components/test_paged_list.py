"""A long list: pages in order, searches that overtake each other, and items that change while it is shown."""

import asyncio

import pytest
from nicegui import ui

from chatapp.bootstrap import Chat
from chatapp.storage.paging import Page, page_of
from pages.components.elements import box, text
from pages.components.paged_list import PagedList
from tests.support.browser.shells import new_shell
from tests.support.people.chats import MakePerson

LIMIT = 3


class Names:
    """A list of names on a page, and the names that are stored. ``asked``: what was searched for, in order."""

    def __init__(self, stored: list[str]) -> None:
        self.stored = stored
        self.asked: list[str] = []
        self.may_answer = asyncio.Event()
        self.may_answer.set()

    async def build(self, chat: Chat, person: MakePerson) -> "Names":
        shell = new_shell(chat, await person("ann"))
        with shell.client:
            self.box = box()
            self.list: PagedList[str, str, ui.element] = PagedList(
                shell,
                self.box,
                read=self._read,
                draw=lambda name: text("p", name),
                key=str,
                sort_key=str,
                on_change=lambda: None,
            )
        return self

    async def _read(self, search: str, after: str | None) -> Page[str, str]:
        self.asked.append(search)
        found = sorted(name for name in self.stored if search in name and name > (after or ""))
        await self.may_answer.wait()
        return page_of(found[: LIMIT + 1], LIMIT, str)

    async def refresh(self, name: str) -> None:
        async def read_item() -> str | None:
            return name if name in self.stored else None

        await self.list.refresh_item(name, read_item)

    @property
    def shown(self) -> str:
        return "".join(str(child.text) for child in self.box.default_slot.children)  # type: ignore[attr-defined]


@pytest.fixture
async def names(chat: Chat, person: MakePerson) -> Names:
    return await Names(list("abcdefgh")).build(chat, person)


async def test_a_list_shows_one_page_more_each_time_until_its_end(names: Names) -> None:
    await names.list.start()
    assert (names.shown, names.list.has_more) == ("abc", True)
    await names.list.show_more()
    await names.list.show_more()
    assert (names.shown, names.list.has_more) == ("abcdefgh", False)
    await names.list.show_more()
    assert names.shown == "abcdefgh"


async def test_of_searches_typed_one_after_the_other_only_the_last_is_shown_and_those_between_cost_nothing(
    names: Names,
) -> None:
    names.may_answer.clear()
    searches = [asyncio.create_task(names.list.start(search)) for search in "abc"]
    await asyncio.sleep(0)
    names.may_answer.set()
    await asyncio.gather(*searches)
    assert names.shown == "c"
    assert "b" not in names.asked


async def test_reloading_shows_as_many_as_before_as_they_are_now(names: Names) -> None:
    await names.list.start()
    await names.list.show_more()
    names.stored.remove("b")
    await names.list.reload()
    assert (names.shown, names.list.has_more) == ("acdefg", True)


async def test_a_changed_item_appears_in_its_place_vanishes_or_stays_beyond_what_is_shown(names: Names) -> None:
    await names.list.start()
    names.stored += ["aa", "zz"]
    for name in ("aa", "zz"):
        await names.refresh(name)
    assert names.shown == "aaabc"
    names.stored.remove("b")
    await names.refresh("b")
    assert names.shown == "aaac"


async def test_an_item_that_changes_while_its_page_is_read_is_shown_as_it_is_now(names: Names) -> None:
    await names.list.start()
    names.may_answer.clear()
    more = asyncio.create_task(names.list.show_more())
    await asyncio.sleep(0)
    names.stored.remove("e")
    change = asyncio.create_task(names.refresh("e"))
    await asyncio.sleep(0)
    names.may_answer.set()
    await asyncio.gather(more, change)
    assert names.shown == "abcdf"


async def test_dropped_items_are_gone_and_the_others_can_still_be_found(names: Names) -> None:
    await names.list.start()
    names.list.drop("b", "never shown")
    assert (names.shown, names.list.items, names.list.get("b"), names.list.get("c")) == ("ac", ["a", "c"], None, "c")
