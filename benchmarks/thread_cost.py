"""`python -m benchmarks.thread_cost`: what threads cost the room they belong to, as ratios in one run.

A room with 500 threads beside one without, in one process: CPU to open each as a page does (the sidebar, the room, its
newest 50 messages), and to post in it and render that once. Both take turns, so that a busy machine is busy for both.
Of the newest 50 messages each has a thread with five replies, which is the worst that a page can show.
"""

import asyncio
import json
import statistics
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from time import process_time
from typing import Annotated
from uuid import UUID, uuid4

import typer

from benchmarks.process import loop_factory
from chatapp import messages, rooms, threads
from chatapp.accounts import SignUp
from chatapp.bootstrap import Chat, assemble
from chatapp.identity import Actor
from chatapp.messages.history import read_page
from chatapp.settings import Settings
from models.migrations import upgrade
from pages.room.timeline.rendered_room import RenderedRoom
from tests.support.servers.server import PASSWORD

REPLIES = 5  # in each of the newest threads
NEWEST = 50  # messages that a page opens with
IN_A_TURN = 20


class ThreadCost:
    """One run. ``count``: threads of the one room, and messages of both."""

    def __init__(self, chat: Chat, count: int) -> None:
        self._chat, self._count = chat, count

    async def run(self, turns: int) -> dict[str, float]:
        """Return CPU in milliseconds for each act, with threads and without, and the ratios of the medians."""
        people = [await self._person(name) for name in ("ada", "ben", "cy")]
        plain, threaded = [await self._room(name, people) for name in ("Plain", "Threaded")]
        await self._begin_threads(threaded, people)
        await self._look(people[0], threaded)
        found: dict[str, float] = {}
        acts: dict[str, Callable[[UUID], Awaitable[None]]] = {
            "open": lambda room: self._open(people[0], room),
            "post": lambda room: self._post(people[1], room),
        }
        for name, act in acts.items():
            spent: dict[UUID, list[float]] = {plain: [], threaded: []}
            for _ in range(turns):
                for room, of_room in spent.items():
                    before = process_time()
                    for _ in range(IN_A_TURN):
                        await act(room)
                    of_room.append((process_time() - before) / IN_A_TURN * 1000)
            without, with_threads = statistics.median(spent[plain]), statistics.median(spent[threaded])
            found |= {f"{name}_ms_plain": without, f"{name}_ms_threaded": with_threads}
            found[f"{name}_ratio"] = with_threads / without
        return found

    async def _person(self, name: str) -> Actor:
        form = SignUp(name, f"{name}@example.org", PASSWORD)
        return await self._chat.accounts.sign_up(form, may_be_first=True)

    async def _room(self, name: str, people: list[Actor]) -> UUID:
        async with self._chat.transaction() as work:
            room = await rooms.create(work, actor=people[0], name=name)
            for person in people[1:]:
                await rooms.join(work, actor=person, room_uuid=room)
        listening, _ = await self._chat.feeds.listen(
            actor=people[0], room_uuid=room, listener=lambda _: None, via_renderer=True
        )
        RenderedRoom.of(listening.feed)
        await self._chat.feeds.read(listening, actor=people[0], room_uuid=room)
        for _ in range(self._count):
            await self._post(people[1], room)
        return room

    async def _begin_threads(self, room: UUID, people: list[Actor]) -> None:
        async with self._chat.reading() as session:
            last = (await rooms.get(session, actor=people[0], room_uuid=room)).last_number
        for number in range(last - self._count + 1, last + 1):
            async with self._chat.transaction() as work:
                begun = await threads.begin(work, actor=people[0], room_uuid=room, number=number)
            for at in range(REPLIES if number > last - NEWEST else 1):
                await self._post(people[at % len(people)], begun.room_uuid)

    async def _look(self, actor: Actor, room: UUID) -> None:
        """Note that somebody has seen the room, as its page does."""
        async with self._chat.transaction() as work:
            seen = await rooms.get(work.session, actor=actor, room_uuid=room)
            await messages.mark_read(work, actor=actor, room_uuid=room, number=seen.last_number, revision=seen.revision)

    async def _open(self, actor: Actor, room: UUID) -> None:
        await self._chat.read(rooms.joined, actor=actor)
        await self._chat.read(threads.unread, actor=actor)
        await self._chat.read(rooms.readable, actor=actor, room_uuid=room)
        await self._chat.read(read_page, actor=actor, room_uuid=room, limit=NEWEST)

    async def _post(self, actor: Actor, room: UUID) -> None:
        key = str(uuid4())
        await messages.post(self._chat.post_queue, actor=actor, room_uuid=room, body="Done.", client_message_id=key)


async def measure(directory: Path, count: int, turns: int) -> dict[str, float]:
    """Measure on a new database in an empty directory."""
    settings = Settings(data_dir=directory, bcrypt_rounds=4, tries_per_minute=100_000)
    upgrade(settings.sync_database_url)
    chat = assemble(settings)
    chat.feeds.use_renderer(RenderedRoom)
    try:
        return await ThreadCost(chat, count).run(turns)
    finally:
        await chat.close()


def main(
    count: Annotated[int, typer.Option(min=NEWEST, max=5_000, help="Threads.")] = 500,
    turns: Annotated[int, typer.Option(min=1, max=200, help="Turns of each.")] = 15,
) -> None:
    """Print what was measured as JSON."""
    with (
        tempfile.TemporaryDirectory(prefix="chatapp-threads-") as directory,
        asyncio.Runner(loop_factory=loop_factory()) as runner,
    ):
        found = runner.run(measure(Path(directory), count, turns))
    typer.echo(json.dumps({name: round(value, 3) for name, value in found.items()}, indent=2))


if __name__ == "__main__":
    typer.run(main)
