"""Whoever sends a post pays for what it makes the server find out, whoever's post is stored with it."""

import asyncio
from collections.abc import Callable
from functools import partial
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from nicegui import core

from chatapp import messages
from chatapp.errors import RateLimited
from chatapp.throttling import METER, Meter
from chatapp.throttling.metered import EACH
from pages.room.composer import send_queue
from pages.room.composer.send_queue import Sent
from pages.shell.layout import appearance

Heard = Callable[[Any], None]


@pytest.fixture
async def sent_by_eve(monkeypatch: pytest.MonkeyPatch) -> tuple[Heard, list[float], asyncio.Event]:
    """A post of Eve's that names somebody: what hears its outcome, what she has paid since, when it was all done."""
    heard, paid, done = list[Heard](), list[float](), asyncio.Event()

    async def slow(*_: Any) -> str:
        await asyncio.sleep(0)
        METER.get().add(EACH)  # type: ignore[union-attr]
        done.set()
        return ""

    def post(_: Any, on_outcome: Heard, **__: Any) -> bool:
        heard.append(on_outcome)
        return True

    monkeypatch.setattr(core, "loop", asyncio.get_running_loop())
    monkeypatch.setattr(messages, "post_at_once", post)
    monkeypatch.setattr(send_queue, "tell", lambda *_: None)
    for name in ("answer", "offer_outsiders"):
        monkeypatch.setattr(send_queue, name, slow)
    queue = SimpleNamespace(stored=0)
    shell: Any = SimpleNamespace(is_signed_in=True, chat=SimpleNamespace(post_queue=queue), actor=None, client=None)
    token = METER.set(Meter(paid.append))
    assert send_queue.post_at_once(shell, "", Sent(uuid4(), "key", "@everybody"))
    METER.reset(token)
    return heard[0], paid, done


@pytest.mark.parametrize("outcome", [None, partial(messages.Posted, is_new=False)])
async def test_why_a_post_is_refused_and_whom_it_did_not_reach_is_found_out_at_its_senders_cost(
    sent_by_eve: tuple[Heard, list[float], asyncio.Event], outcome: Any
) -> None:
    on_outcome, paid, done = sent_by_eve
    anns = list[float]()
    token = METER.set(Meter(anns.append))  # her post began the group
    on_outcome(outcome and outcome(None))
    METER.reset(token)
    await done.wait()
    await asyncio.sleep(0)
    assert sum(paid) >= 1
    assert anns == []


async def test_a_time_zone_that_a_browser_tells_counts_as_a_change() -> None:
    counted = list[Any]()

    def changing(actor: Any) -> None:
        counted.append(actor)
        raise RateLimited("Too fast.", retry_after=1)

    shell: Any = SimpleNamespace(is_signed_in=True, actor="eve", chat=SimpleNamespace(changing=changing))
    handled = appearance.EVENTS["time_zone"](shell, "Asia/Tokyo")
    assert handled is not None
    await handled
    assert counted == ["eve"]
