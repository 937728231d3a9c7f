"""A page's own events are taken from its socket once it is connected, and handled in order; all else goes on."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from nicegui import Client, ui
from starlette.types import Message

from pages.nicegui_patches import direct_events, scripts
from pages.nicegui_patches.direct_outbox import DirectOutbox
from pages.shell.incoming_frames import is_element_event


@pytest.fixture(autouse=True)
def enabled() -> Iterator[None]:
    direct_events.install(is_wanted=True)
    yield
    direct_events.install(is_wanted=False)


def frame(**changes: Any) -> str:
    event = {"id": 0, "client_id": "PAGE", "listener_id": "LISTENER", "args": ["1"]} | changes
    return f'42["event",{json.dumps(event)}]'


def nobody_pays(more: float) -> None:
    """Take what an event has cost."""


OTHERS = (
    frame(client_id="another"),
    frame(id="0"),
    frame(args="1"),
    '42["event",{"client_id":"PAGE"}]',
    '42["event",{"client_id":"PAGE"},1]',
    '42["event",{"client_id":',
    '42["javascript_response",{"client_id":"PAGE","request_id":"a"}]',
    "3",
)


def test_nicegui_does_with_them_what_is_done_here() -> None:
    assert direct_events.probe() == ""
    assert scripts.probe() == ""


async def test_only_a_pages_own_events_are_taken_and_only_once_it_is_connected() -> None:
    client, heard, is_connected = Client(ui.page("")), list[Any](), False
    with client:
        ui.on("act", lambda event: heard.append(event.args))
    client.tab_id = "tab"
    [listener] = [one for one in client.layout._event_listeners if client.layout._event_listeners[one].type == "act"]
    fill = {"PAGE": client.id, "LISTENER": listener}

    def filled(text: str) -> str:
        for name, value in fill.items():
            text = text.replace(name, value)
        return text

    left = list(map(filled, OTHERS))
    own = [filled(frame(args=[str(number)])) for number in range(3)]
    sent = iter([own[0], own[1], *left, own[2], None])

    async def receive() -> Message:
        return {"type": "websocket.receive", "text": next(sent)}

    taken = direct_events.taken(receive, client.id, lambda: is_connected, is_element_event, nobody_pays)
    assert (await taken())["text"] == own[0]
    is_connected = True
    assert [(await taken())["text"] for _ in range(len(left) + 1)] == [*left, None]
    assert heard == [1, 2]


async def test_what_an_event_breaks_does_not_end_the_socket() -> None:
    client = Client(ui.page(""))
    client.tab_id = "tab"
    unknown = frame(client_id=client.id, listener_id="nobody")
    sent = iter([unknown, None])

    async def receive() -> Message:
        return {"type": "websocket.receive", "text": next(sent)}

    assert (await direct_events.taken(receive, client.id, lambda: True, is_element_event, nobody_pays)())[
        "text"
    ] is None


async def test_a_script_of_a_page_with_a_direct_outbox_waits_for_no_task() -> None:
    client = Client(ui.page(""))
    client.outbox.stop()
    client.outbox = DirectOutbox(client)
    scripts.install(is_wanted=True)
    try:
        client.run_javascript("say()")
        assert list(client.outbox.messages) == [(client.id, "run_javascript", {"code": "say()"})]
    finally:
        scripts.install(is_wanted=False)
        client.outbox.stop()
