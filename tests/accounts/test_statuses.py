"""What people do just now: set, seen by others, cleared, and over by itself."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import col

from chatapp.accounts import directory, profiles, statuses
from chatapp.bootstrap import Chat
from chatapp.errors import Invalid
from chatapp.events import PEOPLE_TOPIC, AccountChanged, StatusChanged, account_topic
from chatapp.identity import Actor
from models import Account, Status, account
from tests.support.people.chats import MakePerson
from tests.support.people.rooms import listen


async def set_status(chat: Chat, actor: Actor, **given: Any) -> Status:
    async with chat.transaction() as work:
        return await statuses.set_status(work, actor=actor, **given)


async def seen(chat: Chat, actor: Actor, of: Actor) -> Status | None:
    async with chat.reading() as session:
        [listed] = await directory.among(session, actor=actor, accounts=[of.uuid])
        card = await profiles.person(session, actor=actor, account_uuid=of.uuid)
    assert listed.status == card.status
    return card.status


@pytest.mark.each_database
async def test_a_status_is_seen_by_others_until_its_time_is_over(
    chat: Chat, person: MakePerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, ben = await person("ann"), await person("ben")
    heard, own = listen(chat, PEOPLE_TOPIC), listen(chat, account_topic(ann.account_id))
    until = datetime.now(UTC) + timedelta(hours=1)
    await set_status(chat, ann, emoji="🌴", words="  On   holiday ", until=until)
    assert (heard, own) == ([StatusChanged(ann.uuid)], [AccountChanged(ann.account_id)])
    assert await seen(chat, ben, ann) == Status("🌴", "On holiday", until)
    monkeypatch.setattr(account, "now", lambda: until)
    assert await seen(chat, ben, ann) is None


async def test_pages_are_told_when_a_status_is_over(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    soon = datetime.now(UTC) + timedelta(hours=1)
    for who in (ann, ben):
        await set_status(chat, who, emoji="🌴", until=soon)
    async with chat.transaction() as work:
        past = update(Account).where(col(Account.id) == ann.account_id).values(status_until=NOW)
        await work.session.exec(past)
    heard, own = listen(chat, PEOPLE_TOPIC), listen(chat, account_topic(ann.account_id))
    for _ in range(2):
        await chat.jobs.run("status clean-up")
    assert (heard, own) == ([StatusChanged(ann.uuid)], [AccountChanged(ann.account_id)])
    assert await seen(chat, ann, ben) == Status("🌴", "", soon)


async def test_words_alone_get_an_emoji_and_clearing_takes_both(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    assert await set_status(chat, ann, words="Reading") == Status("💬", "Reading", None)
    assert (await set_status(chat, ann, emoji="❤")).emoji == "❤️"
    heard = listen(chat, PEOPLE_TOPIC)
    for _ in range(2):
        async with chat.transaction() as work:
            await statuses.clear_status(work, actor=ann)
    assert await seen(chat, ben, ann) is None
    assert heard == [StatusChanged(ann.uuid)]


NOW = datetime.now(UTC)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({}, "text"),
        ({"words": "x" * 101}, "text"),
        ({"words": "a\u202eb"}, "text"),
        ({"emoji": "🌴🌴"}, "emoji"),
        ({"emoji": "holiday"}, "emoji"),
        ({"emoji": "🌴", "until": NOW - timedelta(days=1)}, "until"),
        ({"emoji": "🌴", "until": NOW + timedelta(days=900)}, "until"),
        ({"emoji": "🌴", "until": NOW.replace(tzinfo=None)}, "until"),
    ],
)
async def test_what_is_no_status_is_refused_beside_its_field(
    chat: Chat, person: MakePerson, given: dict[str, Any], field: str
) -> None:
    ann = await person("ann")
    with pytest.raises(Invalid) as refused:
        await set_status(chat, ann, **given)
    assert set(refused.value.fields) == {field}
