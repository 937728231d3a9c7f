"""From a message to the browser that reads it: a push for each mention, none for what was read, one after the night."""

import json
from collections.abc import Sequence
from datetime import timedelta

import pytest

from chatapp import web_push
from chatapp.notifications.due import Person
from chatapp.notifications.wording import Notice
from chatapp.outbound import PUSH
from chatapp.outbound.switches import switch
from tests.support.browser.push_browser import PushBrowser
from tests.support.people.alerts import TellingChat, set_mark, set_rules
from tests.support.people.chats import ChatWith, MakePerson
from tests.support.people.rooms import a_room, say
from tests.support.running.clock import Calendar, Clock
from tests.support.servers.push_service import PushService

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


async def test_each_mention_wakes_once_what_is_read_does_not_and_a_quiet_night_ends_with_one(
    service: PushService, chat_with: ChatWith, calendar: Calendar, person: MakePerson
) -> None:
    telling = TellingChat(chat_with(now=calendar, outbound_hosts=service.host), calendar, Clock())
    chat, browser = telling.chat, PushBrowser()
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben, name="Lab")
    token = await chat.sessions.make_token(actor=ben, name="phone")
    form = web_push.SubscriptionForm(f"{service.address}/ben", **browser.keys)
    async with chat.transaction() as work:
        await switch(work, actor=ann, name=PUSH.name, is_on=True)
        await web_push.subscribe(work, actor=ben, form=form, allowed=chat.outbound.allowed, token=token.token)

    async def woken() -> list[tuple[str, int | None]]:
        """Return the title and the message of each push since the last call."""
        await chat.pushes.emptied()
        said = [json.loads(browser.read(body)) for _, _, body in service.got]
        service.got.clear()
        return [(str(one["title"]), one["number"]) for one in said]

    await say(chat, ann, room, "@ben one")
    await say(chat, ann, room, "nobody in particular")
    await say(chat, ann, room, "@ben two")
    await telling.wait()
    assert await woken() == [("ann mentioned you in Lab", 1), ("ann mentioned you in Lab", 3)]
    await say(chat, ann, room, "@ben three")
    await set_mark(chat, ben, room, 4)
    await telling.wait()
    assert await woken() == [], "it was read within five seconds"
    end = chat.now() + timedelta(hours=1)
    until = end.hour * 60 + end.minute
    await set_rules(chat, ben, quiet_days=DAYS, quiet_from=(until - 600) % 1440, quiet_to=until, time_zone="UTC")
    for number in range(3):
        await say(chat, ann, room, f"@ben in the night {number}")
    await telling.wait()
    assert await woken() == []
    await telling.sweep(after=65 * 60)
    assert await woken() == [("3 notifications while you were away", None)]


async def test_who_has_no_browser_to_be_woken_costs_pushes_nothing(
    service: PushService, chat_with: ChatWith, calendar: Calendar, person: MakePerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    telling = TellingChat(chat_with(now=calendar, outbound_hosts=service.host), calendar, Clock())
    chat, asked = telling.chat, list[int]()
    ann, ben, cat = [await person(name) for name in ("ann", "ben", "cat")]
    room = await a_room(chat, ann, ben, cat)
    token = await chat.sessions.make_token(actor=ben, name="phone")
    form = web_push.SubscriptionForm(f"{service.address}/ben", **PushBrowser().keys)
    deliver = chat.pushes.deliver

    async def noted(who: Person, notices: Sequence[Notice]) -> None:
        asked.append(who.account_id)
        await deliver(who, notices)

    monkeypatch.setattr(chat.pushes, "deliver", noted)
    async with chat.transaction() as work:
        await web_push.subscribe(work, actor=ben, form=form, allowed=chat.outbound.allowed, token=token.token)
    await say(chat, ann, room, "@room")
    assert len(await telling.wait()) == 2
    assert asked == [], "they are switched off"
    async with chat.transaction() as work:
        await switch(work, actor=ann, name=PUSH.name, is_on=True)
    await say(chat, ann, room, "@room")
    assert len(await telling.wait()) == 2
    assert asked == [ben.account_id]
