"""Rooms and realtime: posting, reading, presence, and the feeds that open pages follow."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from chatapp.authentication.secret import derived_token
from chatapp.bootstrap.authentication import Authentication
from chatapp.bootstrap.storage import Storage
from chatapp.messages import DraftPreview, PostingLimit, PostQueue, ReactionLimit, ReadMarks, RenderingLimit
from chatapp.messages.posting.posting import store
from chatapp.presence import Presence
from chatapp.realtime.activity import RoomActivity
from chatapp.realtime.change_waits import ChangeWaits
from chatapp.realtime.feeds import Feeds
from chatapp.realtime.typing import Typing
from chatapp.rooms import DirectChats, RoomPasswords
from chatapp.search import Search
from chatapp.settings import Settings
from chatapp.timers import OneATurn

CONCURRENT_RESYNCS = 2
CONCURRENT_REFRESHES = 4


@dataclass(frozen=True, kw_only=True)
class Realtime:
    """What rooms and their open pages need."""

    room_passwords: RoomPasswords
    direct_chats: DirectChats
    post_queue: PostQueue
    rendering_limit: RenderingLimit
    reaction_limit: ReactionLimit
    draft_preview: DraftPreview
    read_marks: ReadMarks
    presence: Presence
    room_activity: RoomActivity
    feeds: Feeds
    change_waits: ChangeWaits
    typing: Typing
    search: Search
    resync_slots: asyncio.Semaphore  # limits how many pages resync at once after missed events
    page_turns: OneATurn  # of pages that are built: what they do in one turn of the loop takes milliseconds
    refresh_slots: asyncio.Semaphore  # limits how many pages read at once what one event has told them all


def assemble_realtime(
    settings: Settings, storage: Storage, authentication: Authentication, now: Callable[[], datetime]
) -> Realtime:
    """Assemble what rooms and their open pages need."""
    database, transactions, broker = storage.database, storage.transactions, storage.broker
    rendering_limit = RenderingLimit(authentication.limits)
    presence = Presence(broker)
    return Realtime(
        room_passwords=RoomPasswords(
            database,
            transactions,
            authentication.passwords,
            limits=authentication.limits,
            changes=authentication.change_limit,
        ),
        direct_chats=DirectChats(database, transactions, limits=authentication.limits),
        post_queue=PostQueue(
            database, transactions, store, rendering_limit, PostingLimit(authentication.limits), presence
        ),
        rendering_limit=rendering_limit,
        reaction_limit=ReactionLimit(authentication.limits),
        draft_preview=DraftPreview(authentication.limits),
        read_marks=ReadMarks(transactions),
        presence=presence,
        room_activity=RoomActivity(broker),
        feeds=Feeds(broker, database),
        change_waits=ChangeWaits(broker),
        typing=Typing(broker),
        search=Search(database, authentication.limits, now, derived_token(settings.secret(), "cursors").encode()),
        resync_slots=asyncio.Semaphore(CONCURRENT_RESYNCS),
        page_turns=OneATurn(),
        refresh_slots=asyncio.Semaphore(CONCURRENT_REFRESHES),
    )
