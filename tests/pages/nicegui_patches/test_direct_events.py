"""A page's own events are taken from its socket, and handled in order; all else goes on."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from nicegui import Client, ui

from pages.nicegui_patches import direct_events, scripts
from pages.nicegui_patches.direct_outbox import DirectOutbox
from pages.shell.websocket.frame_validation import is_element_event


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


def taken(text: str, client: Client) -> bool:
    return direct_events.take(text.encode(), client.id, is_element_event, nobody_pays)


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


async def test_only_a_pages_own_events_are_taken() -> None:
    client, heard = Client(ui.page("")), list[Any]()
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
    assert [text for text in [own[0], *left, *own[1:]] if not taken(text, client)] == left
    assert heard == [0, 1, 2]


async def test_what_an_event_breaks_breaks_nothing_else() -> None:
    client = Client(ui.page(""))
    client.tab_id = "tab"
    assert taken(frame(client_id=client.id, listener_id="nobody"), client)


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
