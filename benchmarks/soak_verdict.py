"""What a soak found (`benchmarks/soak.py`): which promises were not kept, and a table."""

from collections import Counter

import typer

from benchmarks.holdings import Holdings

MORE_MEMORY = 10.0  # MB (10^6 bytes) that later parts may leave beyond the first one
LONGEST_PAUSE = 20.0  # ms
MOST_CUT = 0.1  # of the pages


def broken(found: list[Holdings]) -> list[str]:
    """Return the promises that were not kept, in words; the first of what was found is from before the first part."""
    before, *parts = found
    first, last = parts[0], parts[-1]
    sentences = [
        f"{left} {name} are left"
        for name, left in (("pages", last.pages), ("sockets", last.sockets), ("tabs", last.tabs))
        if left
    ]
    for name in ("owners", "subscriptions", "feeds", "files"):
        if getattr(last, name) > getattr(before, name):
            sentences.append(f"{getattr(last, name) - getattr(before, name)} {name} are left")
    if tasks := more(last.tasks, before.tasks):
        sentences.append(f"tasks are left: {tasks}")
    if last.memory - first.memory > MORE_MEMORY:
        sentences.append(f"memory grew by {last.memory - first.memory:.1f} MB after the first part")
    return sentences


def paused(found: list[Holdings]) -> list[str]:
    """Return whether the server stood still for longer than is promised, in words."""
    longest = max(held.longest_pause for held in found[1:])
    return [f"the loop stood still for {longest:.1f} ms"] if longest > LONGEST_PAUSE else []


def cut_off(cut: Counter[str], whole: int) -> list[str]:
    """Return whether so many pages were cut off that the rest says little, in words; ``whole``: how many were not."""
    pages = cut.total() + whole
    told = ", ".join(f"{count} × {reason}" for reason, count in (+cut).items())
    return [f"{cut.total()} of {pages} pages were cut off: {told}"] if cut.total() > MOST_CUT * pages else []


def tell(way: str, found: list[Holdings]) -> None:
    """Tell of the part that was found last, so that a run that is cut off has told of those before."""
    at, held = len(found) - 1, found[-1]
    if not at:
        typer.echo(f"\n{way:9} memory  pages  tasks  subscriptions  files  longest collection, pause")
    typer.echo(
        f"{f'part {at}' if at else 'before':9} {held.memory:6.1f} {held.pages:6} {sum(held.tasks.values()):6} "
        f"{held.subscriptions:14} {held.files:6} {held.longest_collection:11.1f} ms {held.longest_pause:7.1f} ms"
    )


def more(after: dict[str, int], before: dict[str, int]) -> dict[str, int]:
    """Return what there is more of afterwards, and how much."""
    return {name: count - before.get(name, 0) for name, count in after.items() if count > before.get(name, 0)}
