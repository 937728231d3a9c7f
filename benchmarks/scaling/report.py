"""The results as tables for a terminal."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.table import Table

from benchmarks.scaling.costs import Costs
from benchmarks.scaling.deployment import Deployment
from benchmarks.scaling.load import FULL, MOST, STORM, Load
from benchmarks.scaling.queues import Outcome
from benchmarks.scaling.workload import Workload


@dataclass(frozen=True, slots=True)
class Case:
    """One line: a number of people, a deployment, and the load."""

    workload: Workload
    deployment: Deployment
    load: Load


def costs(found: Costs, slower: float) -> Table:
    """Show the unit costs that everything else is computed from."""
    table = _table(f"Prices (this machine takes {slower:.2f} times as long as the one of the record)", 2)
    for what, price in (
        ("an event to bytes, and back", f"{found.encode:.0f}, {found.decode:.0f} µs, {found.event_bytes:.0f} bytes"),
        ("an event to Redis, and from Redis", f"{found.broker_send:.0f}, {found.broker_receive:.0f} µs"),
        (
            "Redis: to take an event, to pass it to a process",
            f"{found.redis_publish:.1f}, {found.redis_deliver:.2f} µs",
        ),
        (
            "a topic more; for each 1,000 there are",
            f"{found.subscribe:.0f}, {found.subscribe_for_each_topic * 1e3:.0f} µs",
        ),
        ("a message made into a frame; written to a page", f"{found.frame:.0f}, {found.page_write:.1f} µs"),
        ("a message on a page that shows its room, all in all *", f"{found.seen:.0f} µs"),
        ("a message on a page that only lists its room *", f"{found.unseen:.0f} µs"),
        ("somebody's presence, on any page *", f"{found.presence:.2f} µs"),
        ("a page: to open, to change its room *", f"{found.open / 1e3:.1f}, {found.switch / 1e3:.1f} ms"),
        ("a page: memory, and doing nothing *", f"{found.page_mb:.2f} MB, {found.idle_page_s:.0f} µs/s"),
        ("a post: the process, PostgreSQL *", f"{found.post / 1e3:.2f}, {found.post_postgresql / 1e3:.2f} ms"),
        (
            "posts/s of one process into one room, into 16 *",
            f"{_number(found.posts_per_s_one_room)}, {_number(found.posts_per_s_16_rooms)}",
        ),
        (
            "read marks: a writing, and each mark in it *",
            f"{found.mark_transaction_ms:.1f}, {found.mark_row_ms:.3f} ms",
        ),
    ):
        table.add_row(what, price)
    table.caption = "* recorded by benchmarks.scaling.measure, scaled to this machine; all else measured just now"
    return table


def loads(title: str, cases: Sequence[Case]) -> Table:
    """Show the load of every part for each number of pages."""
    table = _table(title, len(cases) + 1)
    table.columns[0].header = "open pages"
    for column, case in zip(table.columns[1:], cases, strict=True):
        column.header = _number(case.workload.pages)
    for what, told in (
        ("processes (a core each)", lambda case: _processes(case.load)),
        ("machines for them", lambda case: _number(case.load.machines(case.deployment))),
        ("posts/s", lambda case: _number(case.workload.posts_per_s)),
        ("deliveries/s", lambda case: _number(case.load.deliveries)),
        ("a process: pages", lambda case: _number(case.load.pages_each)),
        ("  of its core", lambda case: _percent(case.load.cpu)),
        ("  most of it for", lambda case: _most(case.load)),
        ("  memory, MB", lambda case: _number(case.load.memory_mb)),
        ("  to its pages, MB/s", lambda case: _number(case.load.sent_mb)),
        ("  events/s from Redis", lambda case: _number(case.load.received)),
        ("  topics subscribed", lambda case: _number(case.load.topics)),
        ("brokers", lambda case: _number(case.deployment.brokers if case.load.processes > 1 else 0)),
        ("  events/s out of all", lambda case: _number(case.load.broker_events)),
        ("  the busiest: of its core", lambda case: _percent(case.load.broker)),
        ("  out of it, MB/s", lambda case: _number(case.load.broker_mb)),
        ("PostgreSQL: cores, writing", lambda case: _number(case.load.database_cores)),
        ("  cores, reading", lambda case: _number(case.load.reading_cores)),
        ("  read marks/s", lambda case: _number(case.load.marks)),
        ("  writers' lock held", lambda case: _percent(case.load.writers_lock)),
        ("  connections", lambda case: _number(case.load.connections)),
        ("a process dies: back after", lambda case: _seconds(case.load.storm_s)),
        ("fullest", lambda case: f"{case.load.fullest[0]}, {_percent(case.load.fullest[1])}"),
        ("does it hold?", lambda case: _holds(case.load)),
    ):
        table.add_row(what, *map(told, cases))
    return table


def ladder(title: str, found: Sequence[tuple[str, Case]]) -> Table:
    """Show what each step changes."""
    table = Table(title=title, title_justify="left", title_style="bold")
    table.add_column("", no_wrap=True)
    for header in ("processes", "broker", "writers' lock", "cores", "connections", "holds?"):
        table.add_column(header, justify="right")
    for name, each in found:
        load = each.load
        table.add_row(
            name,
            _processes(load),
            _percent(load.broker),
            _percent(load.writers_lock),
            _number(load.database_cores),
            _number(load.connections),
            "no" if load.is_out_of_reach or max(load.shares.values()) > 1 else "yes",
        )
    return table


def flows(title: str, found: Sequence[tuple[float, Outcome]]) -> Table:
    """Show how long messages take at growing loads. ``found``: times the posts, and what was seen."""
    table = Table(title=title, title_justify="left", title_style="bold")
    for header in (
        "times the posts",
        "posts",
        "deliveries *",
        "p50, ms",
        "p99, ms",
        "process busy",
        "its queue",
        "broker busy",
        "its queue",
    ):
        table.add_column(header, justify="right")
    for factor, each in found:
        table.add_row(
            f"{factor:g}",
            _number(each.posts),
            _number(each.deliveries),
            _number(each.latency_ms(50)),
            _number(each.latency_ms(99)),
            _percent(each.process_busy),
            _number(each.process_queue),
            _percent(each.broker_busy),
            _number(each.broker_queue),
        )
    table.caption = "* on the processes that were followed; from the commit to a process's last page of the room"
    return table


def very_large(pages: int, processes: int, found: Costs) -> Table:
    """Show what one post asks if so many look at the room: encoded once on each process, written to each page."""
    table = Table(title=f"One post into a room that {pages:,} look at", title_justify="left", title_style="bold")
    for header in ("processes", "frames made", "writes each", "last page after, ms", "posts/s at most *", "Redis, ms"):
        table.add_column(header, justify="right")
    for count in sorted({1, 10, 50, max(100, processes)}):
        last = (found.frame + pages / count * found.page_write) / 1e3
        most = 1e6 * FULL / (found.frame + pages / count * found.seen)
        redis = (found.redis_publish + count * found.redis_deliver) / 1e3 if count > 1 else 0.0
        row = (count, count, pages / count, last, most, redis)
        table.add_row(*map(_number, row))
    table.caption = (
        f"* with {FULL:.0%} of each process's core; messages that come within 10 ms share a frame beyond that"
    )
    return table


def _table(title: str, columns: int) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", show_header=columns > 2)
    table.add_column(no_wrap=True)
    for _ in range(columns - 1):
        table.add_column(justify="right")
    return table


def _most(load: Load) -> str:
    name, share = max(load.process.items(), key=lambda item: item[1])
    return f"{name}, {_percent(share)}"


def _processes(load: Load) -> str:
    return f"no number of them: {_number(MOST)}" if load.is_out_of_reach else _number(load.processes)


def _holds(load: Load) -> str:
    full = [name for name, share in load.shares.items() if share > 1]
    if full:
        return "no: " + ", ".join(full)
    return "yes" if load.storm_s <= STORM else "yes, but slow to come back"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 10 or value == int(value) else f"{value:.2g}"


def _percent(share: float) -> str:
    return f"{share * 100:,.0f} %" if share >= 0.1 else f"{share * 100:.1f} %"


def _seconds(value: float) -> str:
    return f"{value:,.0f} s" if value < 600 else "never"
