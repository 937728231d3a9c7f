"""Says whether every page got every message exactly once and in order, because speed without that is worth nothing."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from benchmarks.page import Page

SHOWN_AT_LEAST = 50  # messages a page keeps in view when the room has that many
Row = tuple[int, str]  # number, client_message_id


def violations(stored: Sequence[Row], acknowledged: Collection[str], pages: Iterable[Page]) -> list[str]:
    """Return a sentence for each broken promise; none means that database, pages and sender agree.

    ``stored``: the room's messages as the database has them, oldest first. ``acknowledged``: the keys of the posts that
    the server called durable. Every page must have been open since before the first message.
    """
    found = of_the_database(stored, acknowledged)
    for index, page in enumerate(pages):
        sentences = [*page.faults, *_of_arrivals(stored, list(page.arrived.items())), *of_rows(stored, page.rows())]
        found += [f"page {index}: {sentence}" for sentence in sentences]
    return found


def of_the_database(stored: Sequence[Row], acknowledged: Collection[str]) -> list[str]:
    """Return a sentence for each promise that the stored messages break."""
    found = []
    if [number for number, _ in stored] != list(range(1, len(stored) + 1)):
        found.append("database: the numbers have gaps or repeat")
    times = Counter(key for _, key in stored)
    if lost := set(acknowledged) - times.keys():
        found.append(f"database: {len(lost)} acknowledged posts are not stored")
    if alien := times.keys() - set(acknowledged):
        found.append(f"database: {len(alien)} messages nobody was told about")
    if twice := [key for key, count in times.items() if count > 1]:
        found.append(f"database: {len(twice)} posts are stored more than once")
    return found


def _of_arrivals(stored: Sequence[Row], arrived: Sequence[Row]) -> list[str]:
    if missing := sorted(set(stored) - set(arrived)):
        return [f"{len(missing)} messages never arrived, the first is number {missing[0][0]}"]
    if alien := sorted(set(arrived) - set(stored)):
        return [f"{len(alien)} messages arrived that are not stored, the first is number {alien[0][0]}"]
    if list(arrived) != list(stored):
        wrong = next(got for want, got in zip(stored, arrived, strict=True) if want != got)
        return [f"messages arrived out of order, the first is number {wrong[0]}"]
    return []


def of_rows(stored: Sequence[Row], shown: Sequence[Row]) -> list[str]:
    """Return a sentence for the first promise that the messages which a page shows break."""
    if len(shown) < min(len(stored), SHOWN_AT_LEAST):
        return [f"only {len(shown)} messages are shown at the end"]
    if twice := [row for row, count in Counter(shown).items() if count > 1]:
        return [f"{len(twice)} messages are shown more than once, the first is number {min(twice)[0]}"]
    if list(shown) != list(stored[len(stored) - len(shown) :]):
        return ["what is shown at the end is not the newest stored messages in order"]
    return []
