"""The simulation's own arithmetic: what it says of a million pages nobody can measure, so its sums must be right."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from nicegui import core
from typer.testing import CliRunner

from benchmarks.scaling import calibration
from benchmarks.scaling.__main__ import app, better_case, on_paper
from benchmarks.scaling.costs import RECORDED, Costs, pace_of, slowness
from benchmarks.scaling.deployment import Deployment, meeting, shard_of, spread
from benchmarks.scaling.load import FULL, STORM, load_of
from benchmarks.scaling.pages import to_pages
from benchmarks.scaling.queues import Flow, Server
from benchmarks.scaling.workload import Workload
from pages import nicegui_patches

pytestmark = pytest.mark.nightly

CALIBRATED = {
    "encode": 7.0,
    "decode": 10.0,
    "event_bytes": 672.0,
    "broker_send": 24.0,
    "broker_receive": 25.0,
    "redis_publish": 1.5,
    "redis_deliver": 0.5,
    "subscribe": 125.0,
    "subscribe_for_each_topic": 0.13,
    "frame": 53.0,
    "page_write": 7.0,
    "frame_bytes": 848.0,
}
COSTS = replace(Costs.of(CALIBRATED), seen=30.0, unseen=100.0)
PEOPLE = Workload(1000, largest=400, extra_posts=5.0)
TWO = Deployment(processes=2)


# ---------------------------------------------------------------------- people and rooms


@pytest.mark.parametrize("pages", [10, 1_000, 100_000, 1_000_000])
def test_every_page_looks_at_one_room_and_every_person_is_in_ten(pages: int) -> None:
    rooms = Workload(pages).rooms()
    assert sum(each.count * each.viewers for each in rooms) == pytest.approx(pages)
    assert sum(each.count * each.members for each in rooms) == pytest.approx(10 * pages, rel=0.15)


def test_every_post_is_in_some_room() -> None:
    assert sum(each.count * each.posts for each in PEOPLE.rooms()) == pytest.approx(PEOPLE.posts_per_s)


def test_the_largest_room_is_as_large_as_was_said_and_as_many_look_at_it() -> None:
    top = replace(PEOPLE, gathered=0.5).rooms()[0]
    assert (top.count, top.members, top.viewers) == (1, 400, 200)


def test_sizes_fall() -> None:
    sizes = [each.members for each in Workload(100_000).rooms()]
    assert sizes == sorted(sizes, reverse=True)


# ---------------------------------------------------------------------- sharing


def test_rooms_spread_over_brokers_evenly() -> None:
    carried = spread([1.0] * 8000, 8)
    assert sum(carried) == 8000
    assert min(carried) > 850
    assert max(carried) < 1150


def test_another_broker_takes_its_share_and_moves_nothing_else() -> None:
    before, after = [f"broker-{index}" for index in range(4)], [f"broker-{index}" for index in range(5)]
    moved = 0
    for index in range(2000):
        was, now = shard_of(f"room:{index}", before), shard_of(f"room:{index}", after)
        assert now in (was, "broker-4")
        moved += was != now
    assert 300 < moved < 500


def test_few_people_are_on_few_processes_and_many_on_all() -> None:
    assert meeting(0, 10) == 0
    assert meeting(1, 10) == pytest.approx(1)
    assert 1.8 < meeting(2, 10) < 2
    assert meeting(1000, 10) == pytest.approx(10)
    assert meeting(1000, 1) == 1


# ---------------------------------------------------------------------- sums


def test_deliveries_are_posts_times_pages() -> None:
    wanted = sum(each.count * each.posts * each.viewers for each in PEOPLE.rooms())
    assert load_of(PEOPLE, TWO, COSTS).deliveries == pytest.approx(wanted)


def test_presence_that_everybody_is_told_of_grows_with_the_square() -> None:
    one, double = (load_of(Workload(pages), TWO, COSTS).process["presence"] for pages in (1000, 2000))
    assert double == pytest.approx(4 * one)
    told = replace(TWO, is_presence_told_by_interest=True)
    one, double = (load_of(Workload(pages), told, COSTS).process["presence"] for pages in (1000, 2000))
    assert double == pytest.approx(2 * one)


def test_twice_the_pages_on_twice_the_processes_ask_the_same_of_each_but_who_comes_and_goes() -> None:
    one = load_of(Workload(10_000, largest=100), Deployment(processes=10), COSTS)
    two = load_of(Workload(20_000, largest=100), Deployment(processes=20), COSTS)
    for name in ("idle", "posts", "opening"):
        assert two.process[name] == pytest.approx(one.process[name], rel=0.1)
    assert two.process["attendance"] == pytest.approx(2 * one.process["attendance"], rel=0.2)
    assert two.memory_mb == pytest.approx(one.memory_mb)
    assert two.connections == 2 * one.connections


def test_one_process_needs_no_broker() -> None:
    load = load_of(PEOPLE, Deployment(processes=1), COSTS)
    assert "broker" not in load.process
    assert (load.broker, load.received) == (0, 0)


def test_a_room_on_one_process_is_heard_of_by_fewer() -> None:
    anywhere = load_of(PEOPLE, Deployment(processes=20), COSTS)
    at_home = load_of(replace(PEOPLE, gathered=1.0), Deployment(processes=20, is_by_room=True), COSTS)
    assert at_home.process["made"] < anywhere.process["made"]


# ---------------------------------------------------------------------- what saturates


def test_a_small_office_saturates_nothing() -> None:
    load = load_of(Workload(200), Deployment(), COSTS)
    assert load.processes == 1
    assert load.fullest[1] < 1


def test_a_broker_that_cannot_keep_up_is_named() -> None:
    slow = replace(COSTS, redis_deliver=50_000.0)
    assert load_of(PEOPLE, TWO, slow).fullest[0] == "a broker's core"


def test_a_room_that_takes_no_more_posts_is_named() -> None:
    hot = replace(PEOPLE, extra_posts=2 * COSTS.posts_per_s_one_room)
    assert load_of(hot, Deployment(processes=1000), COSTS).shares["posts into one room"] > 2


def test_read_marks_fill_the_writers_lock_until_they_share_it() -> None:
    many, people = Deployment(processes=500), Workload(1_000_000)
    assert load_of(people, many, COSTS).shares["the writers' lock"] > 1
    assert load_of(people, on_paper(many), COSTS).writers_lock == 0


def test_as_many_processes_are_taken_as_it_takes() -> None:
    load = load_of(Workload(10_000), Deployment(), COSTS)
    assert load.cpu <= FULL
    assert load.storm_s <= STORM
    fewer = load_of(Workload(10_000), Deployment(processes=load.processes // 2), COSTS)
    assert fewer.cpu > FULL or fewer.storm_s > STORM


def test_what_every_process_hears_no_number_of_processes_helps() -> None:
    everybody_comes_and_goes = Workload(1_000_000, switches=100.0)
    assert load_of(everybody_comes_and_goes, Deployment(), COSTS).is_out_of_reach
    assert not load_of(Workload(1000), Deployment(), COSTS).is_out_of_reach


def test_as_many_brokers_are_taken_as_it_takes() -> None:
    busy = replace(COSTS, redis_deliver=500.0)
    found = better_case(Workload(100_000), Deployment(processes=40), busy)
    assert found.load.broker <= FULL
    assert load_of(Workload(100_000), on_paper(Deployment(processes=40)), busy).broker > FULL
    assert found.deployment.brokers > 2


# ---------------------------------------------------------------------- event by event


def flow(posts: float = 30.0, seconds: float = 20.0, **changes: float) -> tuple[Flow, float]:
    people = replace(PEOPLE, posts=posts)
    costs = replace(COSTS, **changes)
    return Flow(people, TWO, costs, load_of(people, TWO, costs), tracked=2), seconds


def test_every_message_reaches_every_page_that_shows_its_room_once() -> None:
    run, seconds = flow()
    found = run.run(seconds)
    assert found.posts > 100
    assert found.deliveries == found.wanted > found.posts


def test_a_process_that_has_too_much_to_do_falls_behind() -> None:
    run, seconds = flow()
    calm = run.run(seconds)
    run, seconds = flow(page_write=30_000.0, seen=30_000.0)
    behind = run.run(seconds)
    assert behind.deliveries == behind.wanted
    assert behind.process_busy > 1 > calm.process_busy
    assert behind.latency_ms(99) > 10 * calm.latency_ms(99)


def test_a_slow_broker_has_a_queue() -> None:
    run, seconds = flow()
    calm = run.run(seconds)
    run, seconds = flow(redis_deliver=100_000.0)
    slow = run.run(seconds)
    assert slow.broker_busy > 1 > calm.broker_busy
    assert slow.broker_queue > 10 * calm.broker_queue


def test_a_server_does_one_thing_after_the_other() -> None:
    server = Server(speed=0.5)
    assert [server.serve(1.0, 100_000), server.serve(1.0, 100_000), server.serve(9.0, 100_000)] == [1.2, 1.4, 9.2]
    assert server.longest == 2


# ---------------------------------------------------------------------- costs, and the command


def test_recorded_costs_are_scaled_to_this_machine() -> None:
    record = json.loads(RECORDED.read_text())
    twice = {name: 2 * record["pace"] * cost / pace_of(CALIBRATED) for name, cost in CALIBRATED.items()}
    assert slowness(twice) == pytest.approx(2)
    found = Costs.of(twice)
    assert found.open == pytest.approx(2 * record["costs"]["open"])
    assert found.page_mb == record["costs"]["page_mb"]
    assert found.posts_per_s_one_room == pytest.approx(record["costs"]["posts_per_s_one_room"] / 2)


def test_a_record_that_lacks_something_says_what_makes_it(tmp_path: Path) -> None:
    record = json.loads(RECORDED.read_text())
    del record["costs"]["open"]
    (tmp_path / "recorded.json").write_text(json.dumps(record))
    with pytest.raises(ValueError, match=r"has no open; python -m benchmarks\.scaling\.measure"):
        Costs.of(CALIBRATED, tmp_path / "recorded.json")


async def test_the_real_code_has_costs() -> None:
    found = calibration.codec(50)
    assert all(value > 0 for value in found.values())
    assert found["event_bytes"] > 500


async def test_messages_go_to_pages_for_real(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(core.app.config, "message_history_length", 1000, raising=False)  # put back afterwards
    monkeypatch.setattr(core.app.config, "reconnect_timeout", 30.0, raising=False)
    try:
        found = await to_pages(3, 20)
    finally:
        nicegui_patches.install(is_wanted=False)
    assert found["frame"] > 0
    assert 500 < found["frame_bytes"] < 2000


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (["--pages", "many"], "Invalid value for '--pages'"),
        (["--gathered", "2"], "Invalid value for '--gathered'"),
        (["--pages", "100", "--largest", "200"], "--largest 200 is more than there are pages: 100"),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_sentence(said: list[str], told: str) -> None:
    answer = CliRunner(env={"NO_COLOR": "1", "COLUMNS": "200"}).invoke(app, said)
    assert answer.exit_code == 2
    assert told in " ".join(answer.output.replace("│", " ").split())
