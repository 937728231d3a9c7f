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
from tests.support.server import Person, Server

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
        async with server.http(ann) as http:
            (await http.delete(f"/api/v1/rooms/{room}/members/{rex.uuid}")).raise_for_status()
        nothing = Hidden(str(uuid4()), uuid4(), hidden.number)
        for name, who in (
            ("another member", eve),
            ("who was removed", rex),
            ("the administrator", first),
            ("a stranger", None),
        ):
            async with server.http(who) as http:
                asked, found = await peek(http, hidden, nothing, own[who.username] if who else str(uuid4()), ann)
                searched, more = await search(http, ann, cursors)
            print(f"{name}: {asked} requests and {searched} searches, {len(found) + len(more)} wrong", flush=True)
            wrong += [f"{name}: {one}" for one in (*found, *more)]
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
