"""People: who gets in, who does not, and that nobody learns who is here by trying names."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import bcrypt
import pytest
from sqlalchemy import text, update
from sqlmodel import select

from chatapp.accounts import SignUp
from chatapp.authentication.strength import weakness
from chatapp.bootstrap import Chat
from chatapp.errors import Conflict, Forbidden, Invalid, RateLimited, Unauthenticated
from chatapp.events import SessionEnded, account_topic
from models import Account, ApiToken, LoginSession
from models.utc_datetime import now
from tests.support.people.chats import ChatWith, MakePerson
from tests.support.people.rooms import deactivate, listen
from tests.support.servers.databases import POSTGRESQL
from tests.support.servers.server import PASSWORD

ANN = SignUp("Ann", "Ann@example.org", PASSWORD)


async def everything_kept(chat: Chat) -> str:
    """Return every value of the tables that know secrets, as one text."""
    found: list[str] = []
    async with chat.reading() as session:
        for table in ("account", "login_session", "api_token"):
            connection = await session.connection()
            rows = await connection.execute(text(f"select * from {table}"))  # noqa: S608
            found += [str(value) for row in rows for value in row]
    return "\n".join(found)


async def test_the_first_account_is_the_administrator_and_the_second_is_not(chat: Chat) -> None:
    ann = await chat.accounts.sign_up(ANN, may_be_first=True)
    ben = await chat.accounts.sign_up(SignUp("ben", "ben@example.org", PASSWORD), may_be_first=True)
    assert (ann.is_administrator, ben.is_administrator) == (True, False)


async def test_nobody_becomes_the_first_without_the_right_to_set_up(chat: Chat) -> None:
    with pytest.raises(Forbidden, match="setup token"):
        await chat.accounts.sign_up(ANN)
    assert not await chat.accounts.is_set_up()


@pytest.mark.each_database
async def test_two_first_accounts_at_once_make_exactly_one_administrator(chat: Chat) -> None:
    forms = [SignUp(f"p{number}", f"p{number}@example.org", PASSWORD) for number in range(8)]
    actors = await asyncio.gather(*(chat.accounts.sign_up(form, may_be_first=True) for form in forms))
    assert [actor.is_administrator for actor in actors].count(True) == 1


@pytest.mark.each_database
async def test_of_two_programs_on_one_database_only_one_makes_the_administrator(
    chat: Chat, chat_with: ChatWith
) -> None:
    other = chat_with()
    forms = [SignUp(f"p{number}", f"p{number}@example.org", PASSWORD) for number in range(8)]
    actors = await asyncio.gather(
        *((chat, other)[n % 2].accounts.sign_up(form, may_be_first=True) for n, form in enumerate(forms))
    )
    assert [actor.is_administrator for actor in actors].count(True) == 1


@pytest.mark.each_database
async def test_of_many_who_want_one_name_at_once_exactly_one_gets_it(chat: Chat, chat_with: ChatWith) -> None:
    await chat.accounts.sign_up(ANN, may_be_first=True)
    other = chat_with()
    forms = [SignUp(name, f"p{n}@example.org", PASSWORD) for n, name in enumerate(["bob", "BOB", " bob", "ｂｏｂ"] * 3)]
    outcomes = await asyncio.gather(
        *((chat, other)[n % 2].accounts.sign_up(form) for n, form in enumerate(forms)), return_exceptions=True
    )
    assert [isinstance(outcome, Conflict) for outcome in outcomes].count(False) == 1
    assert all(outcome.fields.keys() == {"username"} for outcome in outcomes if isinstance(outcome, Conflict))


@pytest.mark.parametrize("name", ["ann", "ANN", " Ann ", "ａｎｎ", "Ａｎｎ"])
@pytest.mark.each_database
async def test_a_taken_username_is_refused_in_every_spelling(chat: Chat, name: str) -> None:
    await chat.accounts.sign_up(ANN, may_be_first=True)
    with pytest.raises(Conflict) as refused:
        await chat.accounts.sign_up(SignUp(name, "other@example.org", PASSWORD))
    assert list(refused.value.fields) == ["username"]


@pytest.mark.parametrize(
    "email", ["ann@example.org", "ANN@EXAMPLE.ORG", " ann@example.org ", "ａｎｎ@example.org", "ann@ｅxample.org"]
)
@pytest.mark.each_database
async def test_a_taken_address_is_refused_in_every_spelling(chat: Chat, email: str) -> None:
    await chat.accounts.sign_up(ANN, may_be_first=True)
    with pytest.raises(Conflict) as refused:
        await chat.accounts.sign_up(SignUp("other", email, PASSWORD))
    assert list(refused.value.fields) == ["email"]


async def test_every_wrong_field_is_named_at_once(chat: Chat) -> None:
    with pytest.raises(Invalid) as refused:
        await chat.accounts.sign_up(SignUp("?", "nonsense", "short", "\x00", "x" * 61), may_be_first=True)
    assert refused.value.fields.keys() == {"username", "email", "password", "first_name", "last_name"}
    assert all(sentence.endswith(".") for sentence in refused.value.fields.values())


@pytest.mark.parametrize(
    "name",
    [
        "",
        " ",
        "a",
        "a b",
        "_ann",
        ".ann",
        "-ann",
        "ann@example.org",
        "a/b",
        "<b>",
        "a\u202eb",
        "a\u200bb",
        "\ud800n",
        "x" * 33,
        "a" * 5000,
        "an\x00n",
        "a\u0301\u0301\u0301b",
        "👍👍",
    ],
)
async def test_a_name_that_could_deceive_is_refused(chat: Chat, name: str) -> None:
    with pytest.raises(Invalid) as refused:
        await chat.accounts.sign_up(replace(ANN, username=name), may_be_first=True)
    assert list(refused.value.fields) == ["username"]


@pytest.mark.parametrize(
    "email",
    [
        "",
        "ann",
        "@",
        "a b@example.org",
        "ann@example.org\nBcc: x@y.org",
        "a@[127.0.0.1]",
        "\ud800@example.org",
        "x" * 300 + "@example.org",
        "<a@example.org>",
        "a@example..org",
        "ann@example.org\x00",
    ],
)
async def test_what_is_no_address_is_refused(chat: Chat, email: str) -> None:
    with pytest.raises(Invalid) as refused:
        await chat.accounts.sign_up(replace(ANN, email=email), may_be_first=True)
    assert list(refused.value.fields) == ["email"]


@pytest.mark.parametrize("name", ["an", "x" * 32, "ann.b-c_d", "7of9", "Ærøskøbing", "漢字", "мария"])
@pytest.mark.each_database(nightly=POSTGRESQL)
async def test_names_of_every_script_are_welcome(chat: Chat, name: str) -> None:
    actor = await chat.accounts.sign_up(replace(ANN, username=name), may_be_first=True)
    assert actor.username == name
    assert (await chat.sessions.sign_in(name, PASSWORD)).actor == actor


async def test_your_own_name_is_no_password(chat: Chat) -> None:
    with pytest.raises(Invalid) as refused:
        await chat.accounts.sign_up(SignUp("wolkenbruchheim", "w@example.org", "wolkenbruchheim"), may_be_first=True)
    assert list(refused.value.fields) == ["password"]


async def test_others_see_the_full_name_and_without_one_the_username(chat: Chat) -> None:
    ann = await chat.accounts.sign_up(replace(ANN, first_name=" Ann ", last_name="von  Berg"), may_be_first=True)
    ben = await chat.accounts.sign_up(SignUp("ben", "ben@example.org", PASSWORD))
    assert (ann.name, ben.name) == ("Ann von Berg", "ben")


async def test_where_signing_up_is_closed_nobody_gets_in_but_the_first_and_the_operators_choice(
    chat: Chat, chat_with: ChatWith
) -> None:
    closed = chat_with(signup="closed").accounts
    assert (await closed.sign_up(ANN, may_be_first=True)).is_administrator
    with pytest.raises(Forbidden, match="closed"):
        await closed.sign_up(SignUp("ben", "ben@example.org", PASSWORD), may_be_first=True)
    operator = await closed.sign_up(SignUp("cat", "cat@example.org", PASSWORD), as_administrator=True)
    assert operator.is_administrator


@pytest.mark.parametrize(
    "login", ["Ann", "ann", " ANN ", "ａｎｎ", "ann@example.org", "ANN@Example.org ", "ann＠example.org"]
)
@pytest.mark.each_database(nightly=POSTGRESQL)
async def test_people_sign_in_by_name_or_address_however_they_spell_it(chat: Chat, login: str) -> None:
    ann = await chat.accounts.sign_up(ANN, may_be_first=True)
    signed_in = await chat.sessions.sign_in(login, PASSWORD, device="Firefox", address="127.0.0.1")
    assert signed_in.actor == ann
    visit = await chat.sessions.visit(signed_in.token)
    assert visit is not None
    assert visit.actor == ann
    assert await chat.sessions.seconds_left(visit) is not None


WRONG = [
    ("ann", "wrong"),
    ("ann", ""),
    ("nobody", PASSWORD),
    ("", PASSWORD),
    ("nobody@example.org", PASSWORD),
    ("\ud800", PASSWORD),
    ("ann\x00", PASSWORD),
    ("x" * 100_000, PASSWORD),
    ("ann", "x" * 100_000),
    ("ann", "\ud800"),
    ("' or 1=1 --", PASSWORD),
    ("%", PASSWORD),
    ("ann@example.org", "wrong"),
]


@pytest.mark.parametrize(("login", "password"), WRONG)
async def test_a_wrong_name_and_a_wrong_password_get_the_same_answer_for_the_same_work(
    chat: Chat, login: str, password: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await chat.accounts.sign_up(ANN, may_be_first=True)
    costs: list[bytes] = []
    check = bcrypt.checkpw

    def counted(given: bytes, kept: bytes) -> bool:
        costs.append(kept[:7])
        assert len(given) == 44
        return check(given, kept)

    monkeypatch.setattr(bcrypt, "checkpw", counted)
    for proof in (chat.sessions.sign_in, chat.sessions.issue_token):
        costs.clear()
        with pytest.raises(Unauthenticated) as refused:
            await proof(login, password)
        assert str(refused.value) == "Wrong username or password."
        assert costs == [b"$2b$04$"]


@pytest.mark.each_database
async def test_no_secret_is_kept_as_it_is(chat: Chat) -> None:
    await chat.accounts.sign_up(ANN, may_be_first=True)
    browser = await chat.sessions.sign_in("ann", PASSWORD)
    program = await chat.sessions.issue_token("ann", PASSWORD)
    kept = await everything_kept(chat)
    for secret in (PASSWORD, browser.token, program.token):
        assert secret not in kept
    assert browser.token != program.token
    assert len(browser.token) >= 43, "256 bits"


async def test_signing_out_ends_this_browser_and_no_other_and_says_so(chat: Chat) -> None:
    ann = await chat.accounts.sign_up(ANN, may_be_first=True)
    here, there = [await chat.sessions.sign_in("ann", PASSWORD) for _ in range(2)]
    visit = await chat.sessions.visit(here.token)
    assert visit is not None
    heard = listen(chat, account_topic(ann.account_id))
    await chat.sessions.sign_out(here.token)
    assert heard == [SessionEnded(visit.session_id)]
    assert await chat.sessions.visit(here.token) is None
    assert await chat.sessions.seconds_left(visit) is None
    assert await chat.sessions.visit(there.token) is not None


@pytest.mark.parametrize("token", ["", "x", "\ud800", "\x00", "é" * 10_000, "' or 1=1"])
async def test_a_garbled_cookie_is_nobody_and_no_error(chat: Chat, token: str) -> None:
    ann = await chat.accounts.sign_up(ANN, may_be_first=True)
    heard = listen(chat, account_topic(ann.account_id))
    assert await chat.sessions.visit(token) is None
    await chat.sessions.sign_out(token)
    assert heard == []
    with pytest.raises(Unauthenticated):
        await chat.sessions.bearer(token)


async def test_a_cookie_is_no_bearer_token_and_a_bearer_token_is_no_cookie(chat: Chat) -> None:
    await chat.accounts.sign_up(ANN, may_be_first=True)
    browser = await chat.sessions.sign_in("ann", PASSWORD)
    program = await chat.sessions.issue_token("ann", PASSWORD)
    with pytest.raises(Unauthenticated):
        await chat.sessions.bearer(browser.token)
    assert await chat.sessions.visit(program.token) is None


@pytest.mark.each_database
async def test_an_expired_session_or_token_proves_nothing(chat: Chat) -> None:
    await chat.accounts.sign_up(ANN, may_be_first=True)
    browser = await chat.sessions.sign_in("ann", PASSWORD)
    program = await chat.sessions.issue_token("ann", PASSWORD)
    visit = await chat.sessions.visit(browser.token)
    assert visit is not None
    async with chat.transaction() as work:
        for table in (LoginSession, ApiToken):
            await work.session.exec(update(table).values(expires_at=now() - timedelta(seconds=1)))
    assert await chat.sessions.visit(browser.token) is None
    assert await chat.sessions.seconds_left(visit) is None
    with pytest.raises(Unauthenticated):
        await chat.sessions.bearer(program.token)


async def test_an_account_that_is_not_active_proves_nothing_and_cannot_sign_in(chat: Chat) -> None:
    await chat.accounts.sign_up(ANN, may_be_first=True)
    browser = await chat.sessions.sign_in("ann", PASSWORD)
    program = await chat.sessions.issue_token("ann", PASSWORD)
    visit = await chat.sessions.visit(browser.token)
    assert visit is not None
    async with chat.transaction() as work:
        await work.session.exec(update(Account).values(is_active=False))
    assert await chat.sessions.visit(browser.token) is None
    assert await chat.sessions.seconds_left(visit) is None
    with pytest.raises(Unauthenticated):
        await chat.sessions.bearer(program.token)
    with pytest.raises(Unauthenticated):
        await chat.sessions.sign_in("ann", PASSWORD)


@pytest.mark.each_database
async def test_sessions_and_tokens_last_as_long_as_the_settings_say(chat: Chat, chat_with: ChatWith) -> None:
    lasting = chat_with(session_days=2, token_days=7)
    await lasting.accounts.sign_up(ANN, may_be_first=True)
    started = now()
    browser, program = (
        await lasting.sessions.sign_in("ann", PASSWORD),
        await lasting.sessions.issue_token("ann", PASSWORD),
    )
    assert timedelta(days=2) <= browser.expires_at - started < timedelta(days=3)
    assert timedelta(days=7) <= program.expires_at - started < timedelta(days=8)


@pytest.mark.each_database
async def test_a_visit_is_noted_and_prolongs_the_session_but_not_at_every_look(chat: Chat) -> None:
    await chat.accounts.sign_up(ANN, may_be_first=True)
    browser = await chat.sessions.sign_in("ann", PASSWORD)

    async def row() -> LoginSession:
        async with chat.reading() as session:
            return await session.get_one(LoginSession, 1)

    fresh = (await row()).last_seen_at
    visit = await chat.sessions.visit(browser.token)
    assert visit is not None
    assert not visit.is_renewed
    assert (await row()).last_seen_at == fresh
    async with chat.transaction() as work:
        earlier = now() - timedelta(hours=1)
        await work.session.exec(update(LoginSession).values(last_seen_at=earlier, expires_at=now() + timedelta(days=1)))
    visit = await chat.sessions.visit(browser.token)
    assert visit is not None
    assert visit.is_renewed
    seen = await row()
    assert seen.last_seen_at >= fresh
    assert seen.expires_at > now() + timedelta(days=29)


async def test_a_browsers_name_cannot_smuggle_anything_into_the_list_of_devices(chat: Chat) -> None:
    await chat.accounts.sign_up(ANN, may_be_first=True)
    await chat.sessions.sign_in("ann", PASSWORD, device="Fire\x00\n\u202e\ud800fox" + "x" * 500, address="1" * 100)
    async with chat.reading() as session:
        kept = await session.get_one(LoginSession, 1)
    assert kept.device.startswith("Firefoxx")
    assert (len(kept.device), len(kept.address)) == (200, 64)


async def test_guessing_a_password_ends_after_a_few_tries_even_with_the_right_one(
    chat: Chat, chat_with: ChatWith, person: MakePerson
) -> None:
    await person("ann")
    await person("ben")
    sessions = chat_with(tries_per_minute=3).sessions
    for login in ("ann", "ANN", " ann"):
        with pytest.raises(Unauthenticated):
            await sessions.sign_in(login, "wrong", address="10.0.0.1")
    with pytest.raises(RateLimited) as refused:
        await sessions.sign_in("ann", PASSWORD, address="10.0.0.1")
    assert 1 <= refused.value.retry_after <= 60
    with pytest.raises(RateLimited):
        await sessions.issue_token("ann", PASSWORD, address="10.0.0.1")
    assert await sessions.sign_in("ben", PASSWORD, address="10.0.0.1"), "another name is not affected"
    assert await sessions.sign_in("ann", PASSWORD, address="10.0.0.2"), "nobody is locked out by a stranger elsewhere"


async def test_trying_many_names_from_one_address_ends_too(chat: Chat, chat_with: ChatWith) -> None:
    sessions = chat_with(tries_per_minute=1).sessions
    for number in range(10):
        with pytest.raises(Unauthenticated):
            await sessions.sign_in(f"name{number}", "wrong", address="10.0.0.1")
    with pytest.raises(RateLimited):
        await sessions.sign_in("name-11", "wrong", address="10.0.0.1")


async def test_signing_up_over_and_over_ends_too(chat: Chat, chat_with: ChatWith) -> None:
    accounts = chat_with(tries_per_minute=1).accounts
    for _ in range(10):
        with pytest.raises(Invalid):
            await accounts.sign_up(SignUp("?", "?", "?"), address="10.0.0.1", may_be_first=True)
    with pytest.raises(RateLimited):
        await accounts.sign_up(ANN, address="10.0.0.1", may_be_first=True)


@pytest.fixture
def costs(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was judged and hashed, in order."""
    done: list[str] = []
    hashing = bcrypt.hashpw

    def judged(password: str, own_words: list[str]) -> str:
        done.append("judged")
        return weakness(password, own_words)

    def hashed(password: bytes, salt: bytes) -> bytes:
        done.append("hashed")
        return hashing(password, salt)

    monkeypatch.setattr("chatapp.authentication.strength.weakness", judged)
    monkeypatch.setattr(bcrypt, "hashpw", hashed)
    return done


async def test_a_password_is_judged_and_hashed_only_if_all_else_is_right(
    chat: Chat, chat_with: ChatWith, costs: list[str]
) -> None:
    with pytest.raises(Forbidden):
        await chat.accounts.sign_up(ANN)
    await chat.accounts.sign_up(ANN, may_be_first=True)
    assert costs == ["judged", "hashed"]
    closed = chat_with(signup="closed")
    costs.clear()
    ben = SignUp("ben", "ben@example.org", PASSWORD)
    for accounts, form in (
        (chat.accounts, replace(ben, username="?")),
        (chat.accounts, replace(ben, email="?")),
        (chat.accounts, replace(ben, last_name="x" * 61)),
        (chat.accounts, replace(ben, username="ANN")),
        (chat.accounts, replace(ben, email="ann@EXAMPLE.org")),
        (chat.accounts, replace(ben, password="short")),
        (chat.accounts, replace(ben, password="x" * 1025)),
        (closed.accounts, ben),
    ):
        with pytest.raises((Forbidden, Invalid)):
            await accounts.sign_up(form)
    assert costs == []
    with pytest.raises(Invalid):
        await chat.accounts.sign_up(replace(ben, password="password1"))
    assert costs == ["judged"]


async def test_with_codes_too_a_password_is_judged_and_hashed_last(
    mailing: Chat, chat_with: ChatWith, costs: list[str]
) -> None:
    ben = SignUp("ben", "ben@example.org", PASSWORD)
    for form in (replace(ben, username="admin"), replace(ben, email="?"), replace(ben, password="short")):
        with pytest.raises(Invalid):
            await mailing.sign_ups.submit(form)
    with pytest.raises(Invalid):
        await mailing.password_resets.complete("no such token", PASSWORD)
    assert costs == []
    with pytest.raises(Invalid):
        await mailing.sign_ups.submit(replace(ben, password="password1"))
    assert costs == ["judged"]
    await mailing.sign_ups.submit(ben)
    assert costs == ["judged", "judged", "hashed"]


@pytest.mark.each_database
async def test_a_sign_in_that_was_overtaken_by_a_new_password_is_refused(chat: Chat, person: MakePerson) -> None:
    ann = await person("ann")
    with pytest.raises(Unauthenticated):
        await chat.sessions.start(ann.account_id, proven_hash="the hash of the former password")
    async with chat.reading() as session:
        assert (await session.exec(select(LoginSession))).all() == []


@pytest.mark.each_database
async def test_a_sign_in_that_was_overtaken_by_a_deactivation_is_refused(chat: Chat, person: MakePerson) -> None:
    ann = await person("ann")
    await deactivate(chat, ann)
    with pytest.raises(Unauthenticated):
        await chat.sessions.start(ann.account_id)
    async with chat.reading() as session:
        assert (await session.exec(select(LoginSession))).all() == []
