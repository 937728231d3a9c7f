"""What tries are counted by: networks, names as typed, browsers, accounts; and that no count tells of another."""

import asyncio
from collections.abc import Awaitable, Callable
from uuid import uuid4

import pytest

from chatapp.accounts import SignUp
from chatapp.authentication import KnownDevices
from chatapp.authentication.rate_limit import network_of
from chatapp.bootstrap import Chat
from chatapp.errors import ChatError, Invalid, RateLimited, Unauthenticated
from chatapp.identity import Actor
from tests.support.people.chats import ChatWith, MakePerson
from tests.support.servers.server import PASSWORD


async def answers(chat: Chat, login: str, times: int, **asked: str) -> list[type[Exception]]:
    """Sign in with a wrong password so many times; returns how it was refused."""
    found: list[type[Exception]] = []
    for _ in range(times):
        with pytest.raises(ChatError) as refused:
            await chat.sessions.sign_in(login, "wrong", **asked)
        found.append(type(refused.value))
    return found


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:0DB8:0001:0002::1", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::1", "::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("64:ff9b::192.0.2.7", "192.0.2.7"),
        ("192.0.2.7", "192.0.2.7"),
        ("", ""),
        ("/run/chatapp.sock", "/run/chatapp.sock"),
        ("testclient", "testclient"),
    ],
)
def test_an_ipv6_address_is_counted_by_its_network(address: str, network: str) -> None:
    assert network_of(address) == network


Try = Callable[[Chat, str], Awaitable[object]]
COUNTED_BY_ADDRESS: dict[str, Try] = {
    "signing in": lambda chat, address: chat.sessions.sign_in(f"n{uuid4()}", "wrong", address=address),
    "signing in as one": lambda chat, address: chat.sessions.sign_in("ann", "wrong", address=address),
    "asking for a token": lambda chat, address: chat.sessions.issue_token(f"n{uuid4()}", "wrong", address=address),
    "signing up": lambda chat, address: chat.sign_ups.submit(SignUp("?", "?", "?"), asker=address),
    "confirming a sign-up": lambda chat, address: chat.sign_ups.confirm(uuid4(), "123456", asker=address),
    "making an account at once": lambda chat, address: chat.accounts.sign_up(SignUp("?", "?", "?"), address=address),
    "asking for a reset": lambda chat, address: chat.password_resets.request(f"{uuid4()}@example.org", asker=address),
    "resetting": lambda chat, address: chat.password_resets.complete("token", PASSWORD, asker=address),
}


@pytest.mark.parametrize("what", COUNTED_BY_ADDRESS)
async def test_addresses_of_one_network_are_counted_as_one(what: str, mailing: Chat, chat_with: ChatWith) -> None:
    strict = chat_with(smtp_url=mailing.settings.smtp_url, signup="verified", tries_per_minute=1)
    ask = COUNTED_BY_ADDRESS[what]

    async def is_limited(address: str) -> bool:
        try:
            await ask(strict, address)
        except RateLimited:
            return True
        except ChatError:
            pass
        return False

    assert [await is_limited(f"2001:db8:0:1::{number:x}") for number in range(1, 12)][-1]
    assert not await is_limited("2001:db8:0:2::1") or what == "signing in as one"


async def test_one_name_is_limited_for_all_networks_together(
    chat: Chat, chat_with: ChatWith, person: MakePerson
) -> None:
    await person("ann")
    strict = chat_with(tries_per_minute=1)
    for login in ("ann", "nobody"):
        found = [(await answers(strict, login, 1, address=f"192.0.2.{number}"))[0] for number in range(12)]
        assert found == [Unauthenticated] * 10 + [RateLimited] * 2


async def test_a_browser_that_has_signed_in_before_is_not_held_up_by_strangers(
    chat: Chat, chat_with: ChatWith, person: MakePerson
) -> None:
    ann, eve = await person("ann"), await person("eve")
    strict = chat_with(tries_per_minute=2)
    for number in range(20):
        await answers(strict, "ann", 1, address=f"192.0.2.{number}")
    assert await answers(strict, "ann", 1, address="198.51.100.1") == [RateLimited]
    own = strict.known_devices.mark(ann.account_id)
    assert (await strict.sessions.sign_in("ann", PASSWORD, address="198.51.100.2", mark=own)).actor.uuid == ann.uuid
    for mark in (strict.known_devices.mark(eve.account_id), own + "x", own[:-1], "1.x.y", "", "\ud800.ä"):
        with pytest.raises(RateLimited):
            await strict.sessions.sign_in("ann", PASSWORD, address="198.51.100.3", mark=mark)


async def test_guessing_from_a_known_browser_is_limited_too(
    chat: Chat, chat_with: ChatWith, person: MakePerson
) -> None:
    ann = await person("ann")
    strict = chat_with(tries_per_minute=3)
    mark = strict.known_devices.mark(ann.account_id)
    found = [(await answers(strict, "ann", 1, address=f"192.0.2.{number}", mark=mark))[0] for number in range(4)]
    assert found == [Unauthenticated] * 3 + [RateLimited]


def test_a_mark_of_another_chatapp_proves_nothing() -> None:
    ours, theirs = KnownDevices(b"ours"), KnownDevices(b"theirs")
    known = ours.recognise(ours.mark(7))
    assert known is not None
    assert known.account_id == 7
    assert ours.recognise(theirs.mark(7)) is None
    assert ours.mark(7) != ours.mark(7)


async def test_no_count_tells_whose_address_it_is(chat: Chat, chat_with: ChatWith, person: MakePerson) -> None:
    for name in ("ann", "ben"):
        await person(name)
    found = []
    for first in ("ann", "ann@example.org"):
        strict = chat_with(tries_per_minute=10)
        assert await answers(strict, first, 11, address="192.0.2.1") == [Unauthenticated] * 10 + [RateLimited]
        others = ["ann@example.org", "ben@example.org", "nobody@example.org", "ann", "ben", "nobody"]
        found += [await answers(strict, login, 10, address="192.0.2.1") for login in others if login != first][:5]
    assert found == [[Unauthenticated] * 10] * 10


async def test_ten_tries_by_one_name_of_many_networks_tell_nothing_of_the_other_name(
    chat: Chat, chat_with: ChatWith, person: MakePerson
) -> None:
    await person("ann")
    strict = chat_with(tries_per_minute=1)
    for number in range(11):
        await answers(strict, "ann", 1, address=f"192.0.2.{number}")
    for login in ("ann@example.org", "nobody@example.org"):
        assert await answers(strict, login, 1, address="198.51.100.1") == [Unauthenticated]


async def test_changes_of_address_are_counted_by_account(
    mailing: Chat, chat_with: ChatWith, person: MakePerson
) -> None:
    ann, ben = await person("ann"), await person("ben")
    strict = chat_with(smtp_url=mailing.settings.smtp_url, signup="verified", tries_per_minute=2)

    async def change(actor: Actor) -> Exception | None:
        try:
            await strict.email_changes.request(actor=actor, email=f"{uuid4()}@example.org", password=PASSWORD)
        except ChatError as error:
            return error
        return None

    assert [type(await change(ann)) for _ in range(3)] == [type(None), type(None), RateLimited]
    assert await change(ben) is None


async def test_an_account_has_so_many_tokens_and_no_more(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    for number in range(50):
        await chat.sessions.make_token(actor=ann, name=f"Bot {number}")
    for ask in (
        chat.sessions.make_token(actor=ann, name="One more"),
        chat.sessions.issue_token("ann", PASSWORD),
    ):
        with pytest.raises(Invalid, match="50") as refused:
            await ask
        assert list(refused.value.fields) == ["name"]
    await chat.sessions.make_token(actor=ben, name="Bot")


@pytest.mark.each_database
async def test_tokens_made_at_once_do_not_exceed_the_number(chat: Chat, person: MakePerson) -> None:
    ann = await person("ann")
    for number in range(48):
        await chat.sessions.make_token(actor=ann, name=f"Bot {number}")
    made = await asyncio.gather(
        *(chat.sessions.make_token(actor=ann, name=f"Late {number}") for number in range(6)), return_exceptions=True
    )
    assert sum(isinstance(one, Invalid) for one in made) == 4
