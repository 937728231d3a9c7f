"""REST: codes, resets and changed addresses, with the mails people would get; and what the answers do not tell."""

from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI
from starlette.types import ASGIApp

import chatapp.api
from chatapp.accounts import SignUp
from chatapp.bootstrap import Chat, assemble
from chatapp.settings import Settings
from chatapp.web import urls
from chatapp.web.security import SecurityMiddleware
from tests.api.conftest import Program, fields, problem
from tests.authentication.test_one_time_codes import wrong
from tests.support.running.clock import Calendar
from tests.support.servers.mailbox import Mailbox
from tests.support.servers.server import PASSWORD

ANN = {"username": "ann", "email": "ann@example.org", "password": PASSWORD, "country": "CH"}
NEW_PASSWORD = "walrus-lantern-4"


@pytest.fixture
def calendar() -> Calendar:
    """The present moment, moved by the test."""
    return Calendar()


@pytest.fixture
async def mailing(mailbox: Mailbox, calendar: Calendar, chat: Chat) -> AsyncIterator[Chat]:
    """A Chatapp with a mail server, set up by its administrator."""
    values = {**chat.settings.model_dump(), "smtp_url": mailbox.url, "signup": "verified"}
    mailing = assemble(Settings(_env_file=None, **values), now=calendar)
    await mailing.accounts.sign_up(SignUp("admin", "admin@example.org", PASSWORD), may_be_first=True)
    yield mailing
    await mailing.close()


@pytest.fixture
def mailing_app(mailing: Chat) -> ASGIApp:
    """Its REST API, behind the guard."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.mount(urls.API, chatapp.api.build(mailing))
    return SecurityMiddleware(app)


@pytest.fixture
async def visitor(mailing_app: ASGIApp) -> AsyncIterator[Program]:
    """A program without a token."""
    async with Program(mailing_app) as http:
        yield http


@pytest.fixture
async def admin(mailing: Chat, mailing_app: ASGIApp) -> AsyncIterator[Program]:
    """The administrator's program."""
    token = (await mailing.sessions.issue_token("admin", PASSWORD)).token
    async with Program(mailing_app, token) as http:
        yield http


async def test_a_sign_up_is_accepted_and_then_confirmed_with_the_code(visitor: Program, mailbox: Mailbox) -> None:
    accepted = await visitor.post("accounts", json=ANN)
    assert accepted.status_code == 202
    assert accepted.json().keys() == {"handle", "expires_at", "may_resend_at"}
    code = (await mailbox.mail("ann@example.org")).code
    assert code not in accepted.text
    confirmation = {"handle": accepted.json()["handle"], "code": code}
    refused = await visitor.post("accounts/confirmations", json={**confirmation, "code": "x"})
    assert refused.status_code == 422
    assert fields(refused) == {"code"}
    made = await visitor.post("accounts/confirmations", json=confirmation)
    assert made.status_code == 201
    assert made.json()["email"] == "ann@example.org"
    assert (await visitor.post("accounts/confirmations", json=confirmation)).status_code == 422
    assert (await visitor.post("tokens", json={"login": "ann", "password": PASSWORD})).status_code == 201


async def test_a_known_address_gets_the_same_answer(visitor: Program, mailbox: Mailbox) -> None:
    known = await visitor.post("accounts", json={**ANN, "username": "eve", "email": "admin@example.org"})
    unknown = await visitor.post("accounts", json=ANN)
    assert known.status_code == unknown.status_code == 202
    told = [{**answer.json(), "handle": "…"} for answer in (known, unknown)]
    assert told[0] == told[1]
    assert known.headers == unknown.headers
    code = wrong((await mailbox.mail("ann@example.org")).code)
    tries = [
        await visitor.post("accounts/confirmations", json={"handle": answer.json()["handle"], "code": code})
        for answer in (known, unknown)
    ]
    assert "4 tries left" in tries[0].text
    assert tries[0].json() == tries[1].json()
    resends = [
        await visitor.post("accounts/resends", json={"handle": answer.json()["handle"]}) for answer in (known, unknown)
    ]
    assert resends[0].json() == resends[1].json()


async def test_another_code_is_sent_at_most_once_a_minute(
    visitor: Program, mailbox: Mailbox, calendar: Calendar
) -> None:
    handle = (await visitor.post("accounts", json=ANN)).json()["handle"]
    too_soon = await visitor.post("accounts/resends", json={"handle": handle})
    assert too_soon.status_code == 429
    assert too_soon.headers["Retry-After"] == "60"
    calendar.advance(60)
    again = await visitor.post("accounts/resends", json={"handle": handle})
    assert again.status_code == 202
    assert again.json()["handle"] == handle
    code = (await mailbox.mail("ann@example.org", 2)).code
    made = await visitor.post("accounts/confirmations", json={"handle": handle, "code": code})
    assert made.status_code == 201


@pytest.mark.parametrize("handle", ["garbled", "", "107196cc-666c-46ba-80e5-ecfc20514ad5", None, 7])
async def test_an_unknown_or_garbled_handle_is_refused(visitor: Program, handle: object) -> None:
    for path, body in (("resends", {}), ("confirmations", {"code": "123456"})):
        refused = await visitor.post(f"accounts/{path}", json={"handle": handle, **body})
        assert refused.status_code == 422
        assert problem(refused)["errors"]


async def test_a_forgotten_password_is_mended_by_the_token_from_the_mail(visitor: Program, mailbox: Mailbox) -> None:
    answers = [
        await visitor.post("password-resets", json={"email": email})
        for email in ("admin@example.org", "nobody@example.org")
    ]
    assert [(answer.status_code, answer.content) for answer in answers] == [(202, b""), (202, b"")]
    assert answers[0].headers == answers[1].headers
    token = (await mailbox.mail("admin@example.org")).token
    weak = await visitor.post("password-resets/completions", json={"token": token, "password": "password1"})
    assert fields(weak) == {"password"}
    body = {"token": token, "password": NEW_PASSWORD}
    assert (await visitor.post("password-resets/completions", json=body)).status_code == 204
    again = await visitor.post("password-resets/completions", json=body)
    assert again.status_code == 422
    assert fields(again) == {"token"}
    login = {"login": "admin", "password": NEW_PASSWORD}
    assert (await visitor.post("tokens", json=login)).status_code == 201
    assert [mail.to for mail in mailbox.mails[:1]] == ["admin@example.org"]


async def test_a_reset_ends_the_tokens_of_programs(visitor: Program, admin: Program, mailbox: Mailbox) -> None:
    await visitor.post("password-resets", json={"email": "admin@example.org"})
    token = (await mailbox.mail("admin@example.org")).token
    assert (await admin.get("me")).status_code == 200
    await visitor.post("password-resets/completions", json={"token": token, "password": NEW_PASSWORD})
    assert (await admin.get("me")).status_code == 401


async def test_an_address_is_changed_with_the_password_and_the_code(admin: Program, mailbox: Mailbox) -> None:
    change = {"email": "new@example.org", "password": PASSWORD}
    assert fields(await admin.post("me/email", json={**change, "password": "wrong"})) == {"password"}
    accepted = await admin.post("me/email", json=change)
    assert accepted.status_code == 202
    assert (await admin.get("me")).json()["email"] == "admin@example.org"
    code = (await mailbox.mail("new@example.org")).code
    assert fields(await admin.post("me/email/confirmations", json={"code": "12345"})) == {"code"}
    confirmed = await admin.post("me/email/confirmations", json={"code": code})
    assert confirmed.status_code == 200
    assert (await admin.get("me")).json()["email"] == confirmed.json()["email"] == "new@example.org"


async def test_an_address_of_another_account_gets_the_same_answer(
    mailing: Chat, admin: Program, mailbox: Mailbox
) -> None:
    await mailing.accounts.sign_up(SignUp("ann", "ann@example.org", PASSWORD), as_administrator=True)
    answers = [
        await admin.post("me/email", json={"email": email, "password": PASSWORD})
        for email in ("ann@example.org", "free@example.org")
    ]
    assert [answer.status_code for answer in answers] == [202, 202]
    told = [{**answer.json(), "handle": "…"} for answer in answers]
    assert told[0] == told[1]
    assert "tried to use your address" in (await mailbox.mail("ann@example.org")).subject


async def test_without_a_mail_server_everything_is_done_at_once(program: object, stranger: Program, chat: Chat) -> None:
    ann = await program("ann")  # type: ignore[operator]
    changed = await ann.post("me/email", json={"email": "new@example.org", "password": PASSWORD})
    assert changed.status_code == 200
    assert changed.json()["email"] == "new@example.org"
    made = await stranger.post("accounts", json={**ANN, "username": "ben", "email": "ben@example.org"})
    assert made.status_code == 201
    taken = await stranger.post("accounts", json={**ANN, "username": "eve", "email": "ben@example.org"})
    assert taken.status_code == 409
