"""A sweep of thousands: each turn of the event loop does a bounded part of it, and people get summaries, not floods."""

from typing import Any

import pytest

from chatapp.messages import markup
from chatapp.messages.markup.turns import PIECE
from chatapp.notifications import due, wording
from chatapp.notifications.delivery import AT_ONCE
from tests.support.people.alerts import TellingChat, Told
from tests.support.people.chats import MakePerson
from tests.support.people.held_alerts import TurnCounts, called, hold_alerts


@pytest.fixture
def counts(telling: TellingChat, monkeypatch: pytest.MonkeyPatch) -> TurnCounts:
    """What each turn does in this test."""
    counts = TurnCounts()

    class Counting(Told):
        async def deliver(self, *_: object) -> None:
            counts.note("people told")

    def decided(found: list[Any], *_: object) -> int:
        return len(found)

    telling.chat.teller.channels = [telling.told, Counting()]  # others may await something, and end the turn by that
    monkeypatch.setattr(due, "fates", called(counts, "alerts decided", due.fates, decided))
    rendering = called(counts, "characters rendered", markup.render, len)
    monkeypatch.setattr("chatapp.messages.markup.turns.render", rendering)
    return counts


async def test_each_turn_of_a_sweep_does_a_bounded_part(
    telling: TellingChat, person: MakePerson, counts: TurnCounts
) -> None:
    await hold_alerts(telling, await person("ann"), people=3 * AT_ONCE, each=1)
    with counts.counting():
        told = await telling.sweep()
    assert (len(told), {kind for _, kind, _ in told}) == (3 * AT_ONCE, {"mention"})
    assert counts.most["alerts decided"] <= AT_ONCE
    assert counts.most["people told"] == 1
    assert counts.most["characters rendered"] <= PIECE


@pytest.mark.parametrize(("people", "each"), [(1, 5 * AT_ONCE), (30, 40)])
async def test_what_was_held_for_a_person_is_one_summary_however_much_it_is(
    telling: TellingChat, person: MakePerson, counts: TurnCounts, people: int, each: int
) -> None:
    await hold_alerts(telling, await person("ann"), people=people, each=each)
    with counts.counting():
        await telling.chat.teller.sweep()
    assert [(one.kind, one.count) for _, one in telling.told.notices] == [("summary", each)] * people
    telling.told.take()
    assert counts.most["alerts decided"] <= AT_ONCE
    assert (counts.most["people told"], counts.most["characters rendered"]) == (1, 0)
    assert await telling.sweep(after=60) == []


async def test_what_a_dying_process_left_in_numbers_is_a_summary_as_well(
    telling: TellingChat, person: MakePerson
) -> None:
    ann = await person("ann")
    await hold_alerts(telling, ann, people=1, each=wording.AT_MOST, is_held=False)
    assert [kind for _, kind, _ in await telling.sweep()] == ["mention"] * wording.AT_MOST
    await hold_alerts(telling, ann, people=1, each=wording.AT_MOST + 1, is_held=False)
    assert [kind for _, kind, _ in await telling.sweep()] == ["summary"]
