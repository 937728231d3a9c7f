"""What the handlers of a page's events take of the event loop is told to whoever pays for that page, to nobody else."""

import asyncio
from collections.abc import Iterator
from functools import partial

import pytest
from nicegui import Client, core, ui

from chatapp.throttling.metered import EACH, Metered
from pages.nicegui_patches import event_costs
from pages.nicegui_patches.event_costs import charged
from tests.support.running.clock import Clock


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[Clock]:
    """Time that only handlers take."""
    clock = Clock()
    monkeypatch.setattr(event_costs, "perf_counter", lambda: clock.now)
    monkeypatch.setattr(event_costs, "Metered", partial(Metered, clock=lambda: clock.now))
    event_costs.install(is_wanted=True)
    yield clock
    event_costs.install(is_wanted=False)


def test_nicegui_makes_tasks_as_is_relied_on() -> None:
    assert event_costs.probe() == ""


async def test_what_handlers_take_at_once_and_in_their_tasks_is_told_to_who_sent_the_event(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(core, "loop", asyncio.get_running_loop())
    ended = [asyncio.Event(), asyncio.Event()]

    async def at_length() -> None:
        clock.advance(2 * EACH)
        await asyncio.sleep(0)
        clock.advance(3 * EACH)
        ended[ended[0].is_set()].set()

    client = Client(ui.page(""))
    client.tab_id = "tab"
    with client:
        ui.on("quick", lambda: clock.advance(EACH / 2))
        ui.on("heavy", lambda: clock.advance(4.5 * EACH))
        ui.on("long", at_length)
    listeners = {one.type: identifier for identifier, one in client.layout._event_listeners.items()}
    paid: dict[str, list[float]] = {"ann": [], "ben": []}

    def event(who: str, name: str) -> None:
        message = {"id": client.layout.id, "client_id": client.id, "listener_id": listeners[name], "args": []}
        charged(paid[who].append, client.handle_event, message)

    event("ann", "quick")
    event("ben", "heavy")
    event("ann", "long")
    event("ben", "quick")
    await ended[0].wait()
    event_costs.install(is_wanted=False)
    event("ben", "long")
    await ended[1].wait()
    client.delete()
    assert paid == {"ann": [2, 3], "ben": [4]}
