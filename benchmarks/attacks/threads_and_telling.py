"""`python -m benchmarks.attacks.threads_and_telling`: threads, what is told and what is for later, against others.

As `benchmarks.attacks.members`: each attack goes on without a pause, from eight connections of a process of its own,
while others sign in, post and ask for `/healthz`. The room has a thread that all of its people follow.
"""

import io
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import httpx
import typer
from PIL import Image

from benchmarks.attacks.meanwhile import meanwhile
from benchmarks.attacks.members import AT_ONCE, DEFAULTS, EVE, Only, Seconds, Target, Trees, shown, try_each, work
from benchmarks.attacks.victim import Victim
from tests.support.browser.push_browser import PushBrowser
from tests.support.servers.server import free_port

FRAMES: Final = 200
SIDE: Final = 36  # pixels
Ask = Callable[[Target, str, int], tuple[str, str, dict[str, Any]]]  # thread, number → method, address, what goes along


def _new(body: str, **more: Any) -> dict[str, Any]:
    return {"json": {"body": body, "client_message_id": str(uuid4()), **more}}


def _rules(n: int) -> dict[str, Any]:
    return {"json": {"level": "all", "keywords": [f"word {n} {one}" for one in range(30)]}}


def _subscription(n: int) -> dict[str, Any]:
    return {"json": {"endpoint": f"https://fcm.googleapis.com/{n}", **PushBrowser().keys}}


def gif() -> bytes:
    """Return an emoji of 200 frames, each another."""
    frames = [Image.new("P", (SIDE, SIDE), n) for n in range(FRAMES)]
    for n, frame in enumerate(frames):
        frame.putdata([(n * (x % 7) + x) % 256 for x in range(SIDE * SIDE)])
    written = io.BytesIO()
    frames[0].save(written, "GIF", save_all=True, append_images=frames[1:], loop=0)
    return written.getvalue()


GIF: Final = gif()
API: Final = "/api/v1"
ASKED: dict[str, Ask] = {
    "begun again": lambda t, thread, n: ("POST", f"{t.messages}/1/thread", {}),
    "followed and not": lambda t, thread, n: ("DELETE" if n % 2 else "PUT", f"{API}/threads/{thread}/follow", {}),
    "all new ones followed": lambda t, thread, n: (
        "DELETE" if n % 2 else "PUT",
        f"{API}/rooms/{t.room}/threads/follow",
        {},
    ),
    "replies": lambda t, thread, n: ("POST", f"{API}/rooms/{thread}/messages", _new(f"@room {n}")),
    "said in the room too": lambda t, thread, n: (
        "POST",
        f"{API}/rooms/{thread}/messages",
        _new(f"{n}", also_in_room=True),
    ),
    "threads listed": lambda t, thread, n: ("GET", f"{API}/me/threads?limit=200&after={2**53 - 1 - n}", {}),
    "activity": lambda t, thread, n: ("GET", f"{API}/me/alerts?limit=200&is_unread=true&cursor={2**53 - 1 - n}", {}),
    "activity read": lambda t, thread, n: ("POST", f"{API}/me/alerts/read", {"json": {"ids": list(range(500))}}),
    "rules": lambda t, thread, n: ("PUT", f"{API}/me/notifications", _rules(n)),
    "levels": lambda t, thread, n: (
        "PUT",
        f"{API}/rooms/{t.room}/notifications",
        {"json": {"level": "all" if n % 2 else "nothing"}},
    ),
    "reminders": lambda t, thread, n: (
        "POST",
        f"{API}/me/reminders",
        {"json": {"text": f"{n}", "in_seconds": 1, "repeats": "daily"}},
    ),
    "scheduled": lambda t, thread, n: (
        "POST",
        f"{API}/me/scheduled",
        {"json": {"room_uuid": t.room, "body": f"{n} {'*a **b ' * 1000}", "at": "2027-03-01T09:00"}},
    ),
    "browsers to be woken": lambda t, thread, n: ("POST", f"{API}/me/push", _subscription(n)),
    "moving emoji": lambda t, thread, n: ("POST", f"{API}/emoji?name=e{n}", {"content": GIF}),
    "names of emoji": lambda t, thread, n: ("POST", t.messages, _new(":nothing:" * 1_100)),
    "unsubscribing": lambda t, thread, n: ("POST", f"/unsubscribe/{t.ann.uuid}/{n}", {}),
    "notify anyway": lambda t, thread, n: ("POST", f"{API}/rooms/{t.room}/notify-anyway", {}),
}


@asynccontextmanager
async def under(target: Target, thread: str, name: str, told: Counter[str]) -> AsyncIterator[None]:
    """Attack without a pause."""

    async def go_on(first: int) -> None:
        async with target.client(EVE, None if name == "unsubscribing" else target.eve) as http:
            number = first
            while True:
                method, address, more = ASKED[name](target, thread, number)
                number += AT_ONCE + 1
                with suppress(httpx.HTTPError):
                    told[str((await http.request(method, address, **more)).status_code)] += 1

    async def begin() -> list[Coroutine[Any, Any, None]]:
        return [go_on(first) for first in range(AT_ONCE)]

    async with meanwhile(begin, told, lead=0.5):
        yield


async def attacked(tree: Path, name: str, seconds: float) -> None:
    """Start a server, measure it quiet and under one attack, and print what came of it."""
    with tempfile.TemporaryDirectory(prefix="chatapp-attacks-") as folder:
        victim = await Victim(Path(folder) / "data", DEFAULTS, free_port(), tree=tree).start()
        try:
            target = await Target.of(victim)
            await victim.post(target.eve, target.room, "first")
            thread = await _thread(target)
            await work(target, 1)
            quiet = await work(target, seconds)
            told, before, log = Counter[str](), victim.used(), len(victim.log())
            async with under(target, thread, name, told):
                times = await work(target, seconds)
            used = victim.used()
            answers = ", ".join(f"{count} × {status}" for status, count in sorted(told.items()))
            stored = sum(one.stat().st_size for one in victim.data_dir.glob("chatapp.db*")) / 1e6
            cpu, memory = used.cpu - before.cpu, used.memory - before.memory
            written = len(victim.log()) - log
            print(f"{name}: {answers}; {cpu:.1f} s CPU, {memory:+.0f} MB, {stored:.1f} MB stored, {written} of log")
            print(f"    {shown(times, quiet)}", flush=True)
        finally:
            await victim.stop()


async def _thread(target: Target) -> str:
    """Begin a thread that everybody follows; return it."""
    async with target.client(EVE, target.eve) as http:
        begun = (await http.post(f"{target.messages}/1/thread")).raise_for_status()
        thread: str = begun.json()["room_uuid"]
    for who in target.others:
        async with target.client(EVE, who) as http:
            (await http.put(f"{API}/threads/{thread}/follow")).raise_for_status()
    return thread


def main(
    seconds: Seconds = 6.0,
    only: Only = "",
    tree: Trees = [Path()],  # noqa: B006
) -> None:
    """Measure what others notice of each attack."""
    try_each(ASKED, attacked, seconds, only, tree)


if __name__ == "__main__":
    typer.run(main)
