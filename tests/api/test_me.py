"""Oneself over REST: profile, picture, password, devices, tokens, deletion; and other people's cards."""

import itertools
from io import BytesIO
from uuid import uuid4

import pytest
from PIL import Image

from chatapp.bootstrap import Chat
from chatapp.pictures.limits import LARGEST
from tests.api.conftest import MakeProgram, Program, fields, problem
from tests.support.samples.pictures import RED, saved, stripes
from tests.support.servers.server import PASSWORD

ANOTHER = "quince-lantern-4"
PICTURE = saved(stripes(RED))


async def test_a_profile_is_edited_and_read_back(program: MakeProgram) -> None:
    ann = await program("ann")
    changes = {"first_name": "Ada", "last_name": "Lovelace", "country": "gb", "bio": "Engines.\nTea."}
    edited = await ann.patch("me", json=changes)
    assert edited.status_code == 200
    told = (await ann.get("me")).json()
    assert told == edited.json()
    assert told.items() >= {**changes, "country": "GB", "country_name": "United Kingdom"}.items()
    assert (told["name"], told["username"], told["email"]) == ("Ada Lovelace", "ann", "ann@example.org")
    assert (await ann.patch("me", json={"bio": ""})).json() == {**told, "bio": ""}
    assert (await ann.patch("me", json={})).json()["name"] == "Ada Lovelace"


async def test_every_wrong_field_is_named(program: MakeProgram) -> None:
    ann, _ = await program("ann"), await program("ben")
    wrong = {"username": "?", "first_name": "x" * 61, "last_name": "\u202e", "country": "XX", "bio": "x" * 501}
    refused = await ann.patch("me", json=wrong)
    assert refused.status_code == 422
    assert fields(refused) == set(wrong)
    clash = await ann.patch("me", json={"username": "BEN"})
    assert clash.status_code == 409
    assert fields(clash) == {"username"}


async def test_fields_that_you_may_not_change_are_not_changed(program: MakeProgram) -> None:
    _, ben = await program("ann"), await program("ben")
    sneaky = {"is_administrator": True, "email": "x@example.org", "uuid": str(uuid4()), "password_hash": "x"}
    assert (await ben.patch("me", json=sneaky)).status_code == 200
    told = (await ben.get("me")).json()
    assert (told["is_administrator"], told["email"], told["uuid"]) == (False, "ben@example.org", str(ben.actor.uuid))


async def test_another_password_ends_every_session_and_token(program: MakeProgram, stranger: Program) -> None:
    ann = await program("ann")
    wrong = await ann.put("me/password", json={"current_password": "x", "new_password": ANOTHER})
    assert fields(wrong) == {"current_password"}
    weak = await ann.put("me/password", json={"current_password": PASSWORD, "new_password": "password1"})
    assert fields(weak) == {"new_password"}
    assert (await ann.get("me")).status_code == 200
    right = await ann.put("me/password", json={"current_password": PASSWORD, "new_password": ANOTHER})
    assert (right.status_code, right.content) == (204, b"")
    assert (await ann.get("me")).status_code == 401
    for password, status in ((PASSWORD, 401), (ANOTHER, 201)):
        assert (await stranger.post("tokens", json={"login": "ann", "password": password})).status_code == status


async def test_a_picture_is_sent_seen_and_taken_away(program: MakeProgram, stranger: Program) -> None:
    ann, ben = await program("ann"), await program("ben")
    path = f"people/{ann.actor.uuid}/avatar"
    assert (await ben.get(path)).status_code == 404
    sent = await ann.put("me/avatar", content=PICTURE, headers={"Content-Type": "image/png"})
    assert sent.json()["avatar"] == f"/api/v1/{path}"
    seen = await ben.get(path)
    assert seen.headers["content-type"] == "image/webp"
    assert seen.headers["x-content-type-options"] == "nosniff"
    assert "private" in seen.headers["cache-control"]
    assert Image.open(BytesIO(seen.content)).size == (256, 256)
    assert (await stranger.get(path)).status_code == 401
    assert (await ann.delete("me/avatar")).status_code == 204
    assert (await ann.get("me")).json()["avatar"] is None
    assert (await ben.get(path)).status_code == 404


@pytest.mark.parametrize("content", [b"", b"nope", b"<svg/>", PICTURE[:60]])
async def test_what_is_no_picture_is_refused_with_its_field(program: MakeProgram, content: bytes) -> None:
    refused = await (await program("ann")).put("me/avatar", content=content)
    assert refused.status_code == 422
    assert fields(refused) == {"avatar"}


async def test_a_picture_may_be_larger_than_anything_else_and_still_has_a_limit(program: MakeProgram) -> None:
    ann = await program("ann")
    assert (await ann.put("me/avatar", content=PICTURE + b"\0" * (LARGEST - len(PICTURE)))).status_code == 200

    async def endless() -> object:
        for _ in itertools.count():
            yield b"\0" * 100_000

    for content in (b"\0" * (LARGEST + 1), endless()):
        refused = await ann.put("me/avatar", content=content)  # type: ignore[arg-type]
        assert refused.status_code == 413
        assert "5,120 KiB" in problem(refused)["detail"]
    for path in ("me/password", "me/avatar/"):
        assert (await ann.put(path, content=b"\0" * 300_000)).status_code == 413


async def test_devices_are_listed_and_signed_out(program: MakeProgram, chat: Chat) -> None:
    ann, eve = await program("ann"), await program("eve")
    first, second = [await chat.sessions.sign_in("ann", PASSWORD, device="curl/8", address="::1") for _ in range(2)]
    listed = (await ann.get("me/devices")).json()
    assert [(one["name"], one["address"]) for one in listed] == [("curl", "::1")] * 2
    assert first.token not in str(listed)
    newest = listed[0]["id"]
    assert (await eve.delete(f"me/devices/{newest}")).status_code == 404
    assert await chat.sessions.visit(second.token) is not None
    assert (await ann.delete(f"me/devices/{newest}")).status_code == 204
    assert await chat.sessions.visit(second.token) is None
    assert await chat.sessions.visit(first.token) is not None
    assert (await ann.delete(f"me/devices/{newest}")).status_code == 404
    assert len((await ann.get("me/devices")).json()) == 1


async def test_signing_out_everywhere_ends_the_token_that_asked(program: MakeProgram, chat: Chat) -> None:
    ann, ben = await program("ann"), await program("ben")
    browser = await chat.sessions.sign_in("ann", PASSWORD)
    assert (await ann.delete("me/devices")).status_code == 204
    assert await chat.sessions.visit(browser.token) is None
    assert (await ann.get("me")).status_code == 401
    assert (await ben.get("me")).status_code == 200


async def test_tokens_have_names_and_are_revoked_one_by_one(program: MakeProgram, stranger: Program) -> None:
    ann, eve = await program("ann"), await program("eve")
    assert (await stranger.post("tokens", json={"login": "ann", "password": PASSWORD})).status_code == 201
    made = await stranger.post("tokens", json={"login": "ann", "password": PASSWORD, "name": "Deploy bot"})
    listed = (await ann.get("me/tokens")).json()
    assert [token["name"] for token in listed] == ["Deploy bot", "", "program"]
    assert made.json()["token"] not in str(listed)
    bot = {"Authorization": f"Bearer {made.json()['token']}"}
    assert (await stranger.get("me", headers=bot)).status_code == 200
    assert (await eve.delete(f"me/tokens/{listed[0]['id']}")).status_code == 404
    assert (await ann.delete(f"me/tokens/{listed[0]['id']}")).status_code == 204
    assert (await stranger.get("me", headers=bot)).status_code == 401
    assert (await ann.get("me")).status_code == 200
    too_long = await stranger.post("tokens", json={"login": "ann", "password": PASSWORD, "name": "x" * 61})
    assert fields(too_long) == {"name"}


@pytest.mark.parametrize("garbled", ["0", "-1", "1.5", "x", "9" * 30, "0" * 25 + "9" * 30, "0" * 5000, "٣", "%00"])
async def test_a_garbled_id_is_nobodys(program: MakeProgram, garbled: str) -> None:
    ann = await program("ann")
    for kind in ("devices", "tokens"):
        assert (await ann.delete(f"me/{kind}/{garbled}")).status_code == 404
    assert (await ann.get("me")).status_code == 200


async def test_an_account_is_deleted_with_its_password(program: MakeProgram) -> None:
    ann, ben = await program("ann"), await program("ben")
    room = await ben.room(ann)
    await ben.say(room, "I was here")
    assert fields(await ben.request("DELETE", "me", json={"password": "x"})) == {"password"}
    assert (await ben.get("me")).status_code == 200
    assert (await ben.request("DELETE", "me", json={"password": PASSWORD})).status_code == 204
    assert (await ben.get("me")).status_code == 401
    assert (await ann.get(f"people/{ben.actor.uuid}")).status_code == 404
    (message,) = (await ann.get(f"rooms/{room}/messages")).json()["messages"]
    assert (message["body"], message["author_name"]) == ("I was here", "Deleted user")
    assert (await ann.get(f"rooms/{room}")).json()["role"] == "owner"


async def test_the_last_administrator_is_told_why_not(program: MakeProgram) -> None:
    ann = await program("ann")
    refused = await ann.request("DELETE", "me", json={"password": PASSWORD})
    assert refused.status_code == 403
    assert "other administrator" in problem(refused)["detail"]
    assert (await ann.get("me")).status_code == 200


async def test_a_card_shows_what_everybody_may_see(program: MakeProgram, stranger: Program) -> None:
    ann, ben = await program("ann"), await program("ben")
    await ann.patch("me", json={"first_name": "Ada", "country": "GB", "bio": "Engines"})
    seen = await ben.get(f"people/{ann.actor.uuid}")
    told = seen.json()
    assert (told["username"], told["name"], told["country"], told["bio"]) == ("ann", "Ada", "United Kingdom", "Engines")
    assert "example.org" not in seen.text
    assert (await stranger.get(f"people/{ann.actor.uuid}")).status_code == 401
    for nobody in (uuid4(), "garbled"):
        assert (
            problem(await ben.get(f"people/{nobody}"))["detail"]
            == problem(await ben.get(f"people/{uuid4()}"))["detail"]
        )


async def test_a_status_is_set_read_by_others_and_cleared(program: MakeProgram) -> None:
    ann, ben = await program("ann"), await program("ben")
    until = "2999-01-01T00:00:00Z"
    refused = await ann.request("PUT", "me/status", json={"emoji": "🌴", "until": until})
    assert (refused.status_code, fields(refused)) == (422, {"until"})
    assert (await ann.request("PUT", "me/status", json={"emoji": "🌴", "text": "Away"})).status_code == 200
    expected = {"emoji": "🌴", "text": "Away", "until": None}
    assert (await ann.get("me")).json()["status"] == expected
    assert (await ben.get(f"people/{ann.actor.uuid}")).json()["status"] == expected
    assert (await ann.delete("me/status")).status_code == 204
    assert (await ben.get(f"people/{ann.actor.uuid}")).json()["status"] is None
