"""Every service there is, asked by somebody without any right: a new one must take its place in the table.

One scene, every kind of outsider. Eve, an ordinary account, asks about an unlisted private room without being in it.
Dan was a moderator of it and an administrator; that account is not active any more, and asks everything. Fay was an
administrator, and Fay's open page still says so; Ben is a member of the room. Both ask the administration.
"""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID

import pytest
from PIL import Image
from sqlalchemy import Row, update
from sqlmodel import col, select

import chatapp
from chatapp.accounts.preferences import Preferences, Theme
from chatapp.accounts.profiles import ProfileEdit
from chatapp.bootstrap import Chat
from chatapp.errors import Forbidden, Invalid, NotFound, Unauthenticated
from chatapp.hooks import HookEdit, HookForm
from chatapp.identity import Actor
from chatapp.invites import InviteForm
from chatapp.messages import DraftView, Home, LeftToDo
from chatapp.notifications import Rules
from chatapp.notifications.quiet import Quiet
from chatapp.rooms import RoomForm
from chatapp.search import Names, SearchPage
from chatapp.search.columns import NAMES, ColumnsPage
from chatapp.search.frequencies import Frequencies
from chatapp.storage.paging import Page
from chatapp.uploads import UploadLimits
from chatapp.uploads.piece_store import Part
from chatapp.web_push import SubscriptionForm
from chatapp.workspace import WorkspaceEdit
from models import Account, AlertLevel, Category, LoginSession
from tests.support.browser.push_browser import PushBrowser
from tests.support.people.chats import ChatWith, MakePerson
from tests.support.people.emoji import add_emoji
from tests.support.people.files import post_files, send_file
from tests.support.people.rooms import RecordingBroker, a_room, deactivate, say, set_role
from tests.support.people.snapshot import stored
from tests.support.servers.databases import POSTGRESQL
from tests.support.servers.server import PASSWORD

NAME = "Takeover plans"
FEED = SimpleNamespace(revision=0, authors=SimpleNamespace(tracked=lambda reading: reading()))
NOT_ASKED = {
    "audit.record",  # writes down what another service has allowed already
    "messages.posting.posting.post_at_once",  # says no by its outcome: tests/messages/posting/test_posting_at_once.py
}


@dataclass(frozen=True)
class Refused:
    """The service says no."""


@dataclass(frozen=True)
class Asked:
    """What a service is asked, and its answer. ROOM, MEMBER and so on stand for what the scene has made.

    ``is_anybodys``: everybody with an account may do this, so that only who has none any more is refused.
    """

    arguments: dict[str, Any]
    answer: Any = Refused()
    is_anybodys: bool = False


ROOM, MEMBER, RESETS, CATEGORY, SESSION, UPLOAD, PART, OUTBOUND = (object() for _ in range(8))


def a_picture() -> bytes:
    content = BytesIO()
    Image.new("RGB", (8, 8), "red").save(content, "PNG")
    return content.getvalue()


def of_room(**more: Any) -> Asked:
    return Asked({"room_uuid": ROOM, **more})


def of_member(**more: Any) -> Asked:
    return Asked({"account_uuid": MEMBER, **more})


def anybodys(answer: Any = Refused(), **arguments: Any) -> Asked:
    return Asked(arguments, answer, is_anybodys=True)


def nothing(answer: Any, **arguments: Any) -> Asked:
    return Asked(arguments, answer)


NOON = datetime(2026, 11, 29, 12, tzinfo=UTC)
FILE = {"name": "eagle.txt", "size": 5, "client_upload_id": "k"}
NO_COLUMNS = ColumnsPage(dict.fromkeys(NAMES, ()), "", is_complete=True)
LATER = {"at": "2026-12-01T09:00", "now": datetime(2026, 11, 30, tzinfo=UTC)}
LOOK = {"name": "Lab", "colour": "red", "icon": "cup"}
BROWSER = SubscriptionForm("https://fcm.googleapis.com/fcm/send/x", **PushBrowser().keys)
SERVICES = {
    "administration.accounts.deactivate": of_member(),
    "administration.accounts.reactivate": of_member(),
    "administration.accounts.make_administrator": of_member(),
    "administration.accounts.unmake_administrator": of_member(),
    "administration.accounts.reset_password": of_member(resets=RESETS),
    "administration.accounts.delete": of_member(confirmation="ben"),
    "administration.categories.add": Asked(LOOK),
    "administration.categories.edit": Asked({"category_uuid": CATEGORY, **LOOK}),
    "administration.categories.delete": Asked({"category_uuid": CATEGORY}),
    "administration.categories.room_counts": Asked({}),
    "administration.files.used": Asked({}),
    "hooks.making.listing": of_room(),
    "hooks.making.create": of_room(form=HookForm("CI"), outbound=OUTBOUND),
    "hooks.making.edit": of_room(hook_uuid=UUID(int=1), changes=HookEdit(rotate=True), outbound=OUTBOUND),
    "hooks.making.delete": of_room(hook_uuid=UUID(int=1)),
    "hooks.hooks.Hooks.make": of_room(form=HookForm("CI")),
    "hooks.hooks.Hooks.edit": of_room(hook_uuid=UUID(int=1), changes=HookEdit(rotate=True)),
    "outbound.switches.listing": Asked({}),
    "outbound.switches.switch": Asked({"name": "webhooks", "is_on": True}),
    "administration.files.listing": Asked({}),
    "administration.jobs.read": Asked({"known": {}}),
    "administration.messages.find": Asked({"search": "eagle"}),
    "administration.newcomers.create": Asked({"name": "Ida", "email": "ida@example.org", "resets": RESETS}),
    "administration.people.listing": Asked({}),
    "administration.people.get": of_member(),
    "administration.people.named": Asked({"username": "ben"}),
    "administration.rooms.listing": Asked({}),
    "administration.rooms.get": of_room(),
    "administration.rooms.count_direct": Asked({}),
    "administration.rooms.members": of_room(),
    "administration.sessions.listing": Asked({}),
    "administration.sessions.end": Asked({"session_id": SESSION}),
    "administration.sessions.end_all": of_member(),
    "administration.audit_trail.read": Asked({}),
    "administration.audit_trail.actions": Asked({}),
    "accounts.avatars.put": anybodys(picture=a_picture()),
    "accounts.avatars.Avatars.put": anybodys(content=a_picture()),
    "accounts.avatars.remove": anybodys(),
    "accounts.avatars.read": anybodys(account_uuid=MEMBER),
    "custom_emoji.adding.add": anybodys(name="party", picture=b"x"),
    "custom_emoji.adding.CustomEmojis.add": anybodys(name="party", content=a_picture()),
    "custom_emoji.service.listing": anybodys(),
    "custom_emoji.service.picture": anybodys(digest="0" * 64),
    "custom_emoji.service.picture_named": anybodys(name="bens"),
    "custom_emoji.service.may_add": anybodys(),
    "custom_emoji.service.delete": Asked({"name": "bens"}),
    "authentication.devices.devices": nothing([]),
    "authentication.devices.tokens": nothing([]),
    "authentication.devices.sign_out": Asked({"device_id": 1}),
    "authentication.devices.sign_out_everywhere": nothing(None),
    "authentication.devices.revoke_token": Asked({"token_id": 1}),
    "rooms.direct.open_direct": anybodys(people=[MEMBER]),
    "rooms.direct.DirectChats.open": anybodys(people=[MEMBER]),
    "accounts.directory.find": anybodys(who="ben"),
    "accounts.directory.find_all": anybodys(usernames=["ben"]),
    "accounts.directory.listing": anybodys(Page([], None)),
    "accounts.directory.reachable": anybodys([]),
    "accounts.directory.recent": anybodys([]),
    "accounts.directory.among": anybodys([], accounts=[MEMBER]),
    "accounts.directory.suggest": anybodys([], search="ben"),
    "accounts.statuses.set_status": anybodys(emoji="🌴"),
    "accounts.statuses.clear_status": anybodys(),
    "messages.drafts.listing.all_drafts": nothing([]),
    "messages.drafts.listing.rooms_with_drafts": nothing(frozenset()),
    "messages.drafts.service.get": of_room(),
    "messages.drafts.service.put": of_room(body="psst", revision=0),
    "messages.drafts.service.discard": of_room(),
    "messages.drafts.service.end": nothing(None, room_uuid=ROOM, text="psst"),
    "messages.drafts.service.restore": Asked({"draft": DraftView(UUID(int=0), "psst")}),
    "messages.saved.save": of_room(number=1),
    "messages.saved.unsave": of_room(number=1),
    "messages.saved.all_saved": nothing(Page([], None)),
    "messages.saved.saved_numbers": nothing(frozenset(), room_uuid=ROOM),
    "messages.saved.count_saved": nothing(0),
    "messages.lifecycle.editing.edit": of_room(number=1, body="the eagle has landed"),
    "messages.lifecycle.editing.source": of_room(number=1),
    "messages.lifecycle.editions.read": of_room(number=1),
    "messages.lifecycle.restoring.restore": of_room(number=1),
    "accounts.email_changes.EmailChanges.request": anybodys(email="new@example.org", password=PASSWORD),
    "accounts.email_changes.EmailChanges.confirm": Asked({"code": "123456"}),
    "realtime.feeds.Feeds.listen": of_room(listener=print),
    "realtime.feeds.Feeds.read": of_room(subscription=SimpleNamespace(feed=FEED)),
    "messages.dates.first_since": of_room(moment=datetime(2026, 1, 1, tzinfo=UTC)),
    "messages.link_titles.link_titles": nothing({}, links=[(ROOM, 0), (ROOM, 1)]),
    "messages.home.left_to_do": nothing(LeftToDo([], [], [])),
    "messages.home.home": nothing(Home([], LeftToDo([], [], []), 0, 0)),
    "messages.previews.latest": nothing({}, room_uuids=[ROOM]),
    "search.around.around": nothing({}, hits=[]),
    "search.finding.find": nothing(SearchPage((), "", True), query_text="eagle", frequencies=Frequencies()),
    "search.finding.find_columns": nothing(NO_COLUMNS, query_text="eagle", frequencies=Frequencies()),
    "search.by_name.names": nothing(Names(), words=NAME, frequencies=Frequencies()),
    "search.service.Search.around": nothing({}, hits=[]),
    "search.service.Search.columns": nothing(NO_COLUMNS, query="eagle"),
    "search.service.Search.find": nothing(SearchPage((), "", True), query="eagle"),
    "search.service.Search.names": nothing(Names(), words=NAME),
    "messages.history.changes": of_room(since=0),
    "messages.history.read": of_room(),
    "messages.history.read_page": of_room(),
    "messages.history.read_rows": of_room(),
    "notifications.listing.listing": nothing(Page([], None)),
    "notifications.listing.count_unread": nothing(0),
    "notifications.listing.mark_read": nothing(None, upto=1_000),
    "notifications.notify_anyway.pauses": of_room(),
    "notifications.notify_anyway.NotifyAnyway.press": of_room(now=NOON),
    "notifications.listing.still_unread": nothing(set(), alert_ids=[1, 2], summaries=[3]),
    "notifications.rules.own": anybodys(now=NOON),
    "notifications.rules.own_quiet": nothing(Quiet()),
    "notifications.rules.change": anybodys(rules=Rules(), now=NOON),
    "notifications.rules.pause": anybodys(choice="1h", now=NOON),
    "notifications.rules.set_level": of_room(level=AlertLevel.ALL),
    "messages.mentions.listing.mentioned": nothing(Page([], None)),
    "messages.mentions.outsiders.outsiders": of_room(body="@ben"),
    "messages.mentions.suggestions.call_refusal": of_room(),
    "messages.mentions.suggestions.suggest_people": of_room(search="b"),
    "messages.mentions.suggestions.suggest_rooms": nothing([], search=NAME),
    "messages.pins.pin": of_room(number=1),
    "messages.pins.pins": of_room(),
    "messages.pins.unpin": of_room(number=1),
    "messages.blocks.presses.press": of_room(number=1, action="go", press_id="k"),
    "messages.blocks.presses.presses": of_room(number=1),
    "messages.posting.posting.post": of_room(body="psst", client_message_id="k"),
    "accounts.own_account.delete": Asked({"proven_hash": "whatever"}),
    "accounts.own_account.set_password": Asked({"proven_hash": "whatever", "new_hash": "mine"}),
    "accounts.own_account.OwnAccount.change_password": anybodys(current=PASSWORD, new="harbour-tulip-8"),
    "accounts.own_account.OwnAccount.confirm": anybodys(password=PASSWORD),
    "accounts.own_account.OwnAccount.delete": anybodys(password=PASSWORD),
    "messages.reactions.reacting.own_reactions": of_room(numbers=[1]),
    "messages.reactions.reacting.react": of_room(number=1, emoji="👍"),
    "messages.reactions.reacting.unreact": of_room(number=1, emoji="👍"),
    "accounts.preferences.edit": anybodys(changes=Preferences(theme=Theme.DARK)),
    "accounts.profiles.edit": anybodys(changes=ProfileEdit(bio="Here again")),
    "accounts.profiles.named": anybodys(username="ben"),
    "accounts.profiles.own": anybodys(),
    "accounts.profiles.person": anybodys(account_uuid=MEMBER),
    "threads.beginning.begin": of_room(number=1),
    "threads.also_in_room.post_in_both": Asked(
        {"thread_uuid": ROOM, "body": "psst", "client_message_id": "k", "address": ""}
    ),
    "threads.following.follow": Asked({"thread_uuid": ROOM}),
    "threads.following.unfollow": Asked({"thread_uuid": ROOM}),
    "threads.following.follow_new": of_room(follows=True),
    "threads.listing.followed": nothing(Page([], None)),
    "threads.listing.followed_among": nothing([], thread_uuids=[ROOM]),
    "threads.listing.unread": nothing([]),
    "rooms.thread_news.with_thread_news": nothing(frozenset(), room_uuids=[ROOM]),
    "messages.lifecycle.removal.remove": of_room(number=1),
    "rooms.access.memberships.has_open_membership": nothing(False, room_uuid=ROOM),
    "rooms.access.rights.require_membership": of_room(),
    "rooms.access.in_snapshot.readable_room": of_room(),
    "rooms.first_members.hues_apart": of_room(),
    "rooms.lifecycle.check": of_room(form=RoomForm("Mine now")),
    "rooms.lifecycle.close": of_room(),
    "rooms.lifecycle.create": anybodys(name="Lab"),
    "rooms.lifecycle.delete": of_room(confirmation=NAME),
    "rooms.lifecycle.described": of_room(),
    "rooms.lifecycle.edit": of_room(form=RoomForm("Mine now")),
    "rooms.lifecycle.reopen": of_room(),
    "rooms.listing.get": of_room(),
    "rooms.listing.reachable": nothing([]),
    "rooms.listing.readable": of_room(),
    "rooms.listing.visible_among": nothing([], room_ids=[1]),
    "rooms.listing.joined": nothing([]),
    "rooms.listing.own": nothing([], room_uuids=[ROOM]),
    "rooms.listing.listing": nothing(Page([], None)),
    "rooms.adding.add": of_room(people=[MEMBER]),
    "rooms.adding.addition": of_room(),
    "rooms.adding.mark_seen": of_room(),
    "rooms.membership.hand_over": of_room(to=MEMBER),
    "rooms.membership.join": of_room(proven_hash="whatever"),
    "rooms.membership.leave": of_room(successor=MEMBER),
    "rooms.membership.members": of_room(),
    "rooms.membership.mute": of_room(is_muted=True),
    "rooms.removals.let_back": of_room(account_uuid=MEMBER),
    "rooms.removals.own_removal": of_room(),
    "rooms.removals.remove": of_room(account_uuid=MEMBER),
    "rooms.removals.removed": of_room(),
    "rooms.membership.save": of_room(is_saved=True),
    "rooms.membership.set_role": of_room(account_uuid=MEMBER, role="moderator"),
    "rooms.passwords.RoomPasswords.create": anybodys(form=RoomForm("Lab")),
    "rooms.passwords.RoomPasswords.edit": of_room(form=RoomForm("Mine now")),
    "rooms.passwords.RoomPasswords.join": of_room(password="open sesame"),
    "rooms.slow_mode.set_slow_mode": of_room(seconds=10),
    "rooms.topics.set_begins_threads": of_room(begins_threads=True),
    "rooms.adding_rights.set_members_may_add": of_room(members_may_add=True),
    "rooms.rooms_in_common.in_common": nothing([], account_uuid=MEMBER),
    "authentication.sign_in.Sessions.make_token": anybodys(name="robot"),
    "slash_commands.commands.Commands.entries": of_room(),
    "slash_commands.commands.Commands.run": of_room(text="/help"),
    "slash_commands.commands.Commands.typed": of_room(before="/"),
    "web_push.subscriptions.listing": nothing([]),
    "web_push.subscriptions.subscribe": Asked({"form": BROWSER, "session_id": SESSION}),
    "web_push.subscriptions.unsubscribe": nothing(0),
    "invites.links.Invites.join": Asked({"token": "no such token"}),
    "invites.links.Invites.make": Asked({"form": InviteForm()}),
    "invites.links.Invites.may_make": nothing(False),
    "invites.making.create": Asked({"form": InviteForm()}),
    "invites.making.get": Asked({"invite_uuid": UUID(int=0)}),
    "invites.making.listing": anybodys(),
    "invites.making.may_invite": nothing(False),
    "invites.making.revoke": Asked({"invite_uuid": UUID(int=0)}),
    "invites.using.join": Asked({"token": "no such token"}),
    "onboarding.getting_started.dismiss": anybodys(),
    "onboarding.getting_started.is_shown": nothing(False, room_uuid=ROOM),
    "workspace.logos.Logos.put": Asked({"content": a_picture()}),
    "workspace.logos.put": Asked({"picture": a_picture()}),
    "workspace.logos.remove": Asked({}),
    "workspace.workspace.edit": Asked({"changes": WorkspaceEdit(name="Mine now")}),
    "scheduled.scheduled_messages.schedule": of_room(body="psst", **LATER),
    "scheduled.scheduled_messages.all_scheduled": nothing([]),
    "scheduled.scheduled_messages.count_scheduled": nothing(0),
    "scheduled.scheduled_messages.edit": Asked({"uuid": UUID(int=0), **LATER}),
    "scheduled.scheduled_messages.cancel": Asked({"uuid": UUID(int=0)}),
    "scheduled.scheduled_messages.take": Asked({"uuid": UUID(int=0)}),
    "scheduled.sending.ScheduledSender.send_now": Asked({"uuid": UUID(int=0)}),
    "reminders.reminders.remind": of_room(number=1, **LATER),
    "reminders.reminders.all_reminders": nothing([]),
    "reminders.reminders.change": Asked({"uuid": UUID(int=0), **LATER}),
    "reminders.reminders.end": Asked({"uuid": UUID(int=0), "now": NOON}),
    "messages.posting.slow_mode_pauses.pause_left": of_room(),
    "uploads.beginning.begin": of_room(**FILE, limits=UploadLimits(1000, 1000, 1000)),
    "uploads.beginning.find": Asked({"upload_uuid": UPLOAD}),
    "uploads.beginning.own": Asked({"upload_uuid": UPLOAD}),
    "uploads.content.content": Asked({"upload_uuid": UPLOAD}),
    "uploads.listing.files": of_room(),
    "uploads.receiving.Uploads.begin": of_room(**FILE),
    "uploads.receiving.Uploads.cancel": Asked({"upload_uuid": UPLOAD}),
    "uploads.receiving.Uploads.finish": nothing(None, upload_uuids=[UPLOAD]),
    "uploads.receiving.Uploads.receive": Asked({"upload_uuid": UPLOAD, "offset": 0, "chunks": None}),
    "uploads.receiving.Uploads.require_room": nothing(None, size=5),
    "uploads.records.append": Asked({"part": PART, "offset": 0}),
    "uploads.records.cancel": Asked({"upload_uuid": UPLOAD}),
    "messages.read_state.seen.seen_by": of_room(number=1),
    "messages.read_state.seen.others_read": of_room(),
    "messages.read_state.read_marks.mark_read": of_room(number=1),
    "messages.read_state.read_marks.mark_all_read": nothing({}, upto={ROOM: 1}),
    "messages.read_state.read_marks.set_read": of_room(number=0),
    "messages.read_state.read_marks.ReadMarks.set_read": Asked({"marks": {ROOM: 0}}),
    "messages.read_state.read_marks.read_progress": nothing({}, room_uuids=[ROOM]),
}


def services() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Find every public function and method below `chatapp` that takes an ``actor`` by keyword."""
    for module in pkgutil.walk_packages(chatapp.__path__, "chatapp."):
        if module.name.startswith("chatapp.api"):
            continue
        here = importlib.import_module(module.name)
        own = [thing for thing in vars(here).values() if getattr(thing, "__module__", "") == module.name]
        inside = [method for one in own if inspect.isclass(one) for method in vars(one).values()]
        for function in filter(inspect.isfunction, [*own, *inside]):
            parameter = inspect.signature(function).parameters.get("actor")
            is_keyword = parameter is not None and parameter.kind is parameter.KEYWORD_ONLY
            if is_keyword and not function.__name__.startswith("_"):
                yield f"{module.name.removeprefix('chatapp.')}.{function.__qualname__}", function


@cache
def service_named() -> dict[str, Callable[..., Any]]:
    """Return all services by their names; finding them reads every module."""
    return dict(services())


def test_every_service_that_takes_an_actor_has_its_place_in_the_table() -> None:
    assert sorted(name for name, _ in services() if name not in NOT_ASKED) == sorted(SERVICES)


@dataclass(frozen=True)
class Scene:
    """An unlisted room of ann's that ben is in; eve is an outsider, dan had every right, and fay administered."""

    chat: Chat
    broker: RecordingBroker
    room: UUID
    category: UUID
    session_id: int
    upload: UUID
    ben: Actor
    eve: Actor
    dan: Actor
    fay: Actor


@pytest.fixture
async def scene(chat_with: ChatWith, chat: Chat, person: MakePerson) -> Scene:
    broker = RecordingBroker()
    chat = chat_with(broker)
    _, ann, ben, dan, eve, fay = [await person(name) for name in ("root", "ann", "ben", "dan", "eve", "fay")]
    room = await a_room(chat, ann, ben, dan, name=NAME, visibility="private")
    await set_role(chat, ann, dan, room, "moderator")
    await say(chat, ann, room, "the eagle lands at midnight")
    await chat.avatars.put(actor=ben, content=a_picture())
    await add_emoji(chat, ben, "bens")
    upload = await send_file(chat, ben, room, b"where the eagle lands", "eagle.txt")
    await post_files(chat, ben, room, upload)
    await chat.sessions.sign_in("ben", PASSWORD, device="Firefox", address="192.0.2.7")
    async with chat.transaction() as work:
        await work.session.exec(update(Account).where(col(Account.username) == "dan").values(is_administrator=True))
        category = (await work.session.exec(select(Category.uuid).limit(1))).one()
        session_id = (await work.session.exec(select(LoginSession.id))).one()
    assert session_id is not None
    await deactivate(chat, dan)
    dan, fay = [replace(actor, is_administrator=True) for actor in (dan, fay)]  # as a page from before still says
    return Scene(chat, broker, room, category, session_id, upload, ben, eve, dan, fay)


async def ask(scene: Scene, name: str, actor: Actor) -> Any:
    """Call a service in the way its first parameter says."""
    function = service_named()[name]
    arguments = {key: _filled(scene, value) for key, value in SERVICES[name].arguments.items()}
    first = next(iter(inspect.signature(function).parameters))
    if first == "work" and not inspect.iscoroutinefunction(function):
        return await scene.chat.transactions.run_sync(lambda work: function(work, actor=actor, **arguments))
    if first == "work":
        async with scene.chat.transaction() as work:
            return await function(work, actor=actor, **arguments)
    if first == "session":
        async with scene.chat.reading() as session:
            return await function(session, actor=actor, **arguments)
    if first == "snapshot":
        return await scene.chat.read(function, actor=actor, **arguments)
    if first == "self":
        return await function(_service(scene.chat, function), actor=actor, **arguments)
    assert first == "queue"
    return await function(scene.chat.post_queue, actor=actor, **arguments)


def _filled(scene: Scene, value: Any) -> Any:
    if isinstance(value, list | tuple):
        return type(value)(_filled(scene, one) for one in value)
    if isinstance(value, dict):
        return {_filled(scene, key): _filled(scene, one) for key, one in value.items()}
    made = {
        ROOM: scene.room,
        MEMBER: scene.ben.uuid,
        RESETS: scene.chat.password_resets,
        OUTBOUND: scene.chat.outbound,
        CATEGORY: scene.category,
        SESSION: scene.session_id,
        UPLOAD: scene.upload,
        PART: Part(cast("Row[Any]", SimpleNamespace(uuid=scene.upload, size=5)), 0, "x", 0, 5),
    }
    return next((one for key, one in made.items() if value is key), value)


def _service(chat: Chat, method: Callable[..., Any]) -> object:
    """Find the service of the assembled application whose method this is."""
    parts = [getattr(chat, field.name) for field in fields(chat)]
    return next(part for part in parts if vars(type(part)).get(method.__name__) is method)


def asking(scene: Scene, name: str) -> list[Actor]:
    """Return who has no right to what a service does."""
    if name.startswith("administration."):
        return [scene.eve, scene.dan, scene.fay, scene.ben]
    return [scene.dan] if SERVICES[name].is_anybodys else [scene.eve, scene.dan]


@pytest.mark.each_database(nightly=POSTGRESQL)
async def test_who_has_no_right_is_refused_changes_nothing_and_is_heard_by_nobody(scene: Scene) -> None:
    before = await stored(scene.chat)
    for name in SERVICES:
        for actor in asking(scene, name):
            try:
                await _is_refused(scene, name, actor, before)
            except BaseException as error:
                error.add_note(f"{actor.username} asked for {name}")
                raise


async def _is_refused(scene: Scene, name: str, actor: Actor, before: dict[str, Any]) -> None:
    announced = len(scene.broker.published)
    expected = SERVICES[name].answer
    if isinstance(expected, Refused):
        is_hidden = name.startswith("administration.")
        allowed = (NotFound,) if is_hidden else (NotFound, Forbidden, Invalid, Unauthenticated)
        with pytest.raises(allowed) as refused:
            await ask(scene, name, actor)
        assert NAME not in str(refused.value)
        assert "eagle" not in str(refused.value)
    else:
        assert await ask(scene, name, actor) == expected
    assert await stored(scene.chat) == before
    assert scene.broker.published[announced:] == []
