"""`python -m benchmarks.markup`: what rendering costs the texts that were built to make it slow, and ordinary ones.

Exit status 1 if a text of 10,000 characters takes over 25 ms of processor time. Run it on a machine with nothing else
to do; in a virtual machine whose cores are shared, more than once.
"""

from collections.abc import Callable
from time import process_time
from typing import Annotated, Final

import typer
from rich.console import Console
from rich.table import Table

from chatapp.messages.markup import render
from chatapp.text import BODY_LIMIT
from tests.support.samples.hostile_texts import CODE_PATTERNS, PATTERNS

LIMIT: Final = 0.025  # seconds of processor time
ORDINARY: Final = {
    "ordinary prose": "We ship **today**; see https://example.org/a?b=1 and `make test`. ",
    "ordinary lines": "A line of prose as people write it, without any marks.\n",
    "ordinary list": "- an item with *some* emphasis\n- another one\n\n",
    "plain text": "Words without marks. ",
}


def cost(build: Callable[[int], str], size: int, repeats: int) -> float:
    """Return the least processor time of rendering a text of so many characters, in seconds.

    Each repeat is one character shorter, so that none comes from the cache.
    """
    return min(_rendered(build(size - repeat)) for repeat in range(repeats))


def _rendered(body: str) -> float:
    began = process_time()
    render(body)
    return process_time() - began


def main(
    size: Annotated[int, typer.Option(help="characters")] = BODY_LIMIT,
    repeats: Annotated[int, typer.Option(help="of which the fastest counts")] = 3,
    show: Annotated[int, typer.Option(help="how many of the worst to print")] = 15,
    only: Annotated[str, typer.Option(help="patterns whose name holds this")] = "",
) -> None:
    """Measure every pattern; print the worst."""
    ordinary = {name: (lambda length, text=text: (text * length)[:length]) for name, text in ORDINARY.items()}
    chosen = {name: build for name, build in (PATTERNS | CODE_PATTERNS | ordinary).items() if only in name}
    costs = sorted(((cost(build, size, repeats), name) for name, build in chosen.items()), reverse=True)
    table = Table("pattern", "ms", title=f"{len(costs)} texts of {size:,} characters, processor time")
    for seconds, name in [*costs[:show], *(one for one in costs[show:] if one[1] in ordinary)]:
        table.add_row(name, f"{seconds * 1000:.1f}")
    console = Console()
    console.print(table, markup=False)
    over = sum(seconds > LIMIT for seconds, _ in costs)
    console.print(f"{over} over {LIMIT * 1000:.0f} ms; all together {sum(seconds for seconds, _ in costs):.1f} s")
    raise typer.Exit(over > 0)


if __name__ == "__main__":
    typer.run(main)
