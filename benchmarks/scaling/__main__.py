"""`make simulate`: what a thousand to a million open pages ask of each part, with the real code's costs."""

import asyncio
from dataclasses import replace
from typing import Annotated, Any

import typer
from rich.console import Console

from benchmarks.process import allow_many_sockets, loop_factory
from benchmarks.scaling import calibration, report
from benchmarks.scaling.costs import Costs, slowness
from benchmarks.scaling.deployment import Deployment
from benchmarks.scaling.load import FULL, load_of
from benchmarks.scaling.queues import Flow, Outcome
from benchmarks.scaling.report import Case
from benchmarks.scaling.workload import Workload

STEPS = (1_000, 10_000, 100_000, 1_000_000)  # pages
FACTORS = (1.0, 2.0, 4.0, 8.0)  # times the posts, in the simulation event by event
MOST_BROKERS = 100
VERY_LARGE = 100_000  # pages that look at one room

app = typer.Typer(add_completion=False)
console = Console(width=118)
errors = Console(stderr=True)


def on_paper(deployment: Deployment) -> Deployment:
    """Return the deployment with what is not built: see docs/scaling.md."""
    return replace(
        deployment,
        brokers=max(deployment.brokers, 2),
        replicas=max(deployment.replicas, 2),
        is_presence_told_by_interest=True,
        is_marking_shared=True,
        is_pooled=True,
        marks_every=max(deployment.marks_every, 5.0),
    )


def case(workload: Workload, deployment: Deployment, costs: Costs) -> Case:
    """Work one case out."""
    return Case(workload, deployment, load_of(workload, deployment, costs))


def better_case(workload: Workload, deployment: Deployment, costs: Costs) -> Case:
    """Work one case out with what is on paper, on as many brokers as it takes."""
    deployment = on_paper(deployment)
    while (found := case(workload, deployment, costs)).load.broker > FULL and deployment.brokers < MOST_BROKERS:
        deployment = replace(deployment, brokers=deployment.brokers + 1)
    return found


def ladder(workload: Workload, deployment: Deployment, costs: Costs) -> list[tuple[str, Case]]:
    """Work one case out as it is built, and with one step after the other of those that are on paper."""
    steps: list[tuple[str, dict[str, Any]]] = [
        ("as it is built", {}),
        ("+ presence told to who shows it", {"is_presence_told_by_interest": True}),
        ("+ read marks beside each other, every 5 s", {"is_marking_shared": True, "marks_every": 5.0}),
        ("+ a pooler before PostgreSQL", {"is_pooled": True}),
        ("+ two standbys read, two Redis", {"replicas": 2, "brokers": max(2, deployment.brokers)}),
    ]
    found = []
    for name, changed in steps:
        deployment = replace(deployment, **changed)
        found.append((name, case(workload, deployment, costs)))
    return found


def flow(one: Case, costs: Costs, seconds: float) -> list[tuple[float, Outcome]]:
    """Let the messages of a case flow, event by event, at several times its posts."""
    found = []
    for factor in FACTORS:
        workload = replace(one.workload, posts=one.workload.posts * factor)
        deployment = replace(one.deployment, processes=one.load.processes)
        run = Flow(workload, deployment, costs, load_of(workload, deployment, costs))
        found.append((factor, run.run(seconds)))
    return found


@app.command()
def main(
    pages: Annotated[
        int, typer.Option(min=0, max=10_000_000, help="Open pages; 0: a thousand, and ten times that to a million.")
    ] = 0,
    processes: Annotated[int, typer.Option(min=0, max=20_000, help="0: as many as it takes.")] = 0,
    brokers: Annotated[int, typer.Option(min=1, max=1000, help="Redis servers that share the rooms; built: 1.")] = 1,
    replicas: Annotated[int, typer.Option(min=0, max=100, help="Standbys to read from; built: 1.")] = 0,
    cores: Annotated[int, typer.Option(min=1, max=512, help="Of a machine.")] = 2,
    memory: Annotated[float, typer.Option(min=0.5, max=10_000, help="Of a machine, GB.")] = 8.0,
    posts: Annotated[float, typer.Option(min=0, max=3600, help="Of each person and hour.")] = 6.0,
    rooms: Annotated[int, typer.Option(min=1, max=200, help="Rooms that each person is in.")] = 10,
    largest: Annotated[int, typer.Option(min=0, max=10_000_000, help="In the largest room; 0: a tenth.")] = 0,
    gathered: Annotated[float, typer.Option(min=0, max=1, help="Share of them who look at it just now.")] = 0.1,
    extra: Annotated[float, typer.Option(min=0, max=100_000, help="More posts a second in the largest room.")] = 0.0,
    presence: Annotated[float, typer.Option(min=0, max=3600, help="Changes of each person's presence an hour.")] = 4.0,
    by_room: Annotated[bool, typer.Option("--by-room", help="Pages go to where their room is; not built.")] = False,
    seconds: Annotated[float, typer.Option(min=0.1, max=60, help="Of messages, event by event.")] = 2.0,
) -> None:
    """Say what so many pages ask of each part, as Chatapp is built and as it could be, and what saturates first."""
    wanted = [pages] if pages else list(STEPS)
    if largest > wanted[0]:
        raise typer.BadParameter(f"--largest {largest} is more than there are pages: {wanted[0]}")
    allow_many_sockets()
    with console.status("Measuring what the real code costs on this machine …"), _runner() as runner:
        costs = Costs.of(calibrated := runner.run(calibration.calibrate()))
    console.print(report.costs(costs, slowness(calibrated)))
    built = Deployment(processes, brokers, replicas, cores=cores, memory_gb=memory, is_by_room=by_room)
    people = [
        Workload(count, rooms, largest, gathered, posts, extra_posts=extra, presence_changes=presence)
        for count in wanted
    ]
    as_built = [case(each, built, costs) for each in people]
    better = [better_case(each, built, costs) for each in people]
    console.print(report.loads("As it is built", as_built))
    console.print(report.loads("With what is on paper only (docs/scaling.md)", better))
    console.print(report.ladder(f"One step after the other, {wanted[-1]:,} pages", ladder(people[-1], built, costs)))
    one = min(better, key=lambda each: abs(each.workload.pages - 100_000))
    console.print(report.flows(_flow_title(one), flow(one, costs, seconds)))
    console.print(report.very_large(VERY_LARGE, better[-1].load.processes, costs))


def _flow_title(one: Case) -> str:
    return f"Event by event: {one.workload.pages:,} pages, on {one.load.processes:,} processes and paper"


def _runner() -> asyncio.Runner:
    return asyncio.Runner(loop_factory=loop_factory())


if __name__ == "__main__":
    app()
