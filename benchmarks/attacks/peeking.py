"""`python -m benchmarks.attacks.peeking`: what who has no right to a file or a message learns of it, on a real server.

Ann writes a message with a photo in a private room. Eve is in another room, Rex was in Ann's and was removed, and a
stranger has no account. Each asks for everything in every way there is. **Exit status 1 if any of them gets more than
a refusal**, or an answer that has a word of what Ann wrote, or one that differs from that to what is not there.
"""

import asyncio
import io
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import typer
from PIL import Image

from chatapp.web import urls
from tests.support.servers.server import Person, Server

WORDS, NAME = "the eagle lands at 10.1.2.7:8443, 鷹", "Aerie-plan.png"
SECRETS = ("eagle", "8443", "鷹", "Aerie", "aerie")
SEARCHES = (
    "eagle",
    "8443",
    "鷹",
    "ea",
    "aerie",
    "from:{ann}",
    "on:today",
    "has:file",
    "has:image",
    "is:pinned",
    "is:saved",
    "is:thread",
    "has:thread",
)
LISTS = (
    "me/alerts",
    "me/threads",
    "me/reminders",
    "me/scheduled",
    "me/home",
    "me/saved",
    "me/drafts",
    "me/mentions",
    "rooms",
    "rooms?show=mine",
    "admin/rooms",
    "admin/audit",
)
CURSORS = 100  # that were made up
Asked = tuple[str, str, dict[str, Any]]  # method, address, what goes with it


@dataclass(frozen=True)
class Hidden:
    """What Ann has, or what nobody has, to compare with."""

    room: str
    upload: UUID
    number: int = 1

    def asked(self, own: str, ann: Person) -> list[Asked]:
        """Return all requests that would reach it; ``own``: the asker's own room."""
        files = [urls.file(self.upload, NAME), urls.file(self.upload, "x")]
        files += [urls.thumbnail(self.upload, NAME, side) for side in (480, 1200)]
        api, upload = f"/api/v1/rooms/{self.room}", f"/api/v1/uploads/{self.upload}"
        new = {"name": "x", "size": 5, "client_upload_id": "ann's"}
        message = {"body": "", "client_message_id": str(uuid4()), "uploads": [str(self.upload)]}
        asked: list[Asked] = [(method, one, {}) for one in files for method in ("GET", "HEAD")]
        asked += [("GET", one, {"headers": {"Range": "bytes=0-9"}}) for one in files]
        asked += [("GET", one, {"headers": {"If-None-Match": "*"}}) for one in files]
        asked += [("GET", upload, {}), ("HEAD", upload, {}), ("DELETE", upload, {})]
        asked += [("PATCH", upload, {"content": b"x", "headers": {"Upload-Offset": "0"}})]
        asked += [("POST", f"{api}/uploads", {"json": new}), ("POST", f"{api}/files", {"files": {"file": b"x"}})]
        asked += [
            ("GET", f"{api}/{one}", {}) for one in ("files", "files?search=a", "messages", "pins", "changes?since=0")
        ]
        asked += [("GET", f"{api}/messages/{self.number}/{one}", {}) for one in ("editions", "seen", "actions")]
        asked += [
            ("PUT", f"/api/v1/me/saved/{self.room}/{self.number}", {}),
            ("GET", f"/api/v1/me/drafts/{self.room}", {}),
        ]
        asked += [("POST", f"{api}/messages", {"json": message})]
        asked += [("POST", f"/api/v1/rooms/{own}/messages", {"json": message})]  # Ann's file, in a room of one's own
        return asked + self._later_and_threads()

    def _later_and_threads(self) -> list[Asked]:
        """Return requests for threads, what is for later, and what one is told of."""
        api, message = f"/api/v1/rooms/{self.room}", f"/api/v1/rooms/{self.room}/messages/{self.number}"
        reminder = {"room_uuid": self.room, "number": self.number, "in_seconds": 60}
        scheduled = {"room_uuid": self.room, "body": "x", "at": "2099-01-01T09:00"}
        said = {"body": "x", "client_message_id": str(uuid4()), "also_in_room": True}
        follow = [f"/api/v1/threads/{self.room}/follow", f"{api}/threads/follow"]
        asked: list[Asked] = [(method, one, {}) for one in follow for method in ("PUT", "DELETE")]
        asked += [("GET", api, {}), ("GET", f"{api}/changes?since=0&wait=1", {}), ("GET", f"{api}/members", {})]
        asked += [("POST", f"{message}/thread", {}), ("POST", f"{api}/messages", {"json": said})]
        asked += [("POST", "/api/v1/me/reminders", {"json": reminder})]
        asked += [("POST", "/api/v1/me/scheduled", {"json": scheduled})]
        asked += [("PUT", f"{api}/notifications", {"json": {"level": "all"}})]
        asked += [(method, f"{api}/notify-anyway", {}) for method in ("GET", "POST")]
        asked += [(method, f"{message}/reactions/👍", {}) for method in ("PUT", "DELETE")]
        asked += [("PUT", f"{api}/read", {"json": {"number": self.number}})]
        return asked


async def peek(
    http: httpx.AsyncClient, hidden: Hidden, nothing: Hidden, own: str, ann: Person
) -> tuple[int, list[str]]:
    """Ask for everything; return how many answers there were, and what is wrong with them."""
    asked, wrong = 0, list[str]()
    for (method, address, more), (_, elsewhere, others) in zip(
        hidden.asked(own, ann), nothing.asked(own, ann), strict=True
    ):
        answer, absent = await http.request(method, address, **more), await http.request(method, elsewhere, **others)
        asked += 1
        if answer.status_code < 400 or any(word in answer.text for word in SECRETS):
            wrong.append(f"{method} {address}: {answer.status_code} {answer.text[:200]}")
        if (answer.status_code, len(answer.content)) != (absent.status_code, len(absent.content)):
            wrong.append(
                f"{method} {address}: {answer.status_code} differs from {absent.status_code} {absent.text[:200]}"
            )
    return asked, wrong


async def look_through(http: httpx.AsyncClient) -> tuple[int, list[str]]:
    """Ask for one's own lists; nothing of Ann's is in them, nor that there is anything."""
    wrong = list[str]()
    for path in LISTS:
        answer = await http.get(f"/api/v1/{path}")
        if answer.status_code >= 500 or any(word in answer.text for word in SECRETS):
            wrong.append(f"{path}: {answer.status_code} {answer.text[:200]}")
    return len(LISTS), wrong


async def search(http: httpx.AsyncClient, ann: Person, cursors: list[str]) -> tuple[int, list[str]]:
    """Search for everything, with Ann's cursors and with such as were made up."""
    asked, wrong = 0, list[str]()
    queries = [one.format(ann=ann.username) for one in SEARCHES]
    pairs = [(query, "") for query in queries]
    pairs += [
        ("eagle", cursor)
        for cursor in (*cursors, *(f"{n * 0x9E3779B97F4A7C15 % (1 << 64):016x}" for n in range(CURSORS)))
    ]
    for query, cursor in pairs:
        answer = await http.get("/api/v1/search", params={"q": query, "cursor": cursor})
        asked += 1
        found = answer.json().get("results", []) if answer.status_code == 200 else []
        if found or answer.status_code >= 500 or any(word in answer.text for word in SECRETS if word not in query):
            wrong.append(f"{query} {cursor}: {answer.status_code} {answer.text[:200]}")
    return asked, wrong


async def _thread(server: Server, ann: Person, rex: Person, room: str) -> str:
    """Have Ann begin a thread, which Rex follows, and is reminded of; return it."""
    root = (await server.post(ann, room, WORDS)).raise_for_status().json()["number"]
    async with server.http(ann) as http:
        begun = await http.post(f"/api/v1/rooms/{room}/messages/{root}/thread")
        thread: str = begun.raise_for_status().json()["room_uuid"]
    await server.post(ann, thread, f"{WORDS} @{rex.username}")
    async with server.http(rex) as http:
        reminder = {"room_uuid": thread, "number": 1, "in_seconds": 3600}
        (await http.post("/api/v1/me/reminders", json=reminder)).raise_for_status()
        (await http.put(f"/api/v1/me/saved/{thread}/1")).raise_for_status()
        followed = (await http.get("/api/v1/me/threads")).text
        if "eagle" not in followed or thread not in followed:
            raise RuntimeError("Rex doesn't follow")
    return thread


async def _waiting(server: Server, ann: Person, rex: Person, room: str, thread: str) -> list[str]:
    """Have Ann remove Rex, who waits for news in the room and in its thread, and write on; return what he hears."""
    async with server.http(rex) as http, server.http(ann) as hers:
        at = [(await http.get(f"/api/v1/rooms/{one}")).raise_for_status().json() for one in (room, thread)]
        paths = [f"/api/v1/rooms/{one['uuid']}/changes?since={one['revision']}&wait=20" for one in at]
        waiting = [asyncio.create_task(http.get(path)) for path in paths]
        await asyncio.sleep(1)
        (await hers.delete(f"/api/v1/rooms/{room}/members/{rex.uuid}")).raise_for_status()
        for one in (thread, room):
            (await server.post(ann, one, f"{WORDS} @{rex.username}")).raise_for_status()
        answers = await asyncio.gather(*waiting)
    return [f"a wait: {one.status_code} {one.text[:200]}" for one in answers if any(w in one.text for w in SECRETS)]


async def _secret(server: Server, ann: Person, room: str) -> tuple[Hidden, list[str]]:
    """Have Ann write; return what she wrote, and cursors of her searches."""
    picture = io.BytesIO()
    Image.effect_noise((900, 900), 90).save(picture, "PNG")
    async with server.http(ann) as http:
        sent = await http.post(
            f"/api/v1/rooms/{room}/files", files={"file": (NAME, picture.getvalue())}, data={"body": WORDS}
        )
        made = sent.raise_for_status().json()
        (await http.put(f"/api/v1/rooms/{room}/pins/{made['number']}")).raise_for_status()
        for number in range(3):
            await server.post(ann, room, f"{WORDS} {number}")
        assert (await http.get(made["attachments"][0]["thumbnail_url"])).status_code == 200
        page = await http.get("/api/v1/search", params={"q": "eagle", "limit": 1})
        cursors = [page.raise_for_status().json()["cursor"]]
    return Hidden(room, UUID(made["attachments"][0]["uuid"]), made["number"]), cursors


async def peeked(folder: Path) -> list[str]:
    """Do all of it on a server of its own; return what is wrong."""
    server, wrong = await Server(folder / "data").start(), list[str]()
    try:
        first, ann, eve, rex = [await server.person(name) for name in ("first", "ann", "eve", "rex")]
        room = await server.room(ann, rex, visibility="private")
        own = {who.username: await server.room(who) for who in (first, eve, rex)}
        hidden, cursors = await _secret(server, ann, room)
        thread = await _thread(server, ann, rex, room)
        within, more_cursors = await _secret(server, ann, thread)
        cursors += more_cursors
        wrong += await _waiting(server, ann, rex, room, thread)
        nothing = Hidden(str(uuid4()), uuid4(), hidden.number)
        for name, who in (
            ("another member", eve),
            ("who was removed", rex),
            ("the administrator", first),
            ("a stranger", None),
        ):
            async with server.http(who) as http:
                room_of_own = own[who.username] if who else str(uuid4())
                asked, found = await peek(http, hidden, nothing, room_of_own, ann)
                in_thread, others = await peek(http, within, nothing, room_of_own, ann)
                lists, told = await look_through(http)
                searched, more = await search(http, ann, cursors)
            found += [*others, *told, *more]
            print(
                f"{name}: {asked + in_thread + lists} requests and {searched} searches, {len(found)} wrong", flush=True
            )
            wrong += [f"{name}: {one}" for one in found]
        async with server.http(ann) as http:  # who may: what was asked is what there is
            if not (await search(http, ann, cursors))[1] or not (await peek(http, hidden, nothing, own["eve"], ann))[1]:
                wrong.append("Ann herself finds nothing")
        wrong += ["a traceback in the log"] if "Traceback" in server.log() else []
    finally:
        await server.stop()
    return wrong


def main() -> None:
    """Ask for what one may not have."""
    with tempfile.TemporaryDirectory(prefix="chatapp-peeking-") as folder:
        wrong = asyncio.run(peeked(Path(folder)))
    for one in wrong:
        typer.echo(one, err=True)
    raise typer.Exit(1 if wrong else 0)


if __name__ == "__main__":
    typer.run(main)
