"""`python -m benchmarks.soak`: whether the server gives everything back, however many people come and go.

Pages are opened, used, moved through five rooms and closed, some over websockets and some over long polling; programs
read and post by REST and upload pictures; people sign in. After each fifth of that everybody has gone, and the server
tells what it still holds (`benchmarks/holdings.py`). Runs once for each way that updates take to the pages.

**Exit status 1 if anything is left**: a page, a socket, a subscription, a task, an open file, memory; or if the loop
stood still for longer than is promised; or if many pages were cut off, so that the rest says little.
"""

import asyncio
import io
import json
import os
import signal
import tempfile
from collections import Counter
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Annotated
from uuid import UUID, uuid4

import typer
from PIL import Image
from websockets.exceptions import ConnectionClosed

from benchmarks.holdings import Holdings
from benchmarks.process import allow_many_sockets
from benchmarks.run import each
from benchmarks.soak_verdict import broken, cut_off, more, paused, tell
from chatapp.web import urls
from tests.support.browser.page_client import PageClient, Refused
from tests.support.running.patience import PATIENCE, until
from tests.support.servers.server import PASSWORD, Person, Server

ROOMS = 5  # that each page goes through
MESSAGES = 60  # in each room before the first page comes
KINDS = 5  # of requests
AT_ONCE = 8  # pages
POLLING = 5  # each fifth page has no websocket
RECONNECT = "5"  # seconds that a page is kept without a connection
WAYS = ("shared", "public")  # how updates reach the pages
COMMAND = ("-m", "benchmarks.holdings")


@dataclass(frozen=True)
class Plan:
    """How much is done, in all parts together."""

    pages: int = 5000
    requests: int = 5000
    sign_ins: int = 1000
    people: int = 20
    parts: int = 5


@dataclass
class Soak:
    """One run on a server of its own, which runs `benchmarks.holdings` with ``told`` as the file it writes.

    ``found``: what it held before the first part, and after each. ``whole``: pages that went through all rooms;
    ``cut``: how many did not, by the reason. ``tell`` is called after each part.
    """

    server: Server
    told: Path
    plan: Plan
    found: list[Holdings] = field(default_factory=list)
    whole: int = 0
    cut: Counter[str] = field(default_factory=Counter)
    tell: Callable[[list[Holdings]], None] = lambda _: None

    async def __call__(self) -> list[Holdings]:
        """Do everything; returns what the server held before the first part, and after each."""
        self._people = [await self.server.person(f"person{index}") for index in range(self.plan.people)]
        self._rooms = [await self.server.room(*self._people) for _ in range(ROOMS)]
        await self._part(range(AT_ONCE * 2), range(KINDS * ROOMS), range(2))  # what is made once is there from now on
        for part in range(self.plan.parts):
            pages, requests, sign_ins = (
                range(part * whole // self.plan.parts, (part + 1) * whole // self.plan.parts)
                for whole in (self.plan.pages, self.plan.requests, self.plan.sign_ins)
            )
            await self._part(pages, requests, sign_ins)
        return self.found

    async def _part(self, pages: range, requests: range, sign_ins: range) -> None:
        async with AsyncExitStack() as stack:
            self._http = [await stack.enter_async_context(self.server.http(person)) for person in self._people]
            if not self.found:
                await each(range(ROOMS * MESSAGES), self._post, AT_ONCE)
            await each(pages, self._visit, AT_ONCE)
            await each(requests, self._request, AT_ONCE)
            await each(sign_ins, self._sign_in, AT_ONCE // 2)
        self.found.append(await self._settled())
        self.tell(self.found)

    async def _settled(self) -> Holdings:
        """Return what the server holds once everybody has gone."""
        loop = asyncio.get_running_loop()
        deadline, longest = loop.time() + PATIENCE, [0.0, 0.0]
        while True:
            held = await self._look()
            longest = [max(longest[0], held.longest_collection), max(longest[1], held.longest_pause)]
            is_empty = not (held.pages or held.sockets or (self.found and self._holds_more_than_at_first(held)))
            if is_empty or loop.time() > deadline:
                break
            await asyncio.sleep(0.5)
        held.longest_collection, held.longest_pause = longest
        return held

    def _holds_more_than_at_first(self, held: Holdings) -> bool:
        return held.files > self.found[0].files or bool(more(held.tasks, self.found[0].tasks))

    async def _look(self) -> Holdings:
        """Have the server tell what it holds."""
        assert self.server.process is not None
        self.told.unlink(missing_ok=True)
        os.kill(self.server.process.pid, signal.SIGUSR1)
        await until(self.told.exists)
        return Holdings(**json.loads(self.told.read_text()))

    async def _visit(self, index: int) -> None:
        """Open a page, post from it, go through all rooms, and close it.

        A page that loses its connection, because the machine is too busy for its pings, goes no further.
        """
        person = self._person(index)
        first, *others = (self._rooms[(index + at) % ROOMS] for at in range(ROOMS))
        page = PageClient(self.server.base, f"/rooms/{first}", person.cookie, is_polling=index % POLLING == 0)
        try:
            await page.open()
            await _use(page, first, others)
        except (ConnectionClosed, Refused) as error:
            self.cut[repr(error)] += 1
        else:
            self.whole += not _is_cut(page)
            self.cut["it had to connect again"] += _is_cut(page)
        finally:
            await page.close()

    async def _request(self, index: int) -> None:
        """Do what programs do, by turns: read a room, list rooms, read messages, post, and upload a picture."""
        room, http = self._rooms[index % ROOMS], self._http[index % len(self._people)]
        match index // ROOMS % KINDS:
            case 0:
                answer = await http.get(f"/api/v1/rooms/{room}")
            case 1:
                answer = await http.get("/api/v1/rooms")
            case 2:
                answer = await http.get(f"/api/v1/rooms/{room}/messages", params={"limit": 50})
            case 3:
                await self._post(index)
                return
            case _:
                answer = await http.put("/api/v1/me/avatar", content=_picture(index))
        answer.raise_for_status()

    async def _sign_in(self, index: int) -> None:
        """Sign in as a browser does, and out again."""
        async with self.server.http() as browser:
            form = {"login": self._person(index).username, "password": PASSWORD}
            (await browser.post("/login", data=form)).raise_for_status()
            assert (await browser.post("/logout")).status_code < 400

    async def _post(self, index: int) -> None:
        message = {"body": f"Message {index}, **bold** and `code`.", "client_message_id": str(uuid4())}
        address = f"/api/v1/rooms/{self._rooms[index % ROOMS]}/messages"
        (await self._http[index % len(self._people)].post(address, json=message)).raise_for_status()

    def _person(self, index: int) -> Person:
        return self._people[index % len(self._people)]


async def run(directory: Path, plan: Plan, way: str) -> Soak:
    """Do what is planned on a new server in an empty directory; ``way``: how updates reach the pages."""
    told = directory / "holdings.json"
    settings = {"CHATAPP_FANOUT": way, "CHATAPP_RECONNECT_SECONDS": RECONNECT}
    server = await Server(directory / "data", settings, command=(*COMMAND, str(told))).start()
    try:
        soak = Soak(server, told, plan, tell=lambda found: tell(way, found))
        await soak()
    finally:
        await server.stop()
    return soak


def main(
    pages: Annotated[int, typer.Option(min=5, help="Pages that come and go.")] = Plan.pages,
    requests: Annotated[int, typer.Option(min=5, help="Requests by REST.")] = Plan.requests,
    sign_ins: Annotated[int, typer.Option(min=5, help="Sign-ins.")] = Plan.sign_ins,
    only: Annotated[str, typer.Option(help=f"One way to the pages alone: {' or '.join(WAYS)}.")] = "",
    out: Annotated[Path, typer.Option(help="Where the figures go.")] = Path("benchmarks/out/soak.json"),
) -> None:
    """Let people come and go, and look at what they leave behind."""
    allow_many_sockets()
    plan, soaks = Plan(pages, requests, sign_ins), dict[str, Soak]()
    for way in [only] if only else WAYS:
        with tempfile.TemporaryDirectory(prefix="chatapp-soak-") as directory:
            soaks[way] = asyncio.run(run(Path(directory), plan, way))
    out.parent.mkdir(parents=True, exist_ok=True)
    figures = {way: [asdict(held) for held in soak.found] for way, soak in soaks.items()}
    out.write_text(json.dumps({"plan": asdict(plan), **figures}, indent=1) + "\n")
    sentences = [
        f"{way}: {it}"
        for way, soak in soaks.items()
        for it in (*broken(soak.found), *paused(soak.found), *cut_off(soak.cut, soak.whole))
    ]
    for sentence in sentences:
        typer.echo(sentence, err=True)
    raise typer.Exit(1 if sentences else 0)


async def _use(page: PageClient, first: str, others: list[str]) -> None:
    """Post from an open page, and go through the other rooms."""
    await page.tell("activity", True, True)
    key = str(uuid4())
    await page.post(first, key, f"From page {key}.")
    await until(lambda: _is_cut(page) or any(key in code for code in page.scripts))
    for room in others:
        if _is_cut(page):
            return
        await page.event("0", "sub_pages_navigate", f"/rooms/{room}")
        await until(_shows(page, room))


def _is_cut(page: PageClient) -> bool:
    return page.connections > 1 or page.reloads > 0 or not page.is_ready.is_set()


def _shows(page: PageClient, room: str) -> Callable[[], bool]:
    """Return what says whether a page shows a room's conversation, or lost its connection."""

    def shows() -> bool:
        shown = (element.get("props", {}).get("data-path") for element in page.elements.values())
        return _is_cut(page) or urls.room(UUID(room)) in shown

    return shows


def _picture(index: int) -> bytes:
    """Return a small PNG, another one for each index."""
    file = io.BytesIO()
    Image.new("RGB", (64, 64), (index % 256, index // 256 % 256, 90)).save(file, "PNG")
    return file.getvalue()


if __name__ == "__main__":
    typer.run(main)
