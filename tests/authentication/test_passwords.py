"""Passwords: what is refused, and what bcrypt alone could not tell apart."""

import asyncio
import threading
from collections.abc import Iterator

import bcrypt
import pytest

from chatapp.accounts import SignUp
from chatapp.authentication.passwords import Passwords
from chatapp.bootstrap import Chat
from chatapp.errors import Invalid
from tests.support.people.chats import MakePerson
from tests.support.running.patience import PATIENCE, until
from tests.support.servers.server import PASSWORD

GOOD = "tulip-harbour-9"


@pytest.fixture(scope="module")
def passwords() -> Iterator[Passwords]:
    passwords = Passwords(4)
    yield passwords
    passwords.close()


async def test_the_right_password_fits_and_a_wrong_one_does_not(passwords: Passwords) -> None:
    kept = await passwords.hash(GOOD)
    assert await passwords.verify(GOOD, kept)
    for wrong in ("", GOOD + " ", GOOD[:-1], GOOD.upper(), "nobody"):
        assert not await passwords.verify(wrong, kept)


async def test_the_password_itself_is_not_kept_and_no_two_hashes_are_alike(passwords: Passwords) -> None:
    first, second = await passwords.hash(GOOD), await passwords.hash(GOOD)
    assert first != second
    assert GOOD not in first
    assert first.startswith("$2b$04$")


async def test_no_password_opens_an_account_that_does_not_exist(passwords: Passwords) -> None:
    for password in ("", "nobody", GOOD):
        assert not await passwords.verify(password, None)


async def test_a_password_of_1024_characters_counts_to_its_last_one(passwords: Passwords) -> None:
    long = "ab€" * 341 + "x"
    kept = await passwords.hash(long)
    assert len(long) == 1024
    assert await passwords.verify(long, kept)
    assert not await passwords.verify(long[:-1] + "y", kept)
    assert not await passwords.verify(long[:72], kept)


async def test_a_nul_does_not_end_a_password(passwords: Passwords) -> None:
    kept = await passwords.hash("tulip\0harbour")
    assert not await passwords.verify("tulip", kept)
    assert not await passwords.verify("tulip\0elsewhere", kept)


async def test_the_same_password_typed_on_another_keyboard_fits(passwords: Passwords) -> None:
    kept = await passwords.hash("cafe\u0301-harbour")
    assert await passwords.verify("café-harbour", kept)


async def test_half_a_character_is_no_error_when_signing_in(passwords: Passwords) -> None:
    assert not await passwords.verify("\ud800", await passwords.hash(GOOD))


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("", "at least 8"),
        ("short", "at least 8"),
        ("x" * 1025, "at most 1,024"),
        ("password", "."),
        ("12345678", "."),
        ("aaaaaaaaaaaa", "."),
        ("qwertyuiop", "."),
        ("tulip-harbour\ud800", "invalid character"),
        ("tulip\0harbour-9", "invalid character"),
    ],
)
async def test_a_weak_password_is_refused_with_a_reason(passwords: Passwords, password: str, reason: str) -> None:
    with pytest.raises(Invalid) as refused:
        await passwords.judge(password, [])
    assert list(refused.value.fields) == ["password"]
    assert reason in refused.value.fields["password"]
    assert refused.value.fields["password"].endswith(".")


async def test_a_name_of_ones_own_is_no_password(passwords: Passwords) -> None:
    await passwords.judge("wolkenbruchheim", [])
    with pytest.raises(Invalid):
        await passwords.judge("wolkenbruchheim", ["wolkenbruchheim"])


async def test_words_of_one_person_do_not_count_against_the_next(passwords: Passwords) -> None:
    with pytest.raises(Invalid):
        await passwords.judge("wolkenbruchheim", ["wolkenbruchheim"])
    await passwords.judge("wolkenbruchheim", [])


@pytest.mark.parametrize(
    "password", [GOOD, "correct horse battery", "пароль-из-облаков-7", "x" * 30 + "tulip-harbour" * 60]
)
async def test_a_strong_password_of_any_script_and_length_is_taken(passwords: Passwords, password: str) -> None:
    await passwords.judge(password, ["ann"])


async def test_new_passwords_that_are_being_hashed_hold_up_no_sign_in(
    chat: Chat, person: MakePerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    await person("ann")
    gate, hashing = threading.Event(), bcrypt.hashpw

    def held(password: bytes, salt: bytes) -> bytes:
        assert gate.wait(PATIENCE)
        return hashing(password, salt)

    monkeypatch.setattr(bcrypt, "hashpw", held)
    forms = [SignUp(f"eve{number}", f"eve{number}@example.org", GOOD) for number in range(8)]
    sign_ups = [asyncio.create_task(chat.accounts.sign_up(form, may_be_first=True)) for form in forms]
    try:
        async with asyncio.timeout(PATIENCE):
            assert await chat.sessions.sign_in("ann", PASSWORD)
        assert not any(sign_up.done() for sign_up in sign_ups)
    finally:
        gate.set()
        await asyncio.gather(*sign_ups)


async def test_a_flood_from_one_network_lets_others_have_their_turn(
    passwords: Passwords, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, order, check = await passwords.hash(GOOD), list[bytes](), bcrypt.checkpw
    gate = threading.Event()

    def held(password: bytes, kept: bytes) -> bool:
        order.append(password)
        return gate.wait(PATIENCE) and check(password, kept)

    monkeypatch.setattr(bcrypt, "checkpw", held)
    flood = [asyncio.create_task(passwords.verify("wrong", kept, asker="2001:db8::/64")) for _ in range(32)]
    await until(lambda: order)
    threads = len(order)
    other = asyncio.create_task(passwords.verify(GOOD, kept, asker="192.0.2.7"))
    await asyncio.sleep(0)
    gate.set()
    assert await other
    await asyncio.gather(*flood)
    wrong = order[0]
    assert next(place for place, one in enumerate(order) if one != wrong) <= 2 * threads + 2


async def test_one_network_that_guesses_leaves_a_thread_to_everybody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    begun, gate = list[str](), threading.Event()

    def held(password: str, kept: bytes) -> bool:
        begun.append(password)
        return gate.wait(PATIENCE)

    monkeypatch.setattr("chatapp.authentication.passwords._fits", held)
    monkeypatch.setattr("chatapp.authentication.passwords._cores", lambda: 2)
    passwords = Passwords(4)
    asked = [asyncio.create_task(passwords.verify("guessed", None, asker="eve")) for _ in range(8)]
    await until(lambda: begun)
    asked.append(asyncio.create_task(passwords.verify("known", None, asker="ann")))
    await until(lambda: "known" in begun)
    assert begun == ["guessed", "known"]
    gate.set()
    await asyncio.gather(*asked)
    passwords.close()
