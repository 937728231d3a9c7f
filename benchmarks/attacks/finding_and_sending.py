"""`python -m benchmarks.attacks.finding_and_sending`: what one member can do to everybody else by files and searches.

As `benchmarks.attacks.members`: each attack goes on without a pause while somebody else signs in, posts and asks for
`/healthz`. Told besides: memory at its highest, and bytes in the folder of files.
"""

import asyncio
import random
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import typer

from benchmarks.attacks.hostile import BOUNDARY, QUERIES, film, form, frames, many_cells, markers, wrong_values
from benchmarks.attacks.meanwhile import meanwhile
from benchmarks.attacks.members import DEFAULTS, EVE, Only, Seconds, Target, Trees, shown, try_each, work
from benchmarks.attacks.victim import Victim
from benchmarks.process import usage
from chatapp.uploads.limits import PIECE
from tests.support.people.sending import forget_peak, peak
from tests.support.servers.server import free_port

LONG, SLOW = 60, 300  # long messages in the room; connections that are kept


async def begin(http: httpx.AsyncClient, target: Target, size: int) -> str:
    """Begin an upload."""
    new = {"name": "x", "size": size, "client_upload_id": str(uuid4())}
    answer = await http.post(f"/api/v1/rooms/{target.room}/uploads", json=new)
    return answer.json().get("uuid", "") if answer.status_code < 400 else ""


async def piece(http: httpx.AsyncClient, upload: str, offset: int, content: bytes) -> int:
    """Send a piece; returns the status."""
    answer = await http.patch(f"/api/v1/uploads/{upload}", content=content, headers={"Upload-Offset": str(offset)})
    return answer.status_code


async def send(http: httpx.AsyncClient, target: Target, content: bytes) -> tuple[str, int]:
    """Send a file; returns its uuid, and the last status."""
    upload = await begin(http, target, len(content))
    for offset in range(0, len(content) if upload else 0, PIECE):
        if (status := await piece(http, upload, offset, content[offset : offset + PIECE])) >= 400:
            return upload, status
    return upload, 204 if upload else 429


Act = Callable[[Target, httpx.AsyncClient, Counter[str]], Awaitable[None]]


def sending(make: Callable[[], bytes]) -> Act:
    """Return the attack that sends such files."""

    async def act(target: Target, http: httpx.AsyncClient, told: Counter[str]) -> None:
        told[str((await send(http, target, make()))[1])] += 1

    return act


async def same_piece(target: Target, http: httpx.AsyncClient, told: Counter[str]) -> None:
    """Send the same piece eight times at once."""
    upload = await begin(http, target, 5 * PIECE)
    for status in await asyncio.gather(*(piece(http, upload, 0, bytes(PIECE)) for _ in range(8))):
        told[str(status)] += 1
    await http.delete(f"/api/v1/uploads/{upload}")


async def give_up(target: Target, http: httpx.AsyncClient, told: Counter[str]) -> None:
    """Send a file, and give it up."""
    upload, _ = await send(http, target, random.randbytes(2 * PIECE))
    told[str((await http.delete(f"/api/v1/uploads/{upload}")).status_code)] += 1


def searching(query: str, limit: int = 100) -> Act:
    """Return the attack that searches."""

    async def act(target: Target, http: httpx.AsyncClient, told: Counter[str]) -> None:
        answer = await http.get("/api/v1/search", params={"q": query, "limit": limit})
        told[str(answer.status_code)] += 1
        if answer.status_code == 429:
            await asyncio.sleep(0.2)

    return act


async def post_runs(target: Target, http: httpx.AsyncClient, told: Counter[str]) -> None:
    """Post texts in which every two characters are new to the index."""
    body = "".join(chr(random.randrange(0x4E00, 0x9FFF)) for _ in range(10_000))
    answer = await http.post(target.messages, json={"body": body, "client_message_id": str(uuid4())})
    told[str(answer.status_code)] += 1


def posting(path: str, make: Callable[[], bytes], media_type: str) -> Act:
    """Return the attack that posts such a body below the room's address."""

    async def act(target: Target, http: httpx.AsyncClient, told: Counter[str]) -> None:
        address = f"/api/v1/rooms/{target.room}/{path}"
        answer = await http.post(address, content=make(), headers={"Content-Type": media_type})
        told[f"{answer.status_code} of {len(answer.content) // 1024} KiB"] += 1

    return act


def downloading(headers: dict[str, str]) -> Act:
    """Return the attack that has a file of 8 MiB sent again and again, or parts of it."""
    sent = dict[str, str]()  # room → upload

    async def act(target: Target, http: httpx.AsyncClient, told: Counter[str]) -> None:
        if target.room not in sent:
            sent[target.room] = (await send(http, target, random.randbytes(8 * PIECE)))[0]
        answer = await http.get(f"/files/{sent[target.room]}/x", headers=headers)
        told[str(answer.status_code)] += 1

    return act


async def by_strangers(target: Target, http: httpx.AsyncClient, told: Counter[str]) -> None:
    """Without an account, send a piece, ask for a file, for a search and for a file's thumbnail."""
    http.headers.pop("Authorization", None)
    nowhere = uuid4()
    asked = (
        http.patch(f"/api/v1/uploads/{nowhere}", content=bytes(PIECE), headers={"Upload-Offset": "0"}),
        http.get(f"/files/{nowhere}/x"),
        http.get("/api/v1/search", params={"q": QUERIES["signs"]}),
        http.post(f"/api/v1/rooms/{target.room}/files", content=form(), headers=FORM),
    )
    for answer in await asyncio.gather(*asked):
        told[str(answer.status_code)] += 1


FORM = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
JSON = "application/json"
ACTS: dict[str, Act] = {
    "films of places": sending(film),
    "pictures of markers": sending(markers),
    "pictures of frames": sending(frames),
    "one piece at once": same_piece,
    "sent and given up": give_up,
    "new runs": post_runs,
    "forms": posting("files", form, FORM["Content-Type"]),
    "wrong values": posting("messages", wrong_values, JSON),
    "many cells": posting("messages", many_cells, JSON),
    "downloads": downloading({}),
    "first bytes": downloading({"Range": "bytes=0-0"}),
    "strangers": by_strangers,
    **{f"search: {name}": searching(query) for name, query in QUERIES.items()},
}


async def _kept(target: Target, head: bytes, body: bytes, told: Counter[str]) -> None:
    """Keep a connection that has sent so much, and reads nothing."""
    reader, writer = await asyncio.open_connection("127.0.0.1", target.victim.port, local_addr=(EVE, 0), limit=1024)
    writer.write(head + body)
    told["connections"] += 1
    try:
        await asyncio.sleep(3600)
    finally:
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()
        del reader


async def _slow(target: Target, name: str, told: Counter[str]) -> list[Coroutine[Any, Any, None]]:
    bearer = f"Authorization: {target.eve.bearer['Authorization']}\r\n"

    def head(method: str, path: str, more: str = "") -> bytes:
        return f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{target.victim.port}\r\n{more}\r\n".encode()

    async with target.client(EVE, target.eve) as http:
        if name == "slow strangers":
            asked = head("PUT", "/api/v1/me/avatar", f"Content-Length: {5 * PIECE}\r\n"), bytes(4 * PIECE)
        elif name == "slow pieces":
            upload = await begin(http, target, 50 * PIECE)
            more = f"{bearer}Upload-Offset: 0\r\nContent-Length: {PIECE}\r\n"
            asked = head("PATCH", f"/api/v1/uploads/{upload}", more), bytes(PIECE - 1)
        elif name == "slow forms":
            sized = f"{bearer}Content-Type: multipart/form-data; boundary=b\r\nContent-Length: {20 * PIECE}\r\n"
            part = b'--b\r\nContent-Disposition: form-data; name="file"; filename="x"\r\n\r\n' + bytes(10 * PIECE)
            asked = head("POST", f"/api/v1/rooms/{target.room}/files", sized), part
        else:
            upload, _ = await send(http, target, random.randbytes(8 * PIECE))
            asked = head("GET", f"/files/{upload}/x", bearer), b""
    return [_kept(target, *asked, told) for _ in range(SLOW)]


KEPT = ("slow strangers", "slow pieces", "slow forms", "slow downloads")


async def _acting(target: Target, act: Act, told: Counter[str]) -> None:
    async with target.client(EVE, target.eve) as http:
        while True:
            with suppress(httpx.HTTPError):
                await act(target, http, told)


@asynccontextmanager
async def under(target: Target, name: str, told: Counter[str]) -> AsyncIterator[None]:
    """Attack without a pause."""

    async def begin() -> list[Coroutine[Any, Any, None]]:
        if name in KEPT:
            return await _slow(target, name, told)
        return [_acting(target, ACTS[name], told) for _ in range(4)]

    async with meanwhile(begin, told, lead=2 if name in KEPT else 0.5):
        yield


async def attacked(tree: Path, name: str, seconds: float) -> None:
    """Start a server, measure it quiet and under one attack, and print what came of it."""
    with tempfile.TemporaryDirectory(prefix="chatapp-attacks-") as folder:
        victim = await Victim(Path(folder) / "data", DEFAULTS, free_port(), tree=tree).start()
        assert victim.process is not None
        try:
            target = await Target.of(victim)
            async with target.client(EVE, target.eve) as http:
                for _ in range(LONG if name.startswith("search") else 1):
                    body = {"body": "a" * 10_000, "client_message_id": str(uuid4())}
                    if (await http.post(target.messages, json=body)).status_code == 429:
                        await asyncio.sleep(1)
            await work(target, 1)
            quiet = await work(target, seconds)
            told, before, log = Counter[str](), victim.used(), len(victim.log())
            forget_peak(victim.process.pid)
            async with under(target, name, told):
                times = await work(target, seconds)
                highest = peak(victim.process.pid)
            used = usage(victim.process.pid)
            answers = ", ".join(f"{count} × {status}" for status, count in sorted(told.items()))
            cpu = f"{used.cpu - before.cpu:.1f} s CPU" if used else "DEAD"
            files = sum(one.stat().st_size for one in victim.data_dir.glob("files/**/*") if one.is_file()) / 1e6
            stored = sum(one.stat().st_size for one in victim.data_dir.glob("chatapp.db*")) / 1e6
            memory = f"{highest - before.memory / 1.048576:+.0f} MiB at most"
            written = len(victim.log()) - log
            print(f"{name}: {answers}; {cpu}, {memory}, {files:.0f} MB of files, {stored:.0f} MB, {written} of log")
            print(f"    {shown(times, quiet)}", flush=True)
        finally:
            await victim.stop()


def main(
    seconds: Seconds = 6.0,
    only: Only = "",
    tree: Trees = [Path()],  # noqa: B006
) -> None:
    """Measure what others notice of each attack."""
    try_each((*ACTS, *KEPT), attacked, seconds, only, tree)


if __name__ == "__main__":
    typer.run(main)
