"""Where somebody is signed in: seen by himself alone, ended one by one or all at once, heard by open pages."""

from datetime import timedelta

import pytest
from sqlmodel import select

from chatapp.authentication import devices
from chatapp.authentication.devices import DeviceView, TokenView, device_name
from chatapp.authentication.sessions import Visit
from chatapp.bootstrap import Chat
from chatapp.errors import Invalid, NotFound, Unauthenticated
from chatapp.events import SessionEnded, TokensRevoked, account_topic
from chatapp.identity import Actor
from models import Account, ApiToken, LoginSession
from models.utc_datetime import now
from tests.support.people.chats import MakePerson
from tests.support.people.rooms import listen
from tests.support.servers.server import PASSWORD

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"


async def signed_in(chat: Chat, username: str, device: str = FIREFOX) -> Visit:
    token = (await chat.sessions.sign_in(username, PASSWORD, device=device, address="192.0.2.7")).token
    visit = await chat.sessions.visit(token)
    assert visit is not None
    return visit


async def shown(chat: Chat, actor: Actor, session_id: int | None = None) -> list[DeviceView]:
    async with chat.reading() as session:
        return await devices.devices(session, actor=actor, session_id=session_id)


async def tokens(chat: Chat, actor: Actor) -> list[TokenView]:
    async with chat.reading() as session:
        return await devices.tokens(session, actor=actor)


async def is_alive(chat: Chat, visit: Visit) -> bool:
    return await chat.sessions.seconds_left(visit) is not None


async def expire(chat: Chat, kind: type[LoginSession] | type[ApiToken]) -> None:
    async with chat.transaction() as work:
        for row in (await work.session.exec(select(kind))).all():
            row.expires_at = now() - timedelta(seconds=1)


KIT = "AppleWebKit/605.1 (KHTML, like Gecko)"
WINDOWS, MAC = "Mozilla/5.0 (Windows NT 10.0; Win64)", "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_6)"
LINUX, CHROME_OS = "Mozilla/5.0 (X11; Linux x86_64)", "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0)"
IPHONE, ANDROID = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)", "Mozilla/5.0 (Linux; Android 14; SM-S918B)"


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (FIREFOX, "Firefox on Linux"),
        (f"{WINDOWS} {KIT} Chrome/128.0 Safari/537.36", "Chrome on Windows"),
        (f"{WINDOWS} {KIT} Chrome/128.0 Safari/537.36 Edg/128.0", "Edge on Windows"),
        (f"{WINDOWS} {KIT} Chrome/128.0 Safari/537.36 OPR/114.0", "Opera on Windows"),
        (f"{MAC} {KIT} Version/17.6 Safari/605.1.15", "Safari on macOS"),
        (f"{IPHONE} {KIT} Version/18.0 Mobile/15E148 Safari/604.1", "Safari on iPhone"),
        (f"{IPHONE} {KIT} CriOS/128.0 Mobile/15E148 Safari/604.1", "Chrome on iPhone"),
        (f"{IPHONE} {KIT} FxiOS/130.0 Mobile/15E148 Safari/604.1", "Firefox on iPhone"),
        (f"{ANDROID} {KIT} SamsungBrowser/25.0 Chrome/121.0 Mobile Safari/537.36", "Samsung Internet on Android"),
        ("Mozilla/5.0 (Android 14; Mobile; rv:130.0) Gecko/130.0 Firefox/130.0", "Firefox on Android"),
        (f"{CHROME_OS} {KIT} Chrome/128.0 Safari/537.36", "Chrome on ChromeOS"),
        (f"{LINUX} {KIT} HeadlessChrome/128.0 Safari/537.36", "Chrome on Linux"),
        (f"{LINUX} Something/1.0", "A browser on Linux"),
        ("python-httpx/0.28.1", "python-httpx"),
        ("Mozilla/5.0", "Unknown device"),
        ("", "Unknown device"),
        ("<script>alert(1)</script>", "Unknown device"),
    ],
)
def test_a_device_is_called_what_people_call_it(user_agent: str, name: str) -> None:
    assert device_name(user_agent) == name


async def test_ones_own_devices_are_shown_this_one_first(chat: Chat, person: MakePerson) -> None:
    ann, _ = await person("ann"), await person("ben")
    here = await signed_in(chat, "ann")
    elsewhere = await signed_in(chat, "ann", "curl/8.5.0")
    await signed_in(chat, "ben")
    found = await shown(chat, ann, here.session_id)
    assert [(one.id, one.name, one.is_current) for one in found] == [
        (here.session_id, "Firefox on Linux", True),
        (elsewhere.session_id, "curl", False),
    ]
    assert {one.address for one in found} == {"192.0.2.7"}


async def test_signing_one_device_out_ends_that_one_and_tells_its_pages(chat: Chat, person: MakePerson) -> None:
    ann = await person("ann")
    here, elsewhere = await signed_in(chat, "ann"), await signed_in(chat, "ann")
    heard = listen(chat, account_topic(ann.account_id))
    async with chat.transaction() as work:
        await devices.sign_out(work, actor=ann, device_id=elsewhere.session_id)
    assert heard == [SessionEnded(elsewhere.session_id)]
    assert await is_alive(chat, here)
    assert not await is_alive(chat, elsewhere)
    async with chat.transaction() as work:
        with pytest.raises(NotFound):
            await devices.sign_out(work, actor=ann, device_id=elsewhere.session_id)


async def test_nobody_touches_what_is_somebody_elses(chat: Chat, person: MakePerson) -> None:
    ann, eve = await person("ann"), await person("eve")
    hers = await signed_in(chat, "ann")
    token = await chat.sessions.make_token(actor=ann, name="Bot")
    (made,) = await tokens(chat, ann)
    heard = listen(chat, account_topic(ann.account_id))
    async with chat.transaction() as work:
        with pytest.raises(NotFound):
            await devices.sign_out(work, actor=eve, device_id=hers.session_id)
        with pytest.raises(NotFound):
            await devices.revoke_token(work, actor=eve, token_id=made.id)
        await devices.sign_out_everywhere(work, actor=eve)
    assert heard == []
    assert await is_alive(chat, hers)
    assert (await chat.sessions.bearer(token.token)).uuid == ann.uuid
    assert await shown(chat, eve) == []
    assert await tokens(chat, eve) == []


@pytest.mark.parametrize("stays", [True, False])
@pytest.mark.each_database
async def test_signing_out_everywhere_ends_sessions_and_tokens(chat: Chat, person: MakePerson, stays: bool) -> None:
    ann = await person("ann")
    here, *others = [await signed_in(chat, "ann") for _ in range(3)]
    token = await chat.sessions.issue_token("ann", PASSWORD, name="Bot")
    heard = listen(chat, account_topic(ann.account_id))
    async with chat.transaction() as work:
        await devices.sign_out_everywhere(work, actor=ann, but=here.session_id if stays else None)
    ended = others if stays else [here, *others]
    assert set(heard) == {TokensRevoked(ann.account_id), *(SessionEnded(visit.session_id) for visit in ended)}
    assert await is_alive(chat, here) is stays
    assert [await is_alive(chat, visit) for visit in others] == [False, False]
    with pytest.raises(Unauthenticated):
        await chat.sessions.bearer(token.token)


async def test_a_revoked_token_is_refused_and_the_others_are_not(chat: Chat, person: MakePerson) -> None:
    ann = await person("ann")
    first = await chat.sessions.make_token(actor=ann, name="First")
    second = await chat.sessions.make_token(actor=ann, name="Second")
    found = await tokens(chat, ann)
    assert [one.name for one in found] == ["Second", "First"]
    async with chat.transaction() as work:
        await devices.revoke_token(work, actor=ann, token_id=found[1].id)
    with pytest.raises(Unauthenticated):
        await chat.sessions.bearer(first.token)
    assert (await chat.sessions.bearer(second.token)).uuid == ann.uuid
    async with chat.transaction() as work:
        with pytest.raises(NotFound):
            await devices.revoke_token(work, actor=ann, token_id=found[1].id)


@pytest.mark.parametrize("name", ["", "  ", "x" * 61, "\u202eevil"])
async def test_a_token_needs_a_name_that_can_be_shown(chat: Chat, person: MakePerson, name: str) -> None:
    ann = await person("ann")
    with pytest.raises(Invalid) as refused:
        await chat.sessions.make_token(actor=ann, name=name)
    assert set(refused.value.fields) == {"name"}
    assert await tokens(chat, ann) == []


@pytest.mark.each_database
async def test_what_has_expired_is_not_shown_and_goes_with_the_next_of_its_kind(chat: Chat, person: MakePerson) -> None:
    ann = await person("ann")
    await signed_in(chat, "ann")
    await chat.sessions.make_token(actor=ann, name="Old")
    await expire(chat, LoginSession)
    await expire(chat, ApiToken)
    assert await shown(chat, ann) == []
    assert await tokens(chat, ann) == []
    await signed_in(chat, "ann")
    await chat.sessions.make_token(actor=ann, name="New")
    async with chat.reading() as session:
        assert len((await session.exec(select(LoginSession))).all()) == 1
        assert [token.name for token in (await session.exec(select(ApiToken))).all()] == ["New"]


async def test_who_is_deactivated_is_signed_in_nowhere(chat: Chat, person: MakePerson) -> None:
    await person("ann")
    ben = await person("ben")
    signed = await chat.sessions.sign_in("ben", PASSWORD)
    token = await chat.sessions.make_token(actor=ben, name="Bot")
    async with chat.transaction() as work:
        (await work.session.get_one(Account, ben.account_id)).is_active = False
    assert await chat.sessions.visit(signed.token) is None
    with pytest.raises(Unauthenticated):
        await chat.sessions.bearer(token.token)
    with pytest.raises(Unauthenticated):
        await chat.sessions.make_token(actor=ben, name="Another")
    assert await shown(chat, ben) == []
    assert await tokens(chat, ben) == []
