"""`python -m benchmarks.search`: what finding a message costs in a Chatapp of 1,000,000, beside LIKE and FTS5's words.

Messages of chat length with identifiers, addresses and Chinese are written straight into the database, in rooms of many
sizes, and indexed by `chatapp reindex`. Then each kind of question is asked through the service, as pages do. Beside
it: the same parts of texts by `LIKE`, and by FTS5's own tokenizer, with how many of the questions each answers. Last,
posts one after the other with the index and without it. On PostgreSQL with ``--url``, an empty database.
"""

import asyncio
import json as jsonlib
import random
import resource
import sqlite3
import tempfile
from collections.abc import Awaitable, Callable
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Annotated, Any, Final
from uuid import UUID, uuid4

import typer
from rich.console import Console
from sqlalchemy import text

from benchmarks.deliveries import percentile
from chatapp import message_index, messages, rooms
from chatapp.accounts import SignUp
from chatapp.bootstrap import Chat, assemble
from chatapp.identity import Actor
from chatapp.search.reindexing import reindex
from chatapp.settings import Settings
from models.migrations import upgrade
from tests.support.people.long_room import fill
from tests.support.servers.databases import connected
from tests.support.servers.server import PASSWORD

TALK: Final = (
    "the and that we have for with this from they will would there their what about which when make like just know "
    "take people into year your good some could them see other than then now look only come over think also back after "
    "use two how our work first well way even new want because any these give day most deploy server test branch merge "
    "review release staging production customer invoice meeting agenda budget design icon contrast layout font"
)
WORDS: Final = TALK.split()
CHINESE: Final = "我們明天在東京見面討論新的設計預算會議發票客戶測試服務器部署生產環境"
SHARES: Final = (0.6, 0.25, 0.1, 0.05)  # of all messages, by room
SMALL: Final = 8  # messages of the small room
COMMON: Final = "people"


@dataclass(frozen=True)
class Corpus:
    """What messages say: the same for the same number, so that nothing has to be kept."""

    seed: int

    def say(self, number: int) -> str:
        """Return a message of about 124 characters."""
        chance = random.Random(self.seed * 10_000_000 + number)
        words = chance.choices(WORDS, k=chance.randint(12, 26))
        if number % 5 == 0:
            words.insert(3, identifier(self.seed, number))
        if number % 7 == 0:
            words.insert(5, url(self.seed, number))
        if number % 11 == 0:
            words.insert(1, address(self.seed, number))
        if number % 10 == 0:
            start = chance.randrange(len(CHINESE) - 8)
            words.append(CHINESE[start : start + 8])
        return " ".join(words)


def identifier(seed: int, number: int) -> str:
    """Return what only one message has."""
    return f"req-{seed}{number * 2654435761 % 2**40:010x}-{number:06d}"


def url(seed: int, number: int) -> str:
    """Return an address of one message."""
    return f"https://ci.example.org/builds/{seed}/{number}?step={number % 97}"


def address(seed: int, number: int) -> str:
    """Return an IP address with a port, which few messages have."""
    return f"10.{seed}.{number // 250 % 250}.{number % 250}:{8000 + number % 999}"


async def _people(chat: Chat) -> Actor:
    form = SignUp("ann", "ann@example.org", PASSWORD)
    return await chat.accounts.sign_up(form, may_be_first=True)


async def _rooms(chat: Chat, ann: Actor, count: int) -> list[UUID]:
    made = []
    async with chat.transaction() as work:
        for name in (*(f"Room {at}" for at in range(count)), "Small"):
            made.append(await rooms.create(work, actor=ann, name=name, visibility="public"))
    return made


def _questions(sizes: list[int], chance: random.Random) -> dict[str, Callable[[], str]]:
    def number(step: int) -> tuple[int, int]:
        seed = chance.randrange(len(sizes))
        return seed, chance.randrange(step, max(step + 1, sizes[seed]), step)

    def two() -> str:
        start = chance.randrange(len(CHINESE) - 2)
        return CHINESE[start : start + 2]

    return {
        "identifier": lambda: identifier(*number(5)),
        "part of an identifier": lambda: identifier(*number(5))[4:14],
        "URL": lambda: url(*number(7)),
        "IP and port": lambda: address(*number(11)),
        "two Chinese characters": two,
        "common word in a small room": lambda: f"{COMMON} in:small",
        "common word": lambda: COMMON,
        "two letters": lambda: chance.choice(("qz", "ql", "ig", "we")),
        "absent": lambda: f"zq{chance.randrange(10**9)}xw",
    }


async def _timed(
    ask: Callable[[str], Awaitable[Any]], question: Callable[[], str], times: int
) -> dict[str, float | None]:
    spent = []
    for _ in range(times):
        asked, began = question(), perf_counter()
        await ask(asked)
        spent.append((perf_counter() - began) * 1e3)
    return {"p50_ms": percentile(spent, 50), "p95_ms": percentile(spent, 95)}


async def _posts(chat: Chat, ann: Actor, room: UUID, count: int, corpus: Corpus) -> dict[str, float | None]:
    """Post one message after the other: a lone post pays for all of its transaction."""
    spent = []
    for at in range(count):
        began = perf_counter()
        body = corpus.say(at + 1)
        await messages.post(chat.post_queue, actor=ann, room_uuid=room, body=body, client_message_id=str(uuid4()))
        spent.append((perf_counter() - began) * 1e3)
    return {"p50_ms": percentile(spent, 50), "p99_ms": percentile(spent, 99)}


def _sizes(url_: str) -> dict[str, int]:
    with connected(url_) as connection:
        of_text = (
            connection.execute(text("SELECT sum(length(CAST(body AS BLOB))) FROM message"))
            if url_.startswith("sqlite")
            else connection.execute(text("SELECT sum(octet_length(body)) FROM message"))
        )
        of_index = (
            connection.execute(text("SELECT sum(pgsize) FROM dbstat WHERE name LIKE 'message_search%'"))
            if url_.startswith("sqlite")
            else connection.execute(text("SELECT pg_total_relation_size('message_search')"))
        )
        return {"text": int(of_text.scalar_one()), "index": int(of_index.scalar_one())}


def _peers(path: Path, questions: dict[str, Callable[[], str]], times: int) -> dict[str, Any]:
    """Ask the same of LIKE and of FTS5's own tokenizer, the newest twenty, in the same file."""
    found: dict[str, Any] = {}
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE VIRTUAL TABLE peer USING fts5(body, content='message', content_rowid='id')")
        connection.execute("INSERT INTO peer (peer) VALUES ('rebuild')")
        like = "SELECT id FROM message WHERE body LIKE ? ORDER BY id DESC LIMIT 20"
        words = "SELECT rowid FROM peer WHERE peer MATCH ? ORDER BY rowid DESC LIMIT 20"
        for name, question in questions.items():
            told: dict[str, Any] = {}
            for way, query, dress in (("LIKE", like, "%{}%"), ("FTS5 words", words, '"{}"')):
                spent, hits = [], 0
                for _ in range(times):
                    asked, began = question().removesuffix(" in:small"), perf_counter()
                    rows = connection.execute(query, (dress.format(asked),)).fetchall()
                    spent.append((perf_counter() - began) * 1e3)
                    hits += bool(rows)
                told[way] = {"p95_ms": percentile(spent, 95), "finds": hits / times}
            found[name] = told
    return found


async def _measure(directory: Path, count: int, times: int, posts: int, url_: str) -> dict[str, Any]:
    settings = Settings(
        _env_file=None, data_dir=directory, database_url=url_, bcrypt_rounds=4, tries_per_minute=100_000
    )
    upgrade(settings.sync_database_url)
    chat = assemble(settings)
    try:
        ann = await _people(chat)
        sizes = [int(share * count) for share in SHARES]
        made = await _rooms(chat, ann, len(sizes))
        for seed, (room, size) in enumerate(zip(made, [*sizes, SMALL], strict=True)):
            await asyncio.to_thread(fill, settings.sync_database_url, str(room), size, say=Corpus(seed).say)
        async with chat.transaction() as work:
            await (await work.session.connection()).run_sync(message_index.state.outdate)
        before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, perf_counter()
        await reindex(chat.database, chat.transactions, Console(quiet=True))
        figures: dict[str, Any] = {
            "messages": count,
            "reindex": {
                "seconds": perf_counter() - began,
                "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
                "memory_before_mb": before / 1024,
            },
            "bytes": await asyncio.to_thread(_sizes, settings.sync_database_url),
        }
        questions = _questions(sizes, random.Random(7))
        ask = partial(_ask, chat, ann)
        await _timed(ask, questions["identifier"], 5)
        figures["search"] = {name: await _timed(ask, question, times) for name, question in questions.items()}
        figures["posting"] = {"with": await _posts(chat, ann, made[-1], posts, Corpus(9))}
        kept, message_index.add = message_index.add, lambda *_: None
        figures["posting"]["without"] = await _posts(chat, ann, made[-1], posts, Corpus(9))
        message_index.add = kept
    finally:
        await chat.close()
    if not url_:
        figures["peers"] = await asyncio.to_thread(_peers, directory / "chatapp.db", questions, max(3, times // 10))
    return figures


async def _ask(chat: Chat, ann: Actor, query: str) -> None:
    page = await chat.search.find(actor=ann, query=query)
    assert page.is_complete or page.cursor


def main(
    count: Annotated[int, typer.Option(min=1_000, help="Messages.")] = 1_000_000,
    times: Annotated[int, typer.Option(min=5, help="Questions of each kind.")] = 200,
    posts: Annotated[int, typer.Option(min=10, help="Posts with the index, and without.")] = 2_000,
    url_: Annotated[str, typer.Option("--url", help="An empty PostgreSQL database instead of a SQLite file.")] = "",
    json_file: Annotated[Path, typer.Option("--json", help="Where the figures go.")] = Path(
        "benchmarks/out/search.json"
    ),
) -> None:
    """Measure the search."""
    with tempfile.TemporaryDirectory(prefix="chatapp-search-") as directory:
        figures = asyncio.run(_measure(Path(directory), count, times, posts, url_))
    json_file.parent.mkdir(parents=True, exist_ok=True)
    json_file.write_text(jsonlib.dumps(figures, indent=2) + "\n")
    print(jsonlib.dumps(figures, indent=2))


if __name__ == "__main__":
    typer.run(main)
