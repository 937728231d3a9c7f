"""Files by REST: in pieces, in one request, listed; what is refused, and how."""

from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI

from chatapp.bootstrap import Chat
from chatapp.throttling import Throttle, metered
from chatapp.uploads.limits import PIECE
from chatapp.web.forms import SLICE
from tests.api.conftest import MakeProgram, Program, fields, problem

CONTENT = bytes(range(251)) * 5_000  # a piece and a bit


async def begun(who: Program, room: str, size: int = len(CONTENT), **more: Any) -> dict[str, Any]:
    new = {"name": "plan.bin", "size": size, "client_upload_id": str(uuid4()), **more}
    answer = await who.post(f"rooms/{room}/uploads", json=new)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def send(who: Program, upload: str, offset: int, content: bytes, **more: str) -> Any:
    return await who.patch(f"uploads/{upload}", content=content, headers={"Upload-Offset": str(offset), **more})


async def test_a_file_goes_up_in_pieces_and_stands_on_the_message(program: MakeProgram) -> None:
    ann, ben = await program("ann"), await program("ben")
    room = await ann.room(ben)
    upload = await begun(ann, room, alt="What we plan")
    assert (upload["offset"], upload["piece_size"], upload["is_ready"]) == (0, PIECE, False)
    digest = b64encode(sha256(CONTENT[:PIECE]).digest()).decode()
    for wrong, status in ((f"sha256 {digest}", 409), ("sha256 AA==", 422), (f"md5 {digest}", 422), ("sha256 !", 422)):
        other = await send(ann, upload["uuid"], 0, CONTENT[1:PIECE], **{"Upload-Checksum": wrong})
        assert other.status_code == status, wrong
    first = await send(ann, upload["uuid"], 0, CONTENT[:PIECE], **{"Upload-Checksum": f"sha256 {digest}"})
    assert (first.status_code, first.headers["upload-offset"]) == (204, str(PIECE))
    told = await ann.head(f"uploads/{upload['uuid']}")
    assert (told.status_code, told.headers["upload-offset"], told.headers["upload-length"]) == (
        200,
        str(PIECE),
        str(len(CONTENT)),
    )
    wrong = await send(ann, upload["uuid"], 0, CONTENT[:PIECE])
    assert (wrong.status_code, problem(wrong)["offset"]) == (409, PIECE)
    assert (await ann.post(f"rooms/{room}/messages", json=message(upload["uuid"]))).status_code == 422  # not all there
    assert (await send(ann, upload["uuid"], PIECE, CONTENT[PIECE:])).status_code == 204
    assert (await ann.get(f"uploads/{upload['uuid']}")).json()["is_ready"]
    posted = await ann.post(f"rooms/{room}/messages", json=message(upload["uuid"]))
    assert posted.status_code == 201, posted.text
    (attachment,) = posted.json()["attachments"]
    assert attachment == {
        "uuid": upload["uuid"],
        "name": "plan.bin",
        "size": len(CONTENT),
        "media_type": "application/octet-stream",
        "url": f"/files/{upload['uuid']}/plan.bin",
        "width": None,
        "height": None,
        "pages": None,
        "thumbnail_url": None,
        "alt": "What we plan",
    }
    assert (await ben.get(f"rooms/{room}/messages")).json()["messages"][-1]["attachments"] == [attachment]
    taken = await ann.post(f"rooms/{room}/messages", json=message(upload["uuid"]))
    assert (taken.status_code, fields(taken)) == (409, {"uploads"})
    assert (await ann.delete(f"uploads/{upload['uuid']}")).status_code == 409


def message(*uploads: str, body: str = "") -> dict[str, Any]:
    return {"body": body, "client_message_id": str(uuid4()), "uploads": uploads}


async def test_one_request_sends_files_and_posts_them(program: MakeProgram) -> None:
    ann, ben, eve = await program("ann"), await program("ben"), await program("eve")
    room = await ann.room(ben)
    files = [("file", ("../../etc/Plan\u202e.bin", CONTENT)), ("file", ("a b.txt", b"hello"))]
    form = {"body": "Both", "client_message_id": "k"}
    posted = await ann.post(f"rooms/{room}/files", files=files, data=form)
    assert posted.status_code == 201, posted.text
    assert [(one["name"], one["size"]) for one in posted.json()["attachments"]] == [
        ("Plan.bin", len(CONTENT)),
        ("a b.txt", 5),
    ]
    assert posted.json()["attachments"][1]["media_type"] == "text/plain"
    again = await ann.post(f"rooms/{room}/files", files=files, data=form)
    assert (again.status_code, again.json()) == (200, posted.json())
    for number in range(3):
        await ben.post(f"rooms/{room}/files", files=[("file", (f"{number}.txt", b"x"))])
    page = (await ben.get(f"rooms/{room}/files", params={"limit": 3})).json()
    assert [one["attachment"]["name"] for one in page["files"]] == ["2.txt", "1.txt", "0.txt"]
    rest = (await ben.get(f"rooms/{room}/files", params={"cursor": page["next"]})).json()
    assert [one["attachment"]["name"] for one in rest["files"]] == ["a b.txt", "Plan.bin"]
    for search, found in (("PLAN", ["Plan.bin"]), ("%", []), ("_", []), ("\0", 5)):
        named = (await ben.get(f"rooms/{room}/files", params={"search": search})).json()["files"]
        assert (len(named) if isinstance(found, int) else [one["attachment"]["name"] for one in named]) == found
    assert (rest["files"][0]["author_username"], rest["next"]) == ("ann", None)
    assert (await eve.post(f"rooms/{room}/files", files=files)).status_code == 403
    used = (await ann.get("admin/files")).json()
    assert (used["files"], used["kept"], used["coming"]) == (3, len(CONTENT) + 6, 0)
    assert [(one["username"], one["files"], one["size"]) for one in used["people"]] == [
        ("ann", 2, len(CONTENT) + 5),
        ("ben", 3, 3),
    ]
    for wrong in ({}, {"files": [("other", ("a", b"x"))]}, {"json": {"file": "x"}}):
        refused = await ann.post(f"rooms/{room}/files", **wrong)
        assert refused.status_code == 422, refused.text
    assert (await ann.post(f"rooms/{room}/files", files=[("file", ("a", b""))])).status_code == 422
    too_many = await ann.post(f"rooms/{room}/files", files=[("file", (f"{n}", b"x")) for n in range(21)])
    assert too_many.status_code in (400, 422)
    broken = await ann.post(
        f"rooms/{room}/files", content=b"--x\r\nnonsense", headers={"Content-Type": "multipart/form-data; boundary=x"}
    )
    assert 400 <= broken.status_code < 500


async def test_bodies_of_files_have_limits_of_their_own(program: MakeProgram) -> None:
    ann = await program("ann")
    room = await ann.room()
    upload = (await begun(ann, room, 3 * PIECE))["uuid"]
    for headers in ({}, {"Transfer-Encoding": "chunked"}):

        async def too_much() -> Any:
            yield bytes(PIECE)
            yield b"x"

        content: Any = too_much() if headers else bytes(PIECE + 1)
        answer = await ann.patch(f"uploads/{upload}", content=content, headers={"Upload-Offset": "0", **headers})
        assert answer.status_code == 413
    assert (await ann.get(f"uploads/{upload}")).json()["offset"] == 0
    for offset, status in (("", 422), ("-1", 422), ("x", 422), (str(2**60), 422), ("1", 409)):
        answer = await ann.patch(f"uploads/{upload}", content=b"x", headers={"Upload-Offset": offset})
        assert answer.status_code == status, offset
    large = await ann.post(
        f"rooms/{room}/uploads", json={"name": "a", "size": 101 * PIECE, "client_upload_id": "large"}
    )
    assert large.status_code == 413
    assert "101 MB" in problem(large)["detail"]
    other = await ann.post(f"rooms/{room}/messages", content=bytes(300_000))  # all else is read as before
    assert other.status_code == 413


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "name"),
        ({"size": 0}, "size"),
        ({"size": -1}, "size"),
        ({"size": 2**70}, "size"),
        ({"client_upload_id": ""}, "client_upload_id"),
        ({"client_upload_id": "é"}, "client_upload_id"),
        ({"alt": "x" * 1001}, "alt"),
        ({"alt": "\u202ex"}, "alt"),
    ],
)
async def test_what_an_upload_cannot_begin_with(program: MakeProgram, wrong: dict[str, Any], field: str) -> None:
    ann = await program("ann")
    new = {"name": "a.txt", "size": 5, "client_upload_id": "k", **wrong}
    answer = await ann.post(f"rooms/{await ann.room()}/uploads", json=new)
    assert (answer.status_code, fields(answer)) == (422, {field})


async def test_an_upload_is_its_senders_alone(program: MakeProgram, stranger: Program) -> None:
    ann, ben = await program("ann"), await program("ben")
    room = await ann.room(ben)
    upload = (await begun(ann, room))["uuid"]
    for who, status in ((ben, 404), (stranger, 401)):
        assert (await who.get(f"uploads/{upload}")).status_code == status
        assert (await send(who, upload, 0, b"x")).status_code == status
        assert (await who.delete(f"uploads/{upload}")).status_code == status
    assert (await ann.delete(f"uploads/{upload}")).status_code == 204
    assert (await ann.get(f"uploads/{upload}")).status_code == 404


async def test_usual_pieces_and_unusual_ones_are_answered_alike(program: MakeProgram, stranger: Program) -> None:
    """The quick way takes offsets of up to 15 digits; what it doesn't take goes the documented way."""
    ann, ben = await program("ann"), await program("ben")
    room = await ann.room(ben)
    asked: list[tuple[Program, str | None, str, bytes]] = [
        (ann, None, "", b"x"),
        (ann, None, "", bytes(PIECE + 1)),
        (ann, None, "sha256 nonsense", b"x"),
        (ann, None, "md5 AAAA", b"x"),
        (ann, None, "sha256 " + "A" * 43 + "=", b"x"),
        (ann, str(uuid4()), "", b"x"),
        (ann, "nonsense", "", b"x"),
        (ben, None, "", b"x"),
        (stranger, None, "", b"x"),
    ]
    statuses: list[int] = []
    for who, upload, checksum, content in asked:
        told = []
        for offset in ("0", "0" * 20):
            address = upload or (await begun(ann, room))["uuid"]
            headers = {"Upload-Offset": offset, **({"Upload-Checksum": checksum} if checksum else {})}
            answer = await who.patch(f"uploads/{address}", content=content, headers=headers)
            told.append((answer.status_code, answer.headers.get("Upload-Offset"), answer.text))
        assert told[0] == told[1]
        statuses.append(told[0][0])
    assert statuses == [204, 413, 422, 422, 409, 404, 404, 404, 401]


async def test_a_form_that_takes_long_is_read_as_it_is_paid_for(
    program: MakeProgram, api: FastAPI, chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann = await program("ann")
    room = await ann.room()
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    monkeypatch.setattr(metered, "EACH", 1e-9)
    slow = Throttle(per_second=1, at_once=100, now=lambda: 0.0, sleep=sleep)
    api.state.chat = replace(chat, throttles=replace(chat.throttles, requests=slow))
    sent = await ann.post(f"rooms/{room}/files", files={"file": ("large.bin", bytes(8 * SLICE))})
    assert sent.status_code == 201
    assert len(waited) > 8
