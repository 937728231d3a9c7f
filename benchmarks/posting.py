"""`python -m benchmarks.posting`: how many messages a second are stored and acknowledged as durable.

Many senders at once, each posting its next message when the last one is acknowledged. Three ways: through the service
within one process, over the pages' websockets as the composer does, and by REST. Every figure counts only if the
database holds each acknowledged message exactly once and without a gap; otherwise the exit status is 1.

`--look websocket` or `--look rest` writes where the server's CPU time went to ``benchmarks/out``.
"""

import asyncio
import json as jsonlib
import tempfile
import time
from collections.abc import Awaitable, Callable, Coroutine
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Annotated, Any
from uuid import UUID, uuid4

import typer

from benchmarks.posting_figures import Outcome, Stored, outcome_of, sentences, summary
from benchmarks.posting_pages import looked_into, through_pages
from benchmarks.process import allow_many_sockets, cores, loop_factory, on_core, usage
from benchmarks.run import BODY, own_server
from benchmarks.sender import RestSender, Sender
from chatapp import messages, rooms
from chatapp.accounts import SignUp
from chatapp.bootstrap import Chat, assemble
from chatapp.identity import Actor
from chatapp.messages.history import MessagePage
from chatapp.settings import Settings
from models.migrations import upgrade
from pages.room.timeline.paging import RoomHistory
from pages.room.timeline.rendered_room import RenderedRoom
from tests.support.people.members import make_members
from tests.support.servers.server import PASSWORD

WARM_UP = 5  # messages of each sender before anything is timed
Post = Callable[[str, str], Awaitable[object]]  # key, body
Once = Callable[[Path, int, int], Coroutine[Any, Any, Outcome]]
OUT = Path("benchmarks/out")


def measure(
    repeats: int, *, senders: int = 64, posts: int = 6400, only: str = "", look: str = ""
) -> dict[str, Outcome]:
    """Measure each way so often, every time on a new database; returns medians and spread, and broken promises.

    ``only``: one of `service`, `websocket` and `rest`; ``look``: the way to write a profile of.
    """
    allow_many_sockets()
    found: dict[str, Outcome] = {}
    ways: dict[str, tuple[Once, int]] = {
        "service": (_through_the_service, posts),
        "websocket": (partial(_through_pages, look=look == "websocket"), max(senders, posts // 4)),
        "rest": (partial(_by_rest, look=look == "rest"), max(senders, posts // 8)),
    }
    for way, (once, count) in ways.items():
        if only not in {"", way}:
            continue
        runs = []
        for _ in range(repeats):
            with (
                tempfile.TemporaryDirectory(prefix="chatapp-posting-") as directory,
                asyncio.Runner(loop_factory=loop_factory()) as runner,
            ):
                runs.append(runner.run(once(Path(directory), senders, count)))
                for profile in Path(directory).glob("profile-*.txt"):
                    OUT.mkdir(parents=True, exist_ok=True)
                    (OUT / f"posting-{profile.name}").write_text(profile.read_text())
        found[way] = summary(runs)
    return found


async def _through_the_service(directory: Path, senders: int, posts: int) -> Outcome:
    """Post in this process, on one core, into a room that every sender has open."""
    chosen = cores()
    with on_core(chosen[0] if chosen else None):
        settings = Settings(data_dir=directory, bcrypt_rounds=4, tries_per_minute=100_000)
        upgrade(settings.sync_database_url)
        chat = assemble(settings)
        chat.feeds.use_renderer(RenderedRoom)
        try:
            ways, rendered_rooms = await _people_of(chat, senders)
            outcome = await _time(ways, posts, directory)
            outcome["violations"] += [
                f"a feed heard up to {rendered_room.last} of {outcome['stored']}"
                for rendered_room in rendered_rooms
                if rendered_room.last != outcome["stored"]
            ]
        finally:
            await chat.close()
    return outcome


async def _rendered_room_of(chat: Chat, person: Actor, room: UUID) -> RenderedRoom:
    """Have a person open a room, as their page does; returns the room's shared renderer."""
    listening, _ = await chat.feeds.listen(actor=person, room_uuid=room, listener=lambda _: None, via_renderer=True)
    rendered_room = RenderedRoom.of(listening.feed)

    async def read(after: int, before: int | None) -> MessagePage:
        return await chat.feeds.read(listening, actor=person, room_uuid=room, after=after, before=before)

    await RoomHistory(rendered_room, read, last_number=0).newest()
    return rendered_room


async def _people_of(chat: Chat, count: int) -> tuple[list[Post], list[RenderedRoom]]:
    """Make people and a room they all have open; returns how each of them posts, and the room's renderers."""
    forms = [SignUp(f"person{index}", f"person{index}@example.org", PASSWORD) for index in range(count)]
    people = [await chat.accounts.sign_up(form, may_be_first=True) for form in forms]
    async with chat.transaction() as work:
        room = await rooms.create(work, actor=people[0], name="Room", visibility="public", password_hash=None)
    await make_members(chat, room, *(person.uuid for person in people[1:]))  # joining would write a line
    rendered_rooms = {await _rendered_room_of(chat, person, room) for person in people}

    def way(index: int, room_uuid: UUID) -> Post:
        async def post(key: str, body: str) -> None:
            actor = people[index]
            await messages.post(chat.post_queue, actor=actor, room_uuid=room_uuid, body=body, client_message_id=key)

        return post

    return [way(index, room) for index in range(count)], list(rendered_rooms)


def _command(directory: Path, *, look: bool) -> tuple[str, ...]:
    return ("-m", "benchmarks.profiled_server", str(directory)) if look else ("main.py",)


async def _through_pages(directory: Path, senders: int, posts: int, *, look: bool = False) -> Outcome:
    """Post over as many open pages, each of another person, and wait for what the browser's send queue is told."""
    command = _command(directory, look=look)
    return await through_pages(directory, senders, posts, warm_up=WARM_UP, command=command, look=look)


async def _by_rest(directory: Path, senders: int, posts: int, *, look: bool = False) -> Outcome:
    """Post over kept HTTP connections, each of another person; no page is open."""
    async with own_server(directory, _command(directory, look=look)) as server:
        people = [await server.person(f"person{index}") for index in range(senders)]
        room = await server.room(*people)
        ways: list[Sender] = [RestSender(server, person, room) for person in people]
        try:
            assert server.process is not None
            return await _time([way.post for way in ways], posts, directory / "data", server.process.pid, look=look)
        finally:
            await asyncio.gather(*(way.close() for way in ways))


async def _time(ways: list[Post], posts: int, data: Path, server: int | None = None, *, look: bool = False) -> Outcome:
    """Let each sender post one message after the other, so many together; judge by the database's own file."""
    acknowledged: list[str] = []
    seconds: list[float] = []

    async def send(post: Post, count: int) -> None:
        for _ in range(count):
            key, began = str(uuid4()), perf_counter()
            await post(key, BODY.format(len(acknowledged)))
            seconds.append(perf_counter() - began)
            acknowledged.append(key)

    async def all_send(count: int) -> None:
        async with asyncio.TaskGroup() as group:
            for post in ways:
                group.create_task(send(post, count))

    await all_send(WARM_UP)
    seconds.clear()
    each = max(1, posts // len(ways))
    before, began, own = usage(server) if server else None, perf_counter(), time.process_time()
    with looked_into(server or 0, is_wanted=look and server is not None):
        await all_send(each)
    took, own = perf_counter() - began, time.process_time() - own
    after = usage(server) if server else None
    first = WARM_UP * len(ways) + 1
    return outcome_of(
        Stored.of(data),
        acknowledged,
        seconds=seconds,
        took=took,
        server_cpu=after.cpu - before.cpu if before and after else None,
        client_cpu=own,
        measured=range(first, first + each * len(ways)),
    )


def main(
    repeats: Annotated[int, typer.Option(min=1, max=20, help="Runs.")] = 3,
    senders: Annotated[int, typer.Option(min=1, max=1000, help="People who post at once.")] = 64,
    posts: Annotated[int, typer.Option(min=1, max=1_000_000, help="Messages, service.")] = 6400,
    only: Annotated[str, typer.Option(help="One way alone: service, websocket or rest.")] = "",
    look: Annotated[str, typer.Option(help="Look inside the server: websocket or rest.")] = "",
    json: Annotated[bool, typer.Option(help="Print the figures as JSON in the last line.")] = False,
) -> None:
    """Store messages as fast as they are acknowledged, and check that each is stored exactly once."""
    found = measure(repeats, senders=senders, posts=posts, only=only, look=look)
    for sentence in sentences(found):
        typer.echo(sentence)
    if json:
        typer.echo(jsonlib.dumps(found))
    raise typer.Exit(1 if any(figures["violations"] for figures in found.values()) else 0)


if __name__ == "__main__":
    typer.run(main)
