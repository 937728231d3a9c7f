"""Posting: a message's form is checked, its text rendered, and it is stored with those that arrive meanwhile."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from chatapp import message_index, text, uploads
from chatapp.errors import ChatError, Conflict, Invalid
from chatapp.events import MessageChanged, MessageView, room_topic
from chatapp.identity import Actor
from chatapp.messages import addressees, insert, markup, mentions, quotes, thread_replies
from chatapp.messages import blocks as message_blocks
from chatapp.messages.addressees import Stored
from chatapp.messages.blocks import Block
from chatapp.messages.ending_drafts import Sent, SentDraft, end_drafts
from chatapp.messages.markup.action_lines import action_of
from chatapp.messages.mentions import Resolved
from chatapp.messages.mentions.resolving import Lookup
from chatapp.messages.new_message import CallsBots, NewMessage, Posted
from chatapp.messages.posting_limit import PostingLimit
from chatapp.messages.posting_refusal import refusal
from chatapp.messages.rendering_limit import RenderingLimit
from chatapp.messages.slow_mode import Pauses, TooSoon
from chatapp.presence import Presence
from chatapp.storage.database import Database
from chatapp.storage.group_commit import GroupCommit
from chatapp.storage.unit_of_work import SyncUnitOfWork, Transactions
from chatapp.uploads import attaching
from chatapp.uploads.attaching import Attachable, Attachables
from models.utc_datetime import now

Taken = tuple[Resolved, tuple[Attachable, ...]]  # what a message has besides its text: names and files
RoomIds = Mapping[tuple[UUID, int], int]  # by room and account
Quotables = Mapping[tuple[int, int], quotes.Quotable]


class PostQueue(GroupCommit[NewMessage, Posted | None]):
    """The posts of this process on their way to the database. The result is None for an author who is no member."""

    def __init__(
        self,
        database: Database,
        transactions: Transactions,
        rendering_limit: RenderingLimit,
        posting_limit: PostingLimit,
        presence: Presence,
    ) -> None:
        super().__init__(transactions, store)
        self.database = database
        self.presence = presence
        self.rendering_limit = rendering_limit
        self.posting_limit = posting_limit
        self.stored = 0  # new messages, since the start
        self.calls_bots: CallsBots | None = None  # set by the bots' host


async def post(
    queue: PostQueue,
    *,
    actor: Actor,
    room_uuid: UUID,
    body: str,
    client_message_id: str,
    reply_to: int | None = None,
    draft: SentDraft | None = None,
    upload_uuids: Sequence[UUID] = (),
    blocks: Sequence[Block] = (),
    calls_people: bool = True,
) -> Posted:
    """Post a message; returns when it is durable. A repeated ``client_message_id`` returns the stored message.

    ``reply_to``: the number of the message in the same room that it answers. Posting ends the actor's draft in the
    room; ``draft``: which one the text came from, if that is known. ``upload_uuids``: the actor's files in this room,
    all of which have arrived; with them a message needs no text. ``blocks``: what pages show in place of the text,
    which they give if it is empty. ``calls_people``: whether who is named in it is mentioned. Announces MessageChanged,
    and DraftChanged if there was a draft.

    Raises:
        Invalid: the text is blank, over 10,000 characters or has control characters, or ``client_message_id`` is bad;
            or there is no message ``reply_to`` in the room that somebody wrote and that is still there; or the text
            mentions more people than it may; or one of the files is not there; or blocks are too many or too large.
        NotFound: there is no such room, or the actor may not see it.
        Forbidden: the actor is not a member.
        Conflict: the actor has used this ``client_message_id`` in another room, or one of the files is on another
            message.
        RateLimited: the actor has posted 30 messages within ten seconds, or many long texts with marks within a minute;
            or `TooSoon` in a room with slow mode.
        Unavailable: the database cannot be reached, or too many posts wait for it, or too many long texts.
    """
    files = uploads.check_uploads(upload_uuids) if upload_uuids else ()
    stored = message_blocks.store(blocks, files) if blocks else ""
    body = message_blocks.body_of(body, blocks) if blocks else body
    message = replace(_checked(actor, room_uuid, body, client_message_id, reply_to, files), draft=draft, blocks=stored)
    queue.database.require_saving()
    await queue.posting_limit.count(actor, message.client_message_id)
    for shown in message_blocks.texts_of(blocks) if blocks else [action_of(message.body) or message.body]:
        if markup.is_laborious(shown):
            await queue.rendering_limit.count(actor)
        await markup.render_new(shown)  # kept for the pages; a text that takes long delays its author alone
    named = message_blocks.spoken(message.body, blocks) if blocks else message.body
    names = mentions.names_in(named) if calls_people else mentions.NONE
    is_calling = not actor.is_bot and queue.calls_bots is not None and queue.calls_bots(message.body)
    here = mentions.here(names, queue.presence)
    posted = await queue.submit(replace(message, names=names, here=here, calls_bots=is_calling))
    if posted is None:
        raise await refusal(queue.database, actor, room_uuid)
    queue.stored += posted.is_new
    return posted


def _checked(
    actor: Actor, room_uuid: UUID, body: str, client_message_id: str, reply_to: int | None, files: tuple[UUID, ...]
) -> NewMessage:
    key = text.client_key(client_message_id, "client_message_id")
    quotes.check_number(reply_to)
    return NewMessage(actor, room_uuid, text.body(body, may_be_empty=bool(files)), key, reply_to, uploads=files)


def store(group: Sequence[NewMessage], work: SyncUnitOfWork) -> list[Posted | ChatError | None]:
    """Store messages of one or many authors in one transaction; returns an outcome for each, in their order.

    `Posted` for a new message, or a repeated one in the same room; `Conflict` for a ``client_message_id`` that the
    author used in another room, or a file on another message; `Invalid` for a reply to what can't be answered, or a
    file that isn't there; None for an author who is no active member of the open room.

    Announces MessageChanged for each new message.
    """
    connection = work.connection
    members = insert.select_memberships(
        connection, {new.room_uuid for new in group}, {new.actor.account_id for new in group}
    )
    room_ids = members.room_ids
    earlier = insert.select_posted(connection, {_key(new) for new in group})
    quotable = quotes.select_quotable(connection, {place for new in group if (place := _place(new, room_ids))})
    named = mentions.look_up(connection, [new.naming for new in group])
    wanted = {uuid for new in group for uuid in new.uploads}
    files = attaching.look_up(connection, wanted) if wanted else attaching.NO_FILES
    pauses = Pauses(connection, members.pauses)
    taken: dict[tuple[int, str], Taken] = {}
    outcomes: list[Posted | ChatError | None] = [None] * len(group)
    to_insert: dict[UUID, dict[tuple[int, str], list[int]]] = defaultdict(lambda: defaultdict(list))
    for index, new in enumerate(group):
        if (new.room_uuid, new.actor.account_id) not in room_ids:
            continue
        if (message := earlier.get(_key(new))) is not None:
            outcomes[index] = _repeated(message, new)
            continue
        try:
            if _key(new) not in taken:
                taken[_key(new)] = _taken(new, room_ids, quotable, named, files, pauses)
        except (Invalid, TooSoon) as error:
            outcomes[index] = error
        else:
            to_insert[new.room_uuid][_key(new)].append(index)
    for room_uuid, by_key in to_insert.items():
        firsts = [group[indexes[0]] for indexes in by_key.values()]
        room_id = room_ids[room_uuid, firsts[0].actor.account_id]
        views = _insert(work, room_id, firsts, quotable, taken, members)
        for indexes, message in zip(by_key.values(), views, strict=True):
            for index in indexes:
                outcomes[index] = Posted(message, is_new=index == indexes[0])
    return outcomes


def _taken(
    new: NewMessage, room_ids: RoomIds, quotable: Quotables, named: Lookup, files: Attachables, pauses: Pauses
) -> Taken:
    """Return whom a new message names, and its files; raises Invalid, Conflict or TooSoon if it can't be taken."""
    place = _place(new, room_ids)
    if place is not None and (refused := quotes.refusal(quotable.get(place))):
        raise refused
    names = named.resolve(new.naming)
    pauses.check(room_ids[new.room_uuid, new.actor.account_id], new.actor.account_id)
    return names, files.take(new.room_uuid, new.actor.account_id, new.uploads) if new.uploads else ()


def _key(new: NewMessage) -> tuple[int, str]:
    return new.actor.account_id, new.client_message_id


def _place(new: NewMessage, room_ids: RoomIds) -> tuple[int, int] | None:
    """Return the room's id and the number of the message that a member's message answers, if it answers one."""
    room_id = room_ids.get((new.room_uuid, new.actor.account_id))
    return (room_id, new.reply_to) if room_id is not None and new.reply_to is not None else None


def _repeated(earlier: MessageView, new: NewMessage) -> Posted | ChatError:
    if earlier.room_uuid != new.room_uuid:
        return Conflict({"client_message_id": "You've already used this client_message_id in another room."})
    return Posted(earlier, is_new=False)


def _insert(
    work: SyncUnitOfWork,
    room_id: int,
    group: Sequence[NewMessage],
    quotable: Quotables,
    taken: Mapping[tuple[int, str], Taken],
    members: insert.Memberships,
) -> list[MessageView]:
    """Insert messages under a room's next numbers and revisions and announce them; authors have read their own."""
    connection = work.connection
    revision, last_number = insert.raise_counters(connection, room_id, len(group))
    first_number, first_revision = last_number - len(group) + 1, revision - len(group) + 1
    previous_uuid, previous_at = insert.select_author_and_time(connection, room_id, first_number - 1)
    posted_at = now()
    views: list[MessageView] = []
    for offset, new in enumerate(group):
        view = new.as_stored(first_number + offset, first_revision + offset, posted_at, previous_uuid, previous_at)
        if new.reply_to is not None:
            view = replace(view, reply_to=new.reply_to, quote=quotable[room_id, new.reply_to].quote)
        previous_uuid, previous_at = view.author_uuid, view.created_at
        names, files = taken[_key(new)]
        views.append(names.on(replace(view, attachments=tuple(one.view for one in files)) if files else view))
    thread = thread_replies.select_thread(connection, room_id) if room_id in members.threads else None
    authors = [new.actor.account_id for new in group]
    ids = insert.insert_messages(connection, room_id, authors, views)
    home_id = thread.parent_id if thread else room_id  # searches find what is said in a thread in its room
    by_author = zip(authors, views, strict=True)
    entries = [message_index.new_entry(ids[view.number], home_id, author_id, view) for author_id, view in by_author]
    message_index.add(connection, entries)
    both = {view.number: taken[_key(new)] for new, view in zip(group, views, strict=True)}
    if any(names.rows for names, _ in both.values()):
        mentions.store(connection, room_id, {number: names for number, (names, _) in both.items()})
    if any(files for _, files in both.values()):
        attaching.attach(connection, room_id, {number: files for number, (_, files) in both.items()})
    newest = {new.actor.account_id: view.number for new, view in zip(group, views, strict=True)}
    if thread is not None:
        thread_replies.follow_new(work, thread, newest, first_number, posted_at)
    insert.raise_read_marks(connection, room_id, newest, posted_at)
    end_drafts(work, [Sent(room_id, new.room_uuid, new.actor.account_id, new.body, new.draft) for new in group])
    topic, is_attentive = room_topic(group[0].room_uuid), room_id in members.attentive or thread is not None
    for view in views:
        work.announce(topic, MessageChanged(view))
    if thread is not None:
        thread_replies.tell_new(work, connection, thread, first_number)
    if is_attentive or any(new.calls_bots or new.reply_to or taken[_key(new)][0].rows for new in group):
        pairs = zip(group, views, strict=True)
        stored = [Stored(new, view, ids[view.number], room_id, taken[_key(new)][0].rows) for new, view in pairs]
        addressees.note(work, stored, is_attentive=is_attentive)
    return views
