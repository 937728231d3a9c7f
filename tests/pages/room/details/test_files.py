"""Files as browsers and programs get them: rights each time, in parts, never as a document of this site."""

import hashlib
import re
from io import BytesIO
from typing import Any
from uuid import uuid4

import httpx
from PIL import Image

from chatapp.uploads.kinds import INLINE
from chatapp.uploads.limits import PIECE
from tests.support.samples.pictures import saved
from tests.support.servers.server import Person, Server
from tests.uploads.hostile_files import hostile_files

SAFE = re.compile(r"[^/\\\x00-\x1f\x7f\u202a-\u202e<>:\"|?*]{1,120}")
FILM = bytes(range(256)) * 5000


async def send(server: Server, who: Person, room: str, *files: tuple[str, bytes]) -> list[dict[str, Any]]:
    """Post files in one request; returns them as the message has them."""
    async with server.http(who) as http:
        sent = await http.post(f"/api/v1/rooms/{room}/files", files=[("file", file) for file in files])
    assert sent.status_code == 201, (files[0][0], sent.text)
    return list(sent.json()["attachments"])


def browser(server: Server, who: Person) -> httpx.AsyncClient:
    return server.http(headers={"Cookie": who.cookie})


async def test_a_file_is_given_to_members_whole_and_in_parts(server: Server) -> None:
    ann, ben, eve = await server.person(), await server.person(), await server.person()
    room = await server.room(ann, ben, visibility="private")
    film = b"\0\0\0\x18ftypisom" + FILM
    (file,) = await send(server, ann, room, ("Film é.mp4", film))
    tag = f'"{hashlib.sha256(film).hexdigest()}"'
    async with browser(server, ben) as http:
        whole = await http.get(file["url"])
        assert (whole.status_code, whole.content) == (200, film)
        told = whole.headers
        assert told["content-type"] == file["media_type"] == "video/mp4"
        assert told["content-disposition"] == "inline; filename=\"Film _.mp4\"; filename*=UTF-8''Film%20%C3%A9.mp4"
        assert told["etag"] == tag
        assert told["cache-control"] == "private, max-age=31536000, immutable"
        assert told["content-security-policy"].startswith("default-src 'none'")
        assert told["content-security-policy"].endswith("sandbox")
        assert (told["x-content-type-options"], told["cross-origin-resource-policy"]) == ("nosniff", "same-origin")
        assert "content-encoding" not in told
        head = await http.head(file["url"])
        assert (head.status_code, head.headers["content-length"], head.content) == (200, str(len(film)), b"")
        for asked, start, end in (("0-0", 0, 1), (f"{PIECE - 1}-", PIECE - 1, len(film)), ("-5", len(film) - 5, None)):
            part = await http.get(file["url"], headers={"Range": f"bytes={asked}"})
            last = len(film) if end is None else end
            assert (part.status_code, part.content) == (206, film[start:end])
            assert part.headers["content-range"] == f"bytes {start}-{last - 1}/{len(film)}"
        none = await http.get(file["url"], headers={"Range": f"bytes={len(film)}-"})
        assert (none.status_code, none.headers["content-range"]) == (416, f"bytes */{len(film)}")
        for odd in ("bytes=x-", "bytes=0-1,3-4", "lines=1-2", "bytes=-"):
            assert (await http.get(file["url"], headers={"Range": odd})).status_code == 200
        assert (await http.get(file["url"], headers={"Range": "bytes=0-0", "If-Range": '"x"'})).status_code == 200
        assert (await http.get(file["url"], headers={"If-None-Match": tag})).status_code == 304
        assert (await http.get(file["url"], params={"size": "480"})).status_code == 404
    async with server.http(ben) as program:
        assert (await program.get(file["url"])).content == film
        assert (await program.post(file["url"])).status_code == 404
    for who, status in ((browser(server, eve), 404), (server.http(eve), 404), (server.http(), 401)):
        async with who as http:
            assert (await http.get(file["url"])).status_code == status
            assert (await http.head(file["url"])).status_code == status
    async with server.http(headers={"Authorization": "Bearer nonsense"}) as http:
        assert (await http.get(file["url"])).status_code == 401


async def test_rights_are_asked_each_time_and_for_each_size(server: Server) -> None:
    ann, ben = await server.person(), await server.person()
    room = await server.room(ann, ben)
    picture = saved(Image.effect_noise((1500, 900), 40).convert("RGB"), "PNG")
    (file,) = await send(server, ann, room, ("Offsite.png", picture))
    addresses = [file["url"], file["thumbnail_url"], f"{file['url']}?size=1200"]
    assert (file["width"], file["height"]) == (1500, 900)
    async with browser(server, ben) as http, server.http(ann) as owner:
        for address, size in zip(addresses, ((1500, 900), (480, 288), (1200, 720)), strict=True):
            answer = await http.get(address)
            assert Image.open(BytesIO(answer.content)).size == size
            assert answer.headers["content-type"] == ("image/webp" if "size=" in address else "image/png")
        assert (await owner.delete(f"/api/v1/rooms/{room}/members/{ben.uuid}")).status_code == 204
        assert {(await http.get(address)).status_code for address in addresses} == {404}
        assert {(await owner.get(address)).status_code for address in addresses} == {200}
        assert (await owner.delete(f"/api/v1/rooms/{room}/messages/1")).status_code in (204, 404)
        numbers = [one["number"] for one in await server.messages(ann, room) if one["attachments"]]
        for number in numbers:
            assert (await owner.delete(f"/api/v1/rooms/{room}/messages/{number}")).status_code == 204
        assert {(await owner.get(address)).status_code for address in addresses} == {404}


async def test_files_that_want_to_be_something_else_are_never_shown_as_a_document(server: Server) -> None:
    ann = await server.person()
    room = await server.room(ann)
    hostile = list(hostile_files())
    assert len(hostile) >= 40
    async with browser(server, ann) as http:
        for name, content in hostile:
            (file,) = await send(server, ann, room, (name, content))
            assert SAFE.fullmatch(file["name"]), name
            for address in (file["url"], *filter(None, [file["thumbnail_url"]])):
                answer = await http.get(address)
                assert answer.status_code == 200, name
                kind, how = answer.headers["content-type"], answer.headers["content-disposition"]
                assert answer.headers["x-content-type-options"] == "nosniff", name
                assert "sandbox" in answer.headers["content-security-policy"], name
                assert how.startswith("inline;" if kind in INLINE else "attachment;"), name
                assert not any(evil in kind for evil in ("html", "svg", "xml", "script")), name
                if kind.startswith("image/"):
                    assert b"<script" not in answer.content, name


async def test_a_browser_sends_a_file_in_pieces_with_its_cookie_and_nobody_else_can(server: Server) -> None:
    ann, ben, eve = await server.person(), await server.person(), await server.person()
    room = await server.room(ann, ben, visibility="private")
    new = {"room": room, "key": str(uuid4()), "name": "Film.mp4", "size": len(FILM)}

    async def piece(http: httpx.AsyncClient, address: str, offset: int) -> httpx.Response:
        content = FILM[offset : offset + PIECE]
        return await http.patch(address, content=content, headers={"Upload-Offset": str(offset)})

    async with (
        browser(server, ann) as http,
        browser(server, ben) as other,
        browser(server, eve) as stranger,
        server.http() as nobody,
        server.http(ann) as program,
    ):
        begun = (await http.post("/files", json=new)).json()
        assert begun == {"uuid": begun["uuid"], "offset": 0, "piece": PIECE, "is_ready": False}
        address = f"/files/{begun['uuid']}"
        assert (await piece(http, address, 0)).json()["offset"] == PIECE
        late = await piece(http, address, 0)
        assert (late.status_code, late.json()["offset"]) == (409, PIECE)
        again = (await http.post("/files", json={**new, "alt": "A film"})).json()
        assert (again["uuid"], again["offset"]) == (begun["uuid"], PIECE)
        for who, status in ((other, 404), (stranger, 404), (nobody, 401), (program, 401)):
            assert (await piece(who, address, PIECE)).status_code == status
            assert (await who.delete(address)).status_code == status
        assert (await stranger.post("/files", json=new)).status_code == 404
        assert (await nobody.post("/files", json=new)).status_code == 401
        assert (await piece(http, address, PIECE)).json()["is_ready"]
        too_much = await http.patch(address, content=bytes(PIECE + 1), headers={"Upload-Offset": "0"})
        assert too_much.status_code == 413
    for wrong in ({}, {**new, "size": -1}, {**new, "room": "x"}, {**new, "key": ""}, {**new, "name": " "}):
        async with browser(server, ann) as http:
            assert (await http.post("/files", json=wrong)).status_code == 422, wrong
    async with server.http(ann) as program:
        message = {"client_message_id": str(uuid4()), "uploads": [begun["uuid"]]}
        posted = await program.post(f"/api/v1/rooms/{room}/messages", json=message)
        assert [one["alt"] for one in posted.json()["attachments"]] == ["A film"]
        assert (await program.get(posted.json()["attachments"][0]["url"])).content == FILM
    async with browser(server, ann) as http:
        assert (await http.delete(address)).status_code == 409
        await http.post("/files", json={**new, "alt": "Too late"})
    assert (await server.messages(ann, room))[-1]["attachments"][0]["alt"] == "A film"
