"""A page's own frames are taken as they arrive, as fast as they may be sent; all else goes its way."""

import asyncio
import json
from collections.abc import AsyncIterator
from math import inf
from typing import Any

import pytest
from nicegui import Client, core, ui
from starlette.types import Message

from chatapp.throttling import Throttle
from pages.nicegui_patches import acknowledgements, direct_events
from pages.nicegui_patches.direct_events import Prompt
from pages.shell.websocket.frame_dispatch import OF_FRAME, PONG, OwnFrames, connection_of
from pages.shell.websocket.handshake import Handshake
from tests.support.running.patience import until

WHOSE = "ann"


@pytest.fixture(autouse=True)
async def enabled(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    monkeypatch.setattr(core, "loop", asyncio.get_running_loop())
    for patch in (direct_events, acknowledgements):
        patch.install(is_wanted=True)
    yield
    for patch in (direct_events, acknowledgements):
        patch.install(is_wanted=False)


class Page:
    """A connected page, the frames of its socket, and what its handlers have heard. ``at_once``: what it may send."""

    def __init__(self, at_once: int = 100) -> None:
        self.throttle = Throttle(per_second=1, at_once=at_once, now=lambda: 0.0)
        self.client, self.heard = Client(ui.page("")), list[Any]()
        self.handshake = Handshake()
        self.own = OwnFrames(self.throttle, WHOSE, self.client.id, self.handshake)
        with self.client:
            ui.on("act", lambda event: self.heard.append(event.args))
            ui.on("ask", Prompt(self._answer))
        self.client.tab_id = "tab"

    def event(self, name: str, *args: Any, client_id: str = "") -> bytes:
        listeners = self.client.layout._event_listeners.values()
        listener = next(one.id for one in listeners if one.type == name)
        event = {"id": self.client.layout.id, "client_id": client_id or self.client.id, "listener_id": str(listener)}
        return f'42["event",{json.dumps({**event, "args": [json.dumps(one) for one in args]})}]'.encode()

    async def _answer(self, args: Any) -> None:
        self.heard.append(args)


async def test_what_arrives_alone_is_taken_once_the_page_is_connected_and_nobody_elses() -> None:
    page, pongs = Page(), list[None]()
    page.own.on_pong = lambda: pongs.append(None)
    assert not page.own.take_at_once(page.event("act", 1))
    page.handshake.deadline = inf
    assert page.own.take_at_once(page.event("act", 2))
    assert page.own.take_at_once(PONG)
    ack = f'42["ack",{{"client_id":"{page.client.id}","next_message_id":1}}]'
    assert page.own.take_at_once(ack.encode())
    for other in (page.event("act", 3, client_id="another"), ack.replace(page.client.id, "another").encode(), b"41"):
        assert not page.own.take_at_once(other)
    assert (page.heard, len(pongs)) == ([2], 1)


async def test_who_sends_faster_than_pages_do_is_left_to_what_waits_for_it() -> None:
    page = Page(at_once=10)
    page.handshake.deadline = inf
    taken = [page.own.take_at_once(page.event("act", number)) for number in range(20)]
    assert page.heard == list(range(taken.count(True)))
    assert 8 <= taken.count(True) <= 10
    assert taken == sorted(taken, reverse=True)
    longer = Page(at_once=10)
    longer.handshake.deadline = inf
    assert longer.own.take_at_once(longer.event("act", "x" * 9 * OF_FRAME))
    assert not longer.own.take_at_once(longer.event("act", 1))  # that one counted as ten


async def test_what_has_waited_is_taken_in_order_and_the_rest_goes_on() -> None:
    page = Page()
    page.handshake.deadline = inf
    texts = [page.event("act", 1).decode(), "2probe", page.event("act", 2).decode(), "3", None]
    sent = iter(texts)

    async def receive() -> Message:
        return {"type": "websocket.receive", "text": next(sent)}

    received = page.own.taken(receive)
    assert [(await received())["text"] for _ in range(3)] == ["2probe", "3", None]
    assert page.heard == [1, 2]


async def test_a_prompt_handler_hears_the_same_either_way() -> None:
    page = Page()
    page.handshake.deadline = inf
    for args in ((), (1,), ("a", None, [2])):
        assert page.own.take_at_once(page.event("ask", *args))
        page.client.handle_event(json.loads(page.event("ask", *args)[2:])[1])
    await until(lambda: len(page.heard) == 6)
    assert page.heard[::2] == page.heard[1::2] == [[], 1, ["a", None, [2]]]


async def test_what_a_prompt_handler_takes_is_paid_for() -> None:
    page, paid = Page(), list[float]()

    async def slow(_: Any) -> None:
        await asyncio.sleep(0)
        sum(range(1_000_000))  # more than `EACH`, on any machine

    with page.client:
        ui.on("slow", Prompt(slow))
    event = page.event("slow", 1)
    assert direct_events.take(event, page.client.id, lambda _: True, paid.append)
    await until(lambda: bool(paid))


async def test_another_server_than_ours_lets_nothing_be_taken() -> None:
    async def send(_: Message) -> None:
        """Send nothing."""

    assert connection_of(send) is None
