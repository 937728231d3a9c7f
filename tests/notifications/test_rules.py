"""What people want to be told of: kept as given, refused with a sentence beside each field."""

from datetime import timedelta

import pytest

from chatapp import notifications
from chatapp.bootstrap import Chat
from chatapp.errors import Forbidden, Invalid, NotFound
from chatapp.events import NotificationRulesChanged, account_topic
from chatapp.notifications import OwnRules, Rules
from models import AlertLevel
from tests.support.people.alerts import set_level
from tests.support.people.chats import MakePerson
from tests.support.people.rooms import a_room, listen, look


async def own(chat: Chat, actor: object) -> OwnRules:
    async with chat.reading() as session:
        return await notifications.own(session, actor=actor, now=chat.now())  # type: ignore[arg-type]


@pytest.mark.each_database
async def test_rules_are_kept_as_given_and_told_to_the_persons_own_pages(chat: Chat, person: MakePerson) -> None:
    ann = await person("ann")
    assert await own(chat, ann) == OwnRules()
    heard = listen(chat, account_topic(ann.account_id))
    rules = Rules(
        AlertLevel.ALL,
        ("Deploy", "on call"),
        ("monday", "sunday"),
        0,
        1439,
        "Europe/Berlin",
        chat.now() + timedelta(days=1),
        has_mail=False,
        has_sound=True,
    )
    for _ in range(2):
        async with chat.transaction() as work:
            await notifications.change(work, actor=ann, rules=rules, now=chat.now())
    found = await own(chat, ann)
    assert found.rules == rules
    assert found.held_until is not None
    assert (await chat.read(notifications.own_quiet, actor=ann)).held_until(chat.now()) == found.held_until
    assert heard == [NotificationRulesChanged(ann.account_id)] * 2
    async with chat.transaction() as work:
        await notifications.change(work, actor=ann, rules=Rules(), now=chat.now())
    assert await own(chat, ann) == OwnRules()


async def test_every_wrong_field_is_named_at_once(chat: Chat, person: MakePerson) -> None:
    ann = await person("ann")
    wrong = Rules(
        keywords=["x" * 41],
        quiet_days=["someday"],
        quiet_from=1440,
        quiet_to=-1,
        time_zone="Europe/Atlantis",
        paused_until=chat.now() + timedelta(days=31),
    )
    with pytest.raises(Invalid) as refused:
        async with chat.transaction() as work:
            await notifications.change(work, actor=ann, rules=wrong, now=chat.now())
    fields = {"keywords", "quiet_days", "quiet_from", "quiet_to", "time_zone", "paused_until"}
    assert set(refused.value.fields) == fields
    for rules, field in (
        (Rules(quiet_days=["monday"]), "time_zone"),  # and the browser has told none
        (Rules(time_zone="../../etc/passwd"), "time_zone"),
        (Rules(keywords=["ok", "\u202ebad"]), "keywords"),
        (Rules(keywords=["w"] * 31), "keywords"),
    ):
        with pytest.raises(Invalid) as refused:
            async with chat.transaction() as work:
                await notifications.change(work, actor=ann, rules=rules, now=chat.now())
        assert set(refused.value.fields) == {field}
    assert await own(chat, ann) == OwnRules()


async def test_a_rooms_level_is_its_members_own(chat: Chat, person: MakePerson) -> None:
    ann, ben, eve = await person("ann"), await person("ben"), await person("eve")
    room, hidden = await a_room(chat, ann, ben), await a_room(chat, ann, visibility="private")
    await set_level(chat, ben, room, "all")
    assert ((await look(chat, ben, room)).alert_level, (await look(chat, ann, room)).alert_level) == ("all", None)
    with pytest.raises(Forbidden):
        await set_level(chat, eve, room, "all")
    with pytest.raises(NotFound):
        await set_level(chat, eve, hidden, "all")


async def test_a_pause_has_three_lengths(chat: Chat, person: MakePerson) -> None:
    ann = await person("ann")
    for choice in notifications.PAUSES:
        async with chat.transaction() as work:
            until = await notifications.pause(work, actor=ann, choice=choice, now=chat.now())
        assert (await own(chat, ann)).rules.paused_until == until
        assert until is not None
        assert until > chat.now()
    with pytest.raises(Invalid):
        async with chat.transaction() as work:
            await notifications.pause(work, actor=ann, choice="for ever", now=chat.now())
