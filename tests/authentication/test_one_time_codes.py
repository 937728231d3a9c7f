"""One-time codes: six digits that live ten minutes, five tries and one use, and are nowhere to be read."""

import asyncio
import re
from collections.abc import Awaitable, Callable

import pytest
from sqlmodel import func, select

from chatapp.authentication.one_time_codes import MAILS_AN_HOUR, Issued, OneTimeCodes, forget
from chatapp.authentication.rate_limit import RateLimits
from chatapp.bootstrap import Chat
from chatapp.errors import ChatError, Invalid, RateLimited
from models import Account, OneTimeCode, Purpose
from tests.support.people.chats import MakePerson
from tests.support.running.clock import Calendar
from tests.support.servers.databases import stored_bytes

EMAIL = "ann@example.org"


@pytest.fixture
def codes(chat: Chat, calendar: Calendar) -> OneTimeCodes:
    """Codes on a clock of the test's own."""
    return OneTimeCodes(chat.transactions, b"key", calendar, limits=RateLimits(100_000))


Issue = Callable[..., Awaitable[Issued]]


@pytest.fixture
def issue(chat: Chat, codes: OneTimeCodes) -> Issue:
    """Issues a code and commits it."""

    async def issue(
        purpose: Purpose = Purpose.SIGN_UP,
        email: str = EMAIL,
        account_id: int | None = None,
        pending: str = "",
        is_decoy: bool = False,
    ) -> Issued:
        async with chat.transaction() as work:
            return await codes.issue(work, purpose, email, account_id=account_id, pending=pending, is_decoy=is_decoy)

    return issue


async def redeem(chat: Chat, codes: OneTimeCodes, issued: Issued, secret: str = "") -> OneTimeCode:
    """Do what a service does with a code; return what it stood for."""
    proven = await codes.prove(Purpose.SIGN_UP, issued.waiting.handle, secret or issued.secret)
    async with chat.transaction() as work:
        await codes.redeem(work, proven)
    return proven


async def reissue(chat: Chat, codes: OneTimeCodes, issued: Issued) -> Issued:
    async with chat.transaction() as work:
        return await codes.reissue(work, await codes.find(work.session, Purpose.SIGN_UP, issued.waiting.handle))


async def count(chat: Chat) -> int:
    async with chat.reading() as session:
        return (await session.exec(select(func.count()).select_from(OneTimeCode))).one()


def wrong(secret: str, number: int = 1) -> str:
    """Return another six digits."""
    return f"{(int(secret) + number) % 1_000_000:06}"


async def test_a_code_has_six_digits_and_brings_back_what_it_stands_for(
    chat: Chat, codes: OneTimeCodes, issue: Issue
) -> None:
    issued = await issue(pending="the account")
    assert re.fullmatch(r"\d{6}", issued.secret)
    spoken = f" {issued.secret[:3]} {issued.secret[3:]} "
    assert (await redeem(chat, codes, issued, spoken)).pending == "the account"


async def test_codes_differ(issue: Issue) -> None:
    assert len({(await issue()).secret for _ in range(5)}) > 1


@pytest.mark.each_database
async def test_neither_codes_nor_tokens_can_be_read_in_the_database(chat: Chat, issue: Issue) -> None:
    secrets = [(await issue(purpose)).secret for purpose in (Purpose.SIGN_UP, Purpose.RESET_PASSWORD)]
    stored = stored_bytes(chat.settings)
    assert EMAIL.encode() in stored, "we look where it would be"
    for secret in secrets:
        assert secret.encode() not in stored


async def test_whoever_has_the_database_alone_cannot_try_the_million_codes(
    chat: Chat, codes: OneTimeCodes, calendar: Calendar, issue: Issue
) -> None:
    issued = await issue()
    other_key = OneTimeCodes(chat.transactions, b"another key", calendar, limits=RateLimits(100_000))
    with pytest.raises(Invalid):
        await redeem(chat, other_key, issued)


@pytest.mark.each_database
async def test_a_code_works_once(chat: Chat, codes: OneTimeCodes, issue: Issue) -> None:
    issued = await issue()
    await redeem(chat, codes, issued)
    with pytest.raises(Invalid, match="no longer works"):
        await redeem(chat, codes, issued)


@pytest.mark.each_database
async def test_of_two_who_bring_the_same_code_at_once_one_wins(chat: Chat, codes: OneTimeCodes, issue: Issue) -> None:
    issued = await issue()
    both = await asyncio.gather(*(codes.prove(Purpose.SIGN_UP, issued.waiting.handle, issued.secret) for _ in range(2)))
    async with chat.transaction() as work:
        await codes.redeem(work, both[0])
    with pytest.raises(Invalid, match="no longer works"):
        async with chat.transaction() as work:
            await codes.redeem(work, both[1])


@pytest.mark.parametrize(("purpose", "minutes"), [(Purpose.SIGN_UP, 10), (Purpose.CHANGE_EMAIL, 10)])
@pytest.mark.each_database
async def test_a_code_expires_after_ten_minutes(
    codes: OneTimeCodes, calendar: Calendar, issue: Issue, purpose: Purpose, minutes: int
) -> None:
    issued = await issue(purpose)
    calendar.advance(minutes * 60 - 1)
    await codes.prove(purpose, issued.waiting.handle, issued.secret)
    calendar.advance(1)
    with pytest.raises(Invalid, match="no longer works"):
        await codes.prove(purpose, issued.waiting.handle, issued.secret)


async def test_a_code_serves_no_other_purpose_and_no_other_handle(codes: OneTimeCodes, issue: Issue) -> None:
    ann, ben = await issue(), await issue(email="ben@example.org")
    with pytest.raises(Invalid, match="no longer works"):
        await codes.prove(Purpose.CHANGE_EMAIL, ann.waiting.handle, ann.secret)
    if ann.secret != ben.secret:
        with pytest.raises(Invalid, match="Wrong code"):
            await codes.prove(Purpose.SIGN_UP, ben.waiting.handle, ann.secret)


@pytest.mark.each_database
async def test_after_five_wrong_tries_not_even_the_right_code_works(
    chat: Chat, codes: OneTimeCodes, issue: Issue
) -> None:
    issued = await issue()
    told = []
    for number in range(1, 6):
        with pytest.raises(Invalid) as refused:
            await redeem(chat, codes, issued, wrong(issued.secret, number))
        told.append(refused.value.fields["code"])
    assert "4 tries left" in told[0]
    assert "1 try left" in told[3]
    assert "no tries left" in told[4]
    with pytest.raises(Invalid, match="no longer works"):
        await redeem(chat, codes, issued)


@pytest.mark.each_database
async def test_tries_that_arrive_together_are_five_as_well(chat: Chat, codes: OneTimeCodes, issue: Issue) -> None:
    issued = await issue()
    tries = [redeem(chat, codes, issued, wrong(issued.secret, number)) for number in range(1, 21)]
    refused = await asyncio.gather(*tries, return_exceptions=True)
    told = [error.fields["code"] for error in refused if isinstance(error, Invalid)]
    assert len(told) == 20
    assert sum("Wrong code" in sentence for sentence in told) == 5
    with pytest.raises(Invalid, match="no longer works"):
        await redeem(chat, codes, issued)


@pytest.mark.each_database
async def test_a_try_stays_spent_when_what_follows_fails(chat: Chat, codes: OneTimeCodes, issue: Issue) -> None:
    issued = await issue()

    async def follow(proven: OneTimeCode) -> None:
        async with chat.transaction() as work:
            await codes.redeem(work, proven)
            raise ChatError

    for _ in range(5):
        proven = await codes.prove(Purpose.SIGN_UP, issued.waiting.handle, issued.secret)
        with pytest.raises(ChatError):
            await follow(proven)
    with pytest.raises(Invalid, match="no longer works"):
        await codes.prove(Purpose.SIGN_UP, issued.waiting.handle, issued.secret)


@pytest.mark.parametrize("given", ["", " ", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "\ud800", "0" * 10_000, "%", "\0"])
async def test_what_is_not_six_digits_is_no_try(codes: OneTimeCodes, issue: Issue, given: str) -> None:
    issued = await issue()
    for _ in range(6):
        with pytest.raises(Invalid, match="Enter the six digits"):
            await codes.prove(Purpose.SIGN_UP, issued.waiting.handle, given)
    await codes.prove(Purpose.SIGN_UP, issued.waiting.handle, issued.secret)


async def test_another_code_is_sent_after_a_minute_and_the_former_is_worth_nothing(
    chat: Chat, codes: OneTimeCodes, calendar: Calendar, issue: Issue
) -> None:
    issued = await issue()
    calendar.advance(59.5)
    with pytest.raises(RateLimited) as refused:
        await reissue(chat, codes, issued)
    assert refused.value.retry_after == 1
    calendar.advance(0.5)
    assert calendar() == issued.waiting.may_resend_at
    again = await reissue(chat, codes, issued)
    assert again.waiting.handle == issued.waiting.handle
    if again.secret != issued.secret:
        with pytest.raises(Invalid, match="Wrong code"):
            await redeem(chat, codes, issued)
    await redeem(chat, codes, again)


@pytest.mark.each_database
async def test_a_code_proven_before_another_was_sent_cannot_be_redeemed_after(
    chat: Chat, codes: OneTimeCodes, calendar: Calendar, issue: Issue
) -> None:
    issued = await issue()
    proven = await codes.prove(Purpose.SIGN_UP, issued.waiting.handle, issued.secret)
    calendar.advance(60)
    again = await reissue(chat, codes, issued)
    with pytest.raises(Invalid, match="no longer works"):
        async with chat.transaction() as work:
            await codes.redeem(work, proven)
    await redeem(chat, codes, again)


@pytest.mark.each_database
async def test_a_new_code_for_the_same_address_takes_the_place_of_the_old(
    chat: Chat, codes: OneTimeCodes, issue: Issue
) -> None:
    old, elsewhere = await issue(), await issue(Purpose.RESET_PASSWORD)
    new = await issue(email=EMAIL.upper())
    with pytest.raises(Invalid, match="no longer works"):
        await redeem(chat, codes, old)
    await redeem(chat, codes, new)
    async with chat.reading() as session:
        assert (await codes.holder(session, elsewhere.secret)).email == EMAIL


async def test_somebody_who_wants_the_same_address_cannot_take_anothers_code_away(
    codes: OneTimeCodes, issue: Issue, person: MakePerson
) -> None:
    ann, eve = await person("ann"), await person("eve")
    anns = await issue(Purpose.CHANGE_EMAIL, "new@example.org", account_id=ann.account_id)
    await issue(Purpose.CHANGE_EMAIL, "new@example.org", account_id=eve.account_id)
    await codes.prove(Purpose.CHANGE_EMAIL, ann.account_id, anns.secret)


@pytest.mark.each_database
async def test_what_has_expired_is_removed_when_something_is_issued(
    chat: Chat, calendar: Calendar, issue: Issue
) -> None:
    for name in ("ann", "ben", "eve"):
        await issue(email=f"{name}@example.org")
    calendar.advance(600)
    await issue(email="new@example.org")
    assert await count(chat) == 1


async def test_no_code_is_right_for_a_decoy(chat: Chat, codes: OneTimeCodes, calendar: Calendar, issue: Issue) -> None:
    decoy = await issue(is_decoy=True)
    assert not decoy.secret.isdecimal(), "not one of the million codes somebody could guess"
    with pytest.raises(Invalid, match="4 tries left"):
        await redeem(chat, codes, decoy, "123456")
    calendar.advance(60)
    async with chat.transaction() as work:
        code = await codes.find(work.session, Purpose.SIGN_UP, decoy.waiting.handle)
        again = await codes.reissue(work, code, is_decoy=True)
    assert not again.secret.isdecimal()


@pytest.mark.each_database
async def test_a_link_carries_256_bits_lives_half_an_hour_and_works_once(
    chat: Chat, codes: OneTimeCodes, calendar: Calendar, issue: Issue
) -> None:
    issued = await issue(Purpose.RESET_PASSWORD)
    assert len(issued.secret) == 43
    calendar.advance(30 * 60 - 1)
    async with chat.transaction() as work:
        code = await codes.holder(work.session, issued.secret)
        await codes.redeem(work, code)
    with pytest.raises(Invalid, match="link no longer works"):
        async with chat.transaction() as work:
            await codes.redeem(work, code)
    again = await issue(Purpose.RESET_PASSWORD)
    calendar.advance(30 * 60)
    for token in (issued.secret, again.secret, "", "x", "\ud800"):
        with pytest.raises(Invalid, match="link no longer works"):
            async with chat.reading() as session:
                await codes.holder(session, token)


async def test_six_digits_are_never_taken_for_a_link(chat: Chat, codes: OneTimeCodes, issue: Issue) -> None:
    issued = await issue(Purpose.SIGN_UP)
    with pytest.raises(Invalid):
        async with chat.reading() as session:
            await codes.holder(session, issued.secret)


@pytest.mark.each_database
async def test_one_address_gets_so_many_mails_an_hour_and_one_asker_so_many_a_minute(
    chat: Chat, calendar: Calendar
) -> None:
    codes = OneTimeCodes(chat.transactions, b"key", calendar, limits=RateLimits(MAILS_AN_HOUR + 1))
    for _ in range(MAILS_AN_HOUR):
        await codes.count_mail(Purpose.SIGN_UP, EMAIL, "192.0.2.1")
    with pytest.raises(RateLimited) as refused:
        await codes.count_mail(Purpose.SIGN_UP, EMAIL.upper(), "192.0.2.1")
    assert 3500 < refused.value.retry_after <= 3600
    assert "minutes" in str(refused.value)
    await codes.count_mail(Purpose.SIGN_UP, "ben@example.org", "192.0.2.2")
    with pytest.raises(RateLimited):
        await codes.count_mail(Purpose.SIGN_UP, "ben@example.org", "192.0.2.1")


async def test_what_was_sent_to_an_account_can_be_forgotten(
    chat: Chat, codes: OneTimeCodes, issue: Issue, person: MakePerson
) -> None:
    ann = await person("ann")
    issued = await issue(Purpose.RESET_PASSWORD, account_id=ann.account_id)
    async with chat.transaction() as work:
        assert await work.session.get(Account, ann.account_id)
        await forget(work, ann.account_id)
    with pytest.raises(Invalid):
        async with chat.reading() as session:
            await codes.holder(session, issued.secret)
