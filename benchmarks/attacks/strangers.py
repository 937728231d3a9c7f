"""Attacks by people without an account, on what listens: heads, sockets, frames, pages.

    python -m benchmarks.attacks.strangers [--tree PATH] [--only NAME]

``--tree``: attack the Chatapp of another working tree, to compare. Prints a line for each attack.
"""

import argparse
import asyncio
import random
import socket
import tempfile
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path

import httpx

from benchmarks.attacks.victim import Victim, measured, quiet, told
from tests.support.browser.page_client import PageClient, Refused
from tests.support.servers.server import free_port

MEGABYTES = 100
SOCKETS = 500
HELD = 12.0  # seconds; the deadline is 10
FRAMES = 900
SEED = 7
Attack = Callable[[Victim], Awaitable[str]]  # returns what it has achieved


async def _sent(victim: Victim, start: bytes, megabytes: int) -> int:
    """Send an endless head from a thread; returns how many bytes the server took."""

    def send() -> int:
        part, taken = b"x" * 65536, 0
        with suppress(OSError), socket.create_connection(("127.0.0.1", victim.port)) as connection:
            connection.sendall(start)
            while taken < megabytes * 1_000_000:
                connection.sendall(part)
                taken += len(part)
        return taken

    return await asyncio.to_thread(send)


async def endless_header(victim: Victim) -> str:
    """Send one header of 100 MB."""
    taken = await _sent(victim, b"GET / HTTP/1.1\r\nX: ", MEGABYTES)
    return f"{taken / 1e6:.0f} MB taken"


async def endless_address(victim: Victim) -> str:
    """Ask for an address of 100 MB."""
    return f"{await _sent(victim, b'GET /', MEGABYTES) / 1e6:.0f} MB taken"


async def half_open_heads(victim: Victim) -> str:
    """Begin requests and never end them."""
    opened = [await asyncio.open_connection("127.0.0.1", victim.port) for _ in range(SOCKETS)]
    for _, writer in opened:
        writer.write(b"GET / HTTP/1.1\r\nHost: x\r\n")
    await asyncio.sleep(HELD)
    still = sum(not reader.at_eof() for reader, _ in opened)
    for _, writer in opened:
        writer.close()
    return f"{still} of {SOCKETS} open after {HELD:.0f} s"


async def silent_sockets(victim: Victim) -> str:
    """Open websockets that never take part in a handshake."""
    pages = [PageClient(victim.base, "/login", query={"implicit_handshake": "false"}) for _ in range(SOCKETS // 5)]
    for page in pages:
        await page.connect()
    await asyncio.sleep(HELD)
    still = sum(page.socket is not None and page.socket.state.name == "OPEN" for page in pages)  # type: ignore[union-attr]
    for page in pages:
        await page.close()
    return f"{still} of {len(pages)} open after {HELD:.0f} s"


async def large_tab_ids(victim: Victim) -> str:
    """Take part in handshakes with tab ids of 900 KB, and close."""
    before, accepted = victim.used().memory, 0
    for _ in range(50):
        page = PageClient(victim.base, "/login")
        await page.get()
        await page.connect(implicit_handshake="false")
        message = {"client_id": page.client_id, "tab_id": "x" * 900_000, "document_id": "d", "next_message_id": 0}
        with suppress(Exception):
            await page.emit("handshake", message)
            await page.emit("ack", {"client_id": page.client_id, "next_message_id": 0})
            accepted += 1
        await asyncio.sleep(0.05)
        with suppress(Exception):
            await page.close()
    return f"{victim.used().memory - before:+.0f} MB after {accepted} handshakes"


async def hostile_frames(victim: Victim) -> str:
    """Send frames that no page sends, each on a socket of a sign-in page."""
    before, chosen = len(victim.log()), random.Random(SEED)
    page = PageClient(victim.base, "/login")
    await page.get()
    for number in range(FRAMES):
        with suppress(Exception):
            await page.connect()
            await page.emit_raw(_frame(chosen, number, page.client_id))
            await asyncio.sleep(0.005)
            await page.close()
    written = victim.log()[before:]
    return f"{len(written) / FRAMES:.0f} bytes of log a frame, {written.count('Traceback')} tracebacks of {FRAMES}"


def _frame(chosen: random.Random, number: int, client_id: str) -> str:
    heads = (
        "",
        "x",
        "4",
        "42",
        "42[",
        "43[]",
        "45",
        "451-[]",
        "b!",
        "2",
        "5",
        "6",
        "9",
        "40/x,",
        "44",
        "421",
        "42[[]]",
    )
    if number % 3 == 0:
        return chosen.choice(heads)
    values = ("null", "[]", "{}", "7", '"x"', f'"{client_id}"', "[" * 2000, "1e999", '"\\ud800"')
    fields = ",".join(
        f'"{name}":{chosen.choice(values)}'
        for name in ("client_id", "id", "listener_id", "args", "tab_id", "document_id", "next_message_id", "request_id")
    )
    return f'42["{chosen.choice(("event", "ack", "handshake", "javascript_response", "log", "connect"))}",{{{fields}}}]'


async def garbage(victim: Victim) -> str:
    """Send what is no HTTP."""
    before = len(victim.log())
    for _ in range(FRAMES):
        _, writer = await asyncio.open_connection("127.0.0.1", victim.port)
        writer.write(b"\x16\x03\x01\x00\xee")
        await asyncio.sleep(0.002)
        writer.close()
    return f"{(len(victim.log()) - before) / FRAMES:.0f} bytes of log each"


async def sign_in_pages(victim: Victim) -> str:
    """Load the sign-in page as fast as it goes, from one address."""
    before, built = victim.used(), 0
    async with httpx.AsyncClient(base_url=victim.base, timeout=60, trust_env=False) as http:
        for _ in range(FRAMES):
            built += (await http.get("/login")).status_code == 200
    now = victim.used()
    return f"{built} of {FRAMES} built, {now.cpu - before.cpu:.1f} s CPU, {now.memory - before.memory:+.0f} MB"


ATTACKS: dict[str, Attack] = {
    "H3 endless header": endless_header,
    "H3 endless address": endless_address,
    "H3 half-open heads": half_open_heads,
    "H5 tab ids of 900 KB": large_tab_ids,
    "M2 hostile frames": hostile_frames,
    "M2 no HTTP": garbage,
    "L sockets without a handshake": silent_sockets,
    "L sign-in pages": sign_in_pages,
}


async def run(tree: Path, only: str) -> None:
    """Attack a server of its own for each attack; print what came of it."""
    for name, attack in ATTACKS.items():
        if only not in name:
            continue
        with tempfile.TemporaryDirectory() as folder:
            # the limit on pages is what is attacked
            settings = {"CHATAPP_TRIES_PER_MINUTE": "10"} if attack is sign_in_pages else {}
            victim = await Victim(Path(folder) / "data", settings, free_port(), tree=tree).start()
            calm, _ = await measured(victim, quiet)
            before, achieved = victim.used(), list[str]()

            async def attacking(attack: Attack = attack, victim: Victim = victim) -> None:
                achieved.append(await attack(victim))  # noqa: B023

            with suppress(Refused):
                waits, took = await measured(victim, attacking)
            cpu, memory = victim.used().cpu - before.cpu, victim.used().memory - before.memory
            print(f"{name}: {achieved[0]}; {took:.1f} s, {cpu:.1f} s CPU, {memory:+.0f} MB", flush=True)
            print(f"    quiet: {told(calm)} ms\n    meanwhile: {told(waits)} ms", flush=True)
            await victim.stop()


def main() -> None:
    """Read the arguments and attack."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tree", type=Path, default=Path.cwd())
    parser.add_argument("--only", default="", help="a part of the names of the attacks to run")
    arguments = parser.parse_args()
    asyncio.run(run(arguments.tree, arguments.only))


if __name__ == "__main__":
    main()
