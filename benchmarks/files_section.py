"""The section of `benchmarks/RESULTS.md` on files that go up and down."""

from typing import Any

from benchmarks.compare.markdown import shown, table
from benchmarks.compare.spread import spread
from benchmarks.sections import FILES

Record = dict[str, Any]


def section(found: Record) -> str:
    """Return the table as Markdown. What was not measured has no line."""
    rows = [
        _row("100 MiB up against nginx", "≥ 0.5×", found["up_times"], "×", lambda value: value >= 0.5),
        _row("the same down", "≥ 0.5×", found["down_times"], "×", lambda value: value >= 0.5),
        _row("memory that both take more, MiB", "≤ 30", found["memory_mib"], "", lambda value: value <= 30),
        _row("p99 of posts meanwhile against without", "≤ 1.2×", found["p99_times"], "×", lambda value: value <= 1.2),
        _row("p99 of posts meanwhile against while nginx takes and serves them", "", found["p99_nginx_times"], "×"),
        _row("up, MiB/s", "", found["up"]),
        _row("up to nginx, MiB/s", "", found["nginx_up"]),
        _row("down, MiB/s", "", found["down"]),
        _row("down from nginx, MiB/s", "", found["nginx_down"]),
        _row("p99 of posts, ms", "", found["quiet_p99_ms"]),
        _row("p99 of posts meanwhile, ms", "", found["busy_p99_ms"]),
        _row("p99 of posts while nginx takes and serves them, ms", "", found["nginx_p99_ms"]),
    ]
    head = (
        f"\n{found['at'][:10]}, commit {found['revision']}: `{found['command']}`. {found['machine']['processor']}. "
        f"{found['size']} MiB in pieces of 1 MiB over one connection,\neach stored before the next one is sent; nginx "
        "stores each as a file of its own (`PUT`), Chatapp makes one file of them and a message. Both servers share a\n"
        f"core and a disk and take turns. Medians, in brackets the lowest and the highest. {found['note']}"
    )
    return "\n".join([FILES, f"{head.rstrip()}\n", table(("", "promised", "measured", ""), filter(None, rows))])


def _row(what: str, promised: str, values: list[float], unit: str = "", is_kept: Any = None) -> tuple[str, ...] | None:
    if not values:
        return None
    measured = spread(values)
    verdict = "" if is_kept is None else "kept" if is_kept(measured.median) else "**not kept**"
    return what, promised, shown(measured, unit), verdict
