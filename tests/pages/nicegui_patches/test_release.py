"""What NiceGUI and Engine.IO hold is let go when a page, a request or a websocket is over."""

import gc
import weakref
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi import Request
from nicegui import Client, core, ui
from starlette.types import Message

from pages.nicegui_patches import engine_io, page_release, static_element


@pytest.fixture(autouse=True)
def without_collector() -> Iterator[None]:
    """Keep the collector from doing what reference counting is to do."""
    gc.collect()
    gc.disable()
    page_release.install(is_wanted=True)
    yield
    page_release.install(is_wanted=False)
    gc.enable()


def test_nicegui_and_engine_io_are_as_we_know_them_and_stay_so() -> None:
    assert static_element.probe() == ""
    assert page_release.probe() == ""
    assert engine_io.probe() == ""


def new_client(tab_id: str = "") -> Client:
    client = Client(ui.page(""), request=Request({"type": "http", "path": "/", "headers": [], "query_string": b""}))
    if tab_id:
        client._pinned_tab_id = tab_id
        core.app.storage._tabs[tab_id] = {}  # type: ignore[assignment]
    return client


def page_that_went() -> list[weakref.ref[Any]]:
    """Make a page whose handlers hold it, and delete it; returns its parts."""
    client = new_client()
    with client:
        element = ui.element("div")
    element.on("click", lambda: client)
    for register in (client.on_connect, client.on_disconnect, client.on_delete, client.on_exception):
        register(lambda *_: client)
    client.sub_pages_router.on_path_changed(lambda _: client)  # type: ignore[arg-type]
    client.delete()
    return [weakref.ref(held) for held in (client, element, element.default_slot)]


async def test_a_page_that_goes_is_given_back_at_once_with_whatever_holds_it() -> None:
    assert [held() for held in page_that_went()] == [None] * 3


async def test_what_observes_an_element_goes_with_it() -> None:
    client = new_client()
    with client:
        element = ui.element("div")
    kept = [weakref.ref(part) for part in (element, element.props, element.classes, element.style)]
    element.delete()
    del element
    assert [held() for held in kept] == [None] * 4
    client.delete()


async def test_the_storage_of_a_tab_goes_with_its_last_page() -> None:
    first, second = new_client("tab"), new_client("tab")
    first.delete()
    assert "tab" in core.app.storage._tabs
    second.delete()
    assert "tab" not in core.app.storage._tabs


def messages(*parts: Message) -> Callable[[], object]:
    left = iter(parts)

    async def receive() -> Message:
        return next(left)

    return receive


@pytest.mark.parametrize(
    ("parts", "length", "read"),
    [
        ([{"type": "http.request", "body": b"abcdef"}], 3, [b"abc", b"def", b""]),
        ([{"type": "http.request", "body": b"abcdef"}], None, [b"abcdef", b"", b""]),
        (
            [{"type": "http.request", "body": b"ab", "more_body": True}, {"type": "http.request", "body": b"c"}],
            2,
            [b"ab", b"", b""],
        ),
        ([{"type": "websocket.connect"}], None, [b"", b"", b""]),
    ],
)
async def test_a_body_is_read_in_pieces_and_no_further_than_asked_for(
    parts: list[Message], length: int | None, read: list[bytes]
) -> None:
    receive = messages(*parts)
    environ = await engine_io.translate_request(
        {"type": "http", "path": "/", "headers": []},
        receive,  # type: ignore[arg-type]
        receive,  # type: ignore[arg-type]
    )
    body = environ["wsgi.input"]
    assert [await body.read(length) for _ in read] == read


async def test_the_end_of_a_websocket_is_told_without_an_error() -> None:
    websocket = engine_io.WebSocket(None, None)
    websocket.asgi_receive = messages({"type": "websocket.receive", "text": "2"}, {"type": "websocket.disconnect"})
    assert [await websocket.wait(), await websocket.wait()] == ["2", None]
