"""The part of `benchmarks/RESULTS.md` on growing, and the figures that are promised."""

from collections.abc import Callable
from statistics import median
from typing import Any

from benchmarks.compare.markdown import shown, table
from benchmarks.compare.spread import Spread, spread

TITLES = {
    "embedded": "SQLite, in-process broker",
    "one": "PostgreSQL, Redis, one process",
    "two": "PostgreSQL, Redis, two processes",
}
WAYS = (("page", True), ("page", False), ("REST", True), ("REST", False))  # of many at once, of one alone
PARTS = ("servers", "postgresql", "redis")
FAULTS = ("lost", "duplicated", "reordered", "unlike")

Record = dict[str, Any]
Figure = Callable[[Record], float]
Meaning = Callable[[Record], bool]


def promised(found: Record) -> dict[str, Spread | None]:
    """Return the figures a promise is made of, by the names `compare/promises.py` knows them by."""
    return {
        "faster": ratio(found, _scene("busy"), ("two", "one"), _rate),
        "lighter": ratio(found, _scene("busy"), ("one", "two"), _busiest),
        "dearer": ratio(found, _scene("busy"), ("two", "one"), _all),
        **{way: ratio(found, _posts(way, found["clients"]), ("one", "embedded"), _total) for way in ("page", "REST")},
    }


def section(found: Record) -> str:
    """Return the tables as Markdown."""
    scenes = {"busy": f"one room, {found['pages']:,} pages", "many": f"{found['rooms']} rooms of four pages each"}
    return "\n".join([_head(found), _cost(found), *(_deliveries(found, *scene) for scene in scenes.items())])


def ratio(found: Record, is_meant: Meaning, pair: tuple[str, str], of: Figure) -> Spread | None:
    """Return how often the second subject's figure goes into the first's, repeat by repeat."""
    own, other = ({cell["repeat"]: of(cell) for cell in _cells(found, is_meant, subject)} for subject in pair)
    values = [own[repeat] / other[repeat] for repeat in own if other.get(repeat)]
    return spread(values) if values else None


def _head(found: Record) -> str:
    return f"""## Growing

The same posts and pages on the embedded default, on PostgreSQL (`fsync` and `synchronous_commit` on) and Redis with one
process, and with two; {found["repeats"]} turns, ratios within a turn. **All of it runs on the same two cores**: a
second process takes its CPU from the database, from Redis and from the load client, so two can't deliver twice as much
here, however little the second one costs. Therefore two more figures, in CPU time: what a post takes of the process
that does most for it (with a core for each process, that one is full first), and what a delivery takes of everything.
{found["at"][:10]}, commit {found["revision"]}.
"""


def _cost(found: Record) -> str:
    rows = []
    for way, is_many in WAYS:
        clients = found["clients"] if is_many else 1
        is_meant = _posts(way, clients)
        for subject, title in TITLES.items():
            if cells := _cells(found, is_meant, subject):
                parts = [shown(spread(cell["cpu_us_per_post"][part] for cell in cells)) for part in (*PARTS, "total")]
                against = shown(ratio(found, is_meant, (subject, "embedded"), _total), "×")
                rate = shown(spread(cell["posts_per_s"] for cell in cells))
                who = f"{way}, {clients} {'people' if clients > 1 else 'person'}"
                rows.append((who, title, *parts, against, rate))
    says = (
        "Each person posts the next message when the last is acknowledged as durable. By the page's websocket\n"
        "each has the room open, by REST nobody has.\n\n"
    )
    head = ("", "", "server", "PostgreSQL", "Redis", "together", "against embedded", "posts/s")
    return "### CPU of a post, in µs\n\n" + says + table(head, rows)


def _deliveries(found: Record, name: str, what: str) -> str:
    rows = []
    for subject, title in TITLES.items():
        if cells := _cells(found, _scene(name), subject):
            against = [
                shown(ratio(found, _scene(name), compared, of), "×")
                for compared, of in (((subject, "one"), _rate), (("one", subject), _busiest), ((subject, "one"), _all))
            ]
            figures = (shown(spread(map(of, cells))) for of in (_rate, _busiest, _all))
            pairs = (part for both in zip(figures, against, strict=True) for part in both)
            rows.append((title, *pairs, _busy(cells), _faults(cells), str(sum(cell["passed_over"] for cell in cells))))
    head = (
        "", "deliveries/s, all on two cores", "against one", "CPU of a post in the busiest process, µs",
        "one against this: with a core for each process", "CPU of everything for a delivery, µs", "against one",
        "% of a core: servers, PostgreSQL, Redis, client", "lost, duplicated, reordered, unlike", "passed over",
    )  # fmt: skip
    says = "On two processes, half of each room's pages are on either, and half of those who post.\n\n"
    return f"### Deliveries: {what}\n\n{says}{table(head, rows)}" if rows else ""


def _busy(cells: list[Record]) -> str:
    return ", ".join(f"{median(cell['busy_percent'][part] for cell in cells):.0f}" for part in (*PARTS, "client"))


def _faults(cells: list[Record]) -> str:
    return ", ".join(str(sum(cell[kind] for cell in cells)) for kind in FAULTS)


def _rate(cell: Record) -> float:
    return float(cell["deliveries_per_s"])


def _busiest(cell: Record) -> float:
    return float(cell["busiest_us_per_post"])


def _all(cell: Record) -> float:
    return float(cell["all_us_per_delivery"])


def _total(cell: Record) -> float:
    return float(cell["cpu_us_per_post"]["total"])


def _posts(way: str, clients: int) -> Meaning:
    return lambda cell: cell["part"] == "posts" and cell["way"] == way and cell["clients"] == clients


def _scene(name: str) -> Meaning:
    return lambda cell: cell["part"] == name


def _cells(found: Record, is_meant: Meaning, subject: str) -> list[Record]:
    return [cell for cell in found["cells"] if cell["subject"] == subject and "error" not in cell and is_meant(cell)]
