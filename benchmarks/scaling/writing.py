"""What the writer costs by itself: posts into one room and into many, and read marks."""

import asyncio
from pathlib import Path
from time import perf_counter
from uuid import UUID, uuid4

from benchmarks.process import cpu_of_family
from benchmarks.run import BODY
from chatapp import messages, rooms
from chatapp.accounts import SignUp
from chatapp.bootstrap import Chat, assemble
from chatapp.identity import Actor
from chatapp.settings import Settings
from tests.support.servers.server import PASSWORD


async def writing(url: str, directory: Path, postgres: int, people: int = 200) -> dict[str, float]:
    """Measure the writer alone: posts into one room and into many, and read marks."""
    chat = assemble(Settings(data_dir=directory, database_url=url, bcrypt_rounds=4, tries_per_minute=100_000))
    try:
        found: dict[str, float] = {}
        actors, places = await _people_of(chat, people, 16)
        for name, which in (("one_room", places[:1]), ("16_rooms", places)):
            before, began = cpu_of_family(postgres), perf_counter()
            await _flood(chat, actors[:64], which, 50)
            found[f"posts_per_s_{name}"] = 64 * 50 / (perf_counter() - began)
            found[f"flood_postgresql_{name}"] = (cpu_of_family(postgres) - before) * 1e6 / (64 * 50)
        found |= await _marks(chat, actors, places[0], postgres)
    finally:
        await chat.close()
    return found


async def _people_of(chat: Chat, count: int, of_rooms: int) -> tuple[list[Actor], list[UUID]]:
    forms = [SignUp(f"writer{index}", f"writer{index}@example.org", PASSWORD) for index in range(count)]
    actors = [await chat.accounts.sign_up(form, may_be_first=True) for form in forms]
    places = []
    async with chat.transaction() as work:
        for index in range(of_rooms):
            name = f"Place {index}"
            room = await rooms.create(work, actor=actors[0], name=name, visibility="public", password_hash=None)
            places.append(room)
            for actor in actors[1:]:
                await rooms.join(work, actor=actor, room_uuid=room)
    return actors, places


async def _flood(chat: Chat, actors: list[Actor], places: list[UUID], posts: int) -> None:
    async def send(index: int) -> None:
        for _ in range(posts):
            room, key = places[index % len(places)], str(uuid4())
            body = BODY.format(index)
            actor = actors[index]
            await messages.post(chat.post_queue, actor=actor, room_uuid=room, body=body, client_message_id=key)

    async with asyncio.TaskGroup() as group:
        for index in range(len(actors)):
            group.create_task(send(index))


async def _marks(chat: Chat, actors: list[Actor], room: UUID, postgres: int) -> dict[str, float]:
    """Write read marks: one, and everybody's together. Returns ms with the writers' lock held, and µs of CPU a row."""
    seconds: dict[int, float] = {}
    cpu = 0.0
    for size in (1, len(actors)):
        for turn in range(20):
            posted = await messages.post(
                chat.post_queue, actor=actors[turn], room_uuid=room, body="next", client_message_id=str(uuid4())
            )
            number = posted.message.number
            before, began = cpu_of_family(postgres), perf_counter()
            for actor in actors[-size:]:
                chat.read_marks.mark(actor, room, number)
            await chat.read_marks.close()
            seconds[size] = seconds.get(size, 0.0) + (perf_counter() - began) / 20
            cpu = cpu + (cpu_of_family(postgres) - before) if size > 1 else cpu
    a_row = (seconds[len(actors)] - seconds[1]) / (len(actors) - 1)
    return {
        "mark_transaction_ms": seconds[1] * 1e3,
        "mark_row_ms": a_row * 1e3,
        "mark_row_postgresql": cpu * 1e6 / 20 / len(actors),
    }
