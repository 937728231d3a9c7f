"""`python -m benchmarks.attacks.bots`: what others notice of bots that never end, and of a member who keeps bots busy.

A bot runs inside the server. While one of its functions computes without an end, or one member calls, presses and
searches from eight connections, somebody else signs in, posts and asks for `/healthz`: medians and the 99th percentile
beside those of the same server when it was quiet. Settings are the defaults, with bots.
"""

import asyncio
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import httpx
import typer

from benchmarks.attacks.meanwhile import meanwhile
from benchmarks.attacks.members import AT_ONCE, DEFAULTS, EVE, Only, Seconds, Target, Times, Trees, try_each, work
from benchmarks.attacks.victim import Victim
from benchmarks.deliveries import percentile
from tests.support.running.patience import becomes
from tests.support.servers.server import free_port

BOT: Final = """
import asyncio, time
from chatapp.bots import Bot, Button, Click, Room

bot = Bot("busy")

@bot.command
def echo(words: str): return words

@bot.command
def offer(room: Room): room.post("Press.", buttons=[Button("Go", go)])

@bot.action
def go(click: Click): click.message.react("👍")

@bot.command(limit=600)
def spin():
    while True: pass

@bot.command(limit=600)
async def hold():
    while True: pass

@bot.command(limit=600)
def sleep(): time.sleep(600)

@bot.command(limit=600)
def grow():
    while True: sorted(range(100_000))

@bot.joined
def nobody(room: Room): pass
"""
ENDLESS: Final = {
    "one function that computes": ["/spin"],
    "four functions that compute": ["/spin"] * 4,
    "an async function that holds its loop": ["/hold"],
    "eight functions that sleep": ["/sleep"] * 8,
    "a function that works in long steps": ["/grow"],
}
MEMBER: Final[dict[str, Callable[["BotTarget"], tuple[str, str, object]]]] = {
    "commands": lambda t: ("POST", t.messages, {"body": "/echo hello", "client_message_id": str(uuid4())}),
    "commands to long texts": lambda t: (
        "POST",
        t.messages,
        {"body": f"/echo {'“x ' * 3_000}", "client_message_id": str(uuid4())},
    ),
    "presses": lambda t: ("POST", f"{t.messages}/{t.pressed}/actions/go.0", {"press_id": str(uuid4())}),
    "presses of what isn't offered": lambda t: (
        "POST",
        f"{t.messages}/{t.pressed}/actions/no.0",
        {"press_id": str(uuid4())},
    ),
    "searches as columns": lambda t: ("GET", "/api/v1/search/columns?q=-zebra", None),
    "pages of searches, by cursors made up": lambda t: (
        "GET",
        f"/api/v1/search/columns?q=-zebra&cursor={uuid4().hex[:16]}",
        None,
    ),
    "lists of bots": lambda t: ("GET", "/api/v1/bots", None),
}


class BotTarget(Target):
    """A target with a bot in its room. ``pressed``: the number of a message with a button."""

    pressed: int


@asynccontextmanager
async def under(target: BotTarget, name: str, told: Counter[str]) -> AsyncIterator[None]:
    """Let something go on."""
    if name in ENDLESS:
        for command in ENDLESS[name]:
            await target.victim.post(target.ann, target.room, command)
        await asyncio.sleep(0.5)
        yield
        return

    async def go_on() -> None:
        async with target.client(EVE, target.eve) as http:
            while True:
                method, address, body = MEMBER[name](target)
                with suppress(httpx.HTTPError):
                    told[str((await http.request(method, address, json=body)).status_code)] += 1

    async def begin() -> list[Coroutine[Any, Any, None]]:
        return [go_on() for _ in range(AT_ONCE)]

    async with meanwhile(begin, told, lead=0.5):
        yield


async def attacked(tree: Path, name: str, seconds: float) -> None:
    """Start a server with a bot, measure it quiet and then, and print what came of it."""
    with tempfile.TemporaryDirectory(prefix="chatapp-attacks-") as folder:
        settings = {**DEFAULTS, "CHATAPP_BOTS": "1"}
        victim = await Victim(Path(folder) / "data", settings, free_port(), tree=tree).start()
        try:
            target = await _prepared(victim)
            await work(target, 1)
            quiet = await work(target, seconds)
            told, before = Counter[str](), victim.used()
            async with under(target, name, told):
                times = await work(target, seconds)
            used = victim.used()
            answers = ", ".join(f"{count} × {status}" for status, count in sorted(told.items())) or "called"
            print(f"{name}: {answers}; {used.cpu - before.cpu:.1f} s CPU, {used.memory - before.memory:+.0f} MB")
            print(f"    {shown(times, quiet)}", flush=True)
        finally:
            await victim.stop()


async def _prepared(victim: Victim) -> BotTarget:
    target = await BotTarget.of(victim)
    ann = target.ann
    (victim.data_dir / "bots" / "busy.py").write_text(BOT)
    async with target.client(EVE, ann) as http:

        async def bots() -> list[Any]:
            found: list[Any] = (await http.get("/api/v1/bots")).json()["bots"]
            return [one["name"] for one in found]

        await becomes(["busy"], bots)
        members = {"usernames": ["busy"]}
        (await http.post(f"/api/v1/rooms/{target.room}/members", json=members)).raise_for_status()
        await victim.post(ann, target.room, "/offer")

        async def offers() -> bool:
            messages = (await http.get(target.messages)).json()["messages"]
            target.pressed = next((one["number"] for one in messages if one["blocks"]), 0)
            return target.pressed > 0

        await becomes(True, offers)
    return target


def shown(times: Times, quiet: Times) -> str:
    """Return medians and 99th percentiles in milliseconds, and how they compare with quiet ones."""
    parts = []
    for what, all_ in times.items():
        if not all_:
            parts.append(f"{what} never")
            continue
        figures = []
        for share in (50, 99):
            now, usual = percentile(all_, share) or 0.0, percentile(quiet[what], share) or 1.0
            figures.append(f"p{share} {now * 1000:.0f} ms = {now / usual:.1f}×")
        parts.append(f"{what} {', '.join(figures)}")
    return " · ".join(parts)


def main(
    seconds: Seconds = 6.0,
    only: Only = "",
    tree: Trees = [Path()],  # noqa: B006
) -> None:
    """Measure what others notice."""
    try_each((*ENDLESS, *MEMBER), attacked, seconds, only, tree)


if __name__ == "__main__":
    typer.run(main)
