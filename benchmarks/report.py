"""The result of a run, for people as a table and for programs as JSON, with units in every name."""

import json
import os
import platform
import sys
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from rich.table import Table


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do: how many pages of how many people, and how many messages in which way."""

    pages: int
    people: int
    messages: int
    in_flight: int
    paced: int
    rate: float  # paced messages a second
    via: str
    timeout: float  # seconds for the whole run


@dataclass(slots=True)
class Figures:
    """What was measured. None: not available on this system, or not reached."""

    deliveries_per_s: float | None = None
    posts_per_s: float | None = None
    server_cpu_us_per_delivery: float | None = None
    latency_p50_ms: float | None = None
    latency_p99_ms: float | None = None
    memory_mb_per_page: float | None = None
    cpu_ms_per_page_opened: float | None = None
    idle_cpu_percent: float | None = None
    server_busy_percent: float | None = None
    load_client_busy_percent: float | None = None


LABELS = {
    "deliveries_per_s": ("Deliveries", "/s"),
    "posts_per_s": ("Posts", "/s"),
    "server_cpu_us_per_delivery": ("Server CPU per delivery", "µs"),
    "latency_p50_ms": ("Post to page, p50", "ms"),
    "latency_p99_ms": ("Post to page, p99", "ms"),
    "memory_mb_per_page": ("Server memory per open page", "MB"),
    "cpu_ms_per_page_opened": ("Server CPU to open a page", "ms"),
    "idle_cpu_percent": ("Server CPU, all pages open, nobody writes", "% of a core"),
    "server_busy_percent": ("Server CPU in the throughput phase", "% of a core"),
    "load_client_busy_percent": ("Load client CPU in the throughput phase", "% of a core"),
}
CLIENT_IS_THE_LIMIT = 85.0  # percent of a core


def table(plan: Plan, figures: Figures) -> Table:
    """Return the figures for people."""
    shown = Table(title=f"{plan.pages} pages of {plan.people} people, {plan.messages} messages via {plan.via}")
    shown.add_column("Figure")
    shown.add_column("Value", justify="right")
    shown.add_column("Unit")
    for name, value in asdict(figures).items():
        label, unit = LABELS[name]
        shown.add_row(label, "unavailable" if value is None else _rounded(value), unit)
    return shown


def warnings(figures: Figures) -> list[str]:
    """Return what a reader must know before believing the figures."""
    found = []
    if figures.server_cpu_us_per_delivery is None:
        found.append("CPU and memory figures are unavailable: they are read from Linux's /proc.")
    if (figures.load_client_busy_percent or 0) > CLIENT_IS_THE_LIMIT:
        found.append("The load client had no CPU left: deliveries/s says more about it than about the server.")
    return found


def write_json(path: Path, plan: Plan, figures: Figures, violations: list[str]) -> None:
    """Write everything to a file, over what was there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    content = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {"system": platform.platform(), "cores": os.cpu_count(), "python": sys.version.split()[0]},
        "versions": {name: version(name) for name in ("nicegui", "uvicorn", "sqlalchemy")},
        "plan": asdict(plan),
        "figures": asdict(figures),
        "violations": violations,
    }
    path.write_text(json.dumps(content, indent=2) + "\n")


def _rounded(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"
