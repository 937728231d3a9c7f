"""REST: signing up, asking for a token, and being somebody."""

import asyncio
import json
import threading
from datetime import UTC, datetime, timedelta

import bcrypt
import pytest
from fastapi import FastAPI
from sqlalchemy import update
from starlette.types import ASGIApp

import chatapp.api
from chatapp.authentication import KnownTokens
from chatapp.authentication.passwords import Passwords
from chatapp.authentication.rate_limit import RateLimits
from chatapp.authentication.sign_in import Sessions
from chatapp.bootstrap import Chat, assemble
from chatapp.web.security import SecurityMiddleware
from models import Account, ApiToken
from models.utc_datetime import now
from tests.api.conftest import MakeProgram, Program, fields, problem
from tests.support.running.patience import PATIENCE, until
from tests.support.servers.databases import POSTGRESQL
from tests.support.servers.server import PASSWORD

ANN = {"username": "Ann", "email": "Ann@example.org", "password": PASSWORD}
BEN = {"username": "ben", "email": "ben@example.org", "password": PASSWORD}


@pytest.fixture
def first(chat: Chat) -> dict[str, str]:
    """What Ann sends to make the first account."""
    return {**ANN, "setup_token": chat.setup_token}


async def test_two_people_sign_up_get_tokens_and_are_told_apart(
    stranger: Program, app: ASGIApp, first: dict[str, str]
) -> None:
    for new, is_administrator in ((first, True), (BEN, False)):
        made = await stranger.post("accounts", json=new)
        assert made.status_code == 201
        assert made.json()["is_administrator"] is is_administrator
        given = await stranger.post("tokens", json={"login": new["username"], "password": PASSWORD})
        assert given.status_code == 201
        assert datetime.fromisoformat(given.json()["expires_at"]) > datetime.now(UTC) + timedelta(days=80)
        async with Program(app, given.json()["token"]) as http:
            assert (await http.get("me")).json().items() >= made.json().items()


async def test_neither_an_account_nor_a_token_ever_shows_a_password_or_its_hash(
    stranger: Program, first: dict[str, str]
) -> None:
    answers = [
        await stranger.post("accounts", json=first),
        await stranger.post("accounts", json=first),
        await stranger.post("tokens", json={"login": "ann", "password": PASSWORD}),
        await stranger.post("tokens", json={"login": "ann", "password": "tulip-wrong"}),
        await stranger.post("accounts", json={**BEN, "password": ["tulip-harbour-9"]}),
    ]
    for answer in answers:
        assert "tulip" not in answer.text
        assert "$2b$" not in answer.text
    assert answers[0].json().keys() == {"uuid", "username", "name", "email", "is_administrator"}


@pytest.mark.parametrize(
    ("username", "email", "wrong"),
    [
        ("ann", "other@example.org", {"username"}),
        ("ANN", "other@example.org", {"username"}),
        ("  Ann  ", "other@example.org", {"username"}),
        ("ａｎｎ", "other@example.org", {"username"}),
        ("other", "ann@example.org", {"email"}),
        ("other", "ANN@EXAMPLE.ORG", {"email"}),
        ("other", "  ann@example.org ", {"email"}),
        ("other", "ａｎｎ@example.org", {"email"}),
        ("other", "ann@ｅｘａｍｐｌｅ.org", {"email"}),
        ("Ann", "ann@example.org", {"username", "email"}),
    ],
)
async def test_what_is_taken_is_taken_in_every_spelling_and_the_field_says_so(
    stranger: Program, first: dict[str, str], username: str, email: str, wrong: set[str]
) -> None:
    await stranger.post("accounts", json=first)
    refused = await stranger.post("accounts", json={"username": username, "email": email, "password": PASSWORD})
    assert refused.status_code == 409
    assert fields(refused) == wrong


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"username": ""}, "username"),
        ({"username": "a b"}, "username"),
        ({"username": "\ud800nn"}, "username"),
        ({"username": "an\u202en"}, "username"),
        ({"username": 7}, "username"),
        ({"username": None}, "username"),
        ({"email": "nowhere"}, "email"),
        ({"email": "\ud800@example.org"}, "email"),
        ({"password": "short"}, "password"),
        ({"password": "password1"}, "password"),
        ({"password": "x" * 1025}, "password"),
        ({"password": "tulip-harbour\ud800"}, "password"),
        ({"first_name": "a\x00"}, "first_name"),
        ({"last_name": "x" * 61}, "last_name"),
        ({"last_name": []}, "last_name"),
        ({"setup_token": 1}, "setup_token"),
    ],
)
async def test_a_field_that_cannot_be_taken_is_named_and_nobody_is_made(
    stranger: Program, chat: Chat, first: dict[str, str], change: dict[str, object], wrong: str
) -> None:
    content = json.dumps({**first, **change})  # as ASCII, so that half a character travels as \ud800
    refused = await stranger.post("accounts", content=content, headers={"Content-Type": "application/json"})
    assert refused.status_code == 422
    assert fields(refused) == {wrong}
    assert not await chat.accounts.is_set_up()


async def test_every_wrong_field_is_named_at_once(stranger: Program, first: dict[str, str]) -> None:
    refused = await stranger.post("accounts", json={**first, "username": "?", "email": "?", "password": "?"})
    assert fields(refused) == {"username", "email", "password"}
    assert fields(await stranger.post("accounts", json={})) == {"username", "email", "password"}


async def test_nobody_sets_this_chatapp_up_from_afar_without_the_token(app: ASGIApp, chat: Chat) -> None:
    async with Program(app, address="8.8.8.8") as far:
        for token in ({}, {"setup_token": ""}, {"setup_token": "0" * 32}, {"setup_token": "\u00e9"}):
            assert (await far.post("accounts", json={**ANN, **token})).status_code == 403
        assert not await chat.accounts.is_set_up()
        made = await far.post("accounts", json={**ANN, "setup_token": chat.setup_token})
    assert (made.status_code, made.json()["is_administrator"]) == (201, True)


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Forwarded-For": "127.0.0.1"},
        {"Host": "evil.example"},
        {"Forwarded": "for=127.0.0.1"},
        {"X-Real-IP": "::1"},
        {"Host": "evil.example:99999"},
    ],
)
async def test_nobody_sets_this_chatapp_up_by_pretending_to_be_local(
    stranger: Program, chat: Chat, headers: dict[str, str]
) -> None:
    assert (await stranger.post("accounts", json=ANN, headers=headers)).status_code == 403
    assert not await chat.accounts.is_set_up()


@pytest.mark.each_database(nightly=POSTGRESQL)
async def test_two_first_accounts_at_once_make_exactly_one_administrator(
    stranger: Program, first: dict[str, str]
) -> None:
    news = [{**first, "username": f"p{n}", "email": f"p{n}@example.org"} for n in range(8)]
    made = await asyncio.gather(*(stranger.post("accounts", json=new) for new in news))
    assert [answer.status_code for answer in made] == [201] * 8
    assert [answer.json()["is_administrator"] for answer in made].count(True) == 1


@pytest.mark.each_database(nightly=POSTGRESQL)
async def test_of_many_who_want_one_name_at_once_exactly_one_gets_it(stranger: Program, first: dict[str, str]) -> None:
    news = [{**first, "username": "BOB" if n % 2 else "bob", "email": f"p{n}@example.org"} for n in range(8)]
    made = await asyncio.gather(*(stranger.post("accounts", json=new) for new in news))
    assert sorted(answer.status_code for answer in made) == [201] + [409] * 7
    assert all(fields(answer) == {"username"} for answer in made if answer.status_code == 409)


async def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(
    stranger: Program, first: dict[str, str]
) -> None:
    await stranger.post("accounts", json=first)
    wrongs = [
        ("ann", "wrong"),
        ("nobody", "wrong"),
        ("nobody@example.org", PASSWORD),
        ("", ""),
        ("ann", "x" * 5000),
        ("\x00", "\x00"),
    ]
    answers = [await stranger.post("tokens", json={"login": login, "password": word}) for login, word in wrongs]
    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.content for answer in answers}) == 1
    assert answers[0].headers["www-authenticate"] == "Bearer"


class CountingPasswords(Passwords):
    """Remembers whose hash each try was compared with: an account's, or nobody's."""

    def __init__(self) -> None:
        super().__init__(4)
        self.compared: list[bool] = []

    async def verify(self, password: str, password_hash: str | None, *, asker: str = "") -> bool:
        self.compared.append(password_hash is not None)
        return await super().verify(password, password_hash, asker=asker)


async def test_a_try_takes_the_same_work_whether_the_account_exists_or_not(
    chat: Chat, stranger: Program, first: dict[str, str]
) -> None:
    await stranger.post("accounts", json=first)
    passwords = CountingPasswords()
    sessions = Sessions(
        chat.database,
        chat.transactions,
        passwords,
        known_devices=chat.known_devices,
        known_tokens=KnownTokens(chat.known_accounts, chat.database),
        limits=RateLimits(100),
        session_days=1,
        token_days=1,
    )
    for login in ("ann", "nobody", "nobody@example.org", "\ud800"):
        with pytest.raises(Exception, match="Wrong username or password"):
            await sessions.issue_token(login, "wrong")
    assert passwords.compared == [True, False, False, False]
    passwords.close()


ROUTES_FOR_MEMBERS = ["me", "rooms"]


@pytest.mark.parametrize("path", ROUTES_FOR_MEMBERS)
@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "Bearer",
        "Bearer ",
        "Bearer x",
        "Bearer x y",
        "Basic YW5uOng=",
        "bearer",
        "Bearer \xff\xfe",
        "Bearer " + "x" * 9000,
        "Bearer '; drop table account; --",
        "Token x",
        "\x01",
    ],
)
async def test_no_token_or_a_garbled_one_is_401_and_never_a_crash(
    stranger: Program, path: str, header: str | None
) -> None:
    headers = {} if header is None else {"Authorization": header.encode("latin-1")}
    refused = await stranger.get(path, headers=headers)  # type: ignore[arg-type]
    assert refused.status_code == 401
    assert refused.headers["www-authenticate"] == "Bearer"
    assert problem(refused)["detail"].strip()


@pytest.mark.each_database
async def test_an_expired_token_is_401(program: MakeProgram, chat: Chat) -> None:
    ann, ben = await program("ann"), await program("ben")
    assert (await ann.get("me")).status_code == 200
    async with chat.transaction() as work:
        of_ann = ApiToken.account_id == ann.actor.account_id
        await work.session.exec(update(ApiToken).where(of_ann).values(expires_at=now() - timedelta(seconds=1)))  # type: ignore[arg-type]
    assert (await ann.get("me")).status_code == 401
    assert (await ben.get("me")).status_code == 200


async def test_the_token_of_an_account_that_is_not_active_is_401(program: MakeProgram, chat: Chat) -> None:
    ann = await program("ann")
    async with chat.transaction() as work:
        await work.session.exec(update(Account).values(is_active=False))
    assert (await ann.get("me")).status_code == 401


async def test_the_cookie_of_a_browser_is_no_token(stranger: Program, chat: Chat, program: MakeProgram) -> None:
    await program("ann")
    token = (await chat.sessions.sign_in("ann", PASSWORD)).token
    assert (await stranger.get("me", headers={"Authorization": f"Bearer {token}"})).status_code == 401
    assert (await stranger.get("me", headers={"Cookie": f"chatapp_session={token}"})).status_code == 401


async def test_whoever_tries_too_often_is_told_how_long_to_wait(chat: Chat) -> None:
    strict = assemble(chat.settings.model_copy(update={"tries_per_minute": 2}))
    app = FastAPI()
    app.mount("/api/v1", chatapp.api.build(strict))
    async with Program(SecurityMiddleware(app)) as http:
        codes = [(await http.post("tokens", json={"login": "ann", "password": "wrong"})).status_code for _ in range(3)]
        refused = await http.post("tokens", json={"login": "ann", "password": "wrong"})
    await strict.close()
    assert codes == [401, 401, 429]
    assert 1 <= int(refused.headers["retry-after"]) <= 60


async def test_when_too_many_wait_programs_are_told_to_come_again_and_nothing_is_stored(
    stranger: Program, chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = threading.Event()
    monkeypatch.setattr(bcrypt, "checkpw", lambda *_: not gate.wait(PATIENCE))
    asked = [
        asyncio.create_task(stranger.post("tokens", json={"login": f"name{number}", "password": "wrong"}))
        for number in range(100)
    ]
    await until(lambda: any(one.done() for one in asked))
    gate.set()
    answers = await asyncio.gather(*asked)
    assert {answer.status_code for answer in answers} == {401, 503}
    busy = next(answer for answer in answers if answer.status_code == 503)
    assert int(busy.headers["retry-after"]) > 0
    assert problem(busy)["detail"]
