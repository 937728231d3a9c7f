"""Posting: a message's form is checked, its text rendered, and it is stored with those that arrive meanwhile.

What people post nearly always needs no task (`post_at_once`): with its meter and what it awaited, one was a tenth of a
post over a page's websocket.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import Connection

from chatapp import message_index, text, uploads
from chatapp.errors import ChatError, Conflict, Invalid
from chatapp.events import MessageChanged, MessageView, room_topic
from chatapp.identity import Actor
from chatapp.messages import blocks as message_blocks
from chatapp.messages import markup, mentions
from chatapp.messages.blocks import Block
from chatapp.messages.drafts import SentDraft, end_drafts
from chatapp.messages.markup.action_lines import action_of
from chatapp.messages.posting import addressees, insert
from chatapp.messages.posting.new_message import Accepted, NewMessage, Posted
from chatapp.messages.posting.post_queue import PostQueue
from chatapp.messages.posting.posting_context import PostingContext
from chatapp.messages.posting.posting_refusal import refusal
from chatapp.messages.posting.slow_mode_pauses import Pauses, TooSoon
from chatapp.messages.replies import quotes, thread_replies
from chatapp.storage.unit_of_work import SyncUnitOfWork
from chatapp.uploads import attaching
from models.utc_datetime import now

NOBODY: Final = frozenset[UUID]()


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
    waits: bool = True,
) -> Posted:
    """Post a message; returns when it is durable. A repeated ``client_message_id`` returns the stored message.

    ``reply_to``: the number of the message in the same room that it answers. Posting ends the actor's draft in the
    room; ``draft``: which one the text came from, if that is known. ``upload_uuids``: the actor's files in this room,
    all of which have arrived; with them a message needs no text. ``blocks``: what pages show in place of the text,
    which they give if it is empty. ``calls_people``: whether who is named is mentioned; ``waits``: for slow mode.
    Announces MessageChanged, and DraftChanged if there was a draft.

    Raises:
        Invalid: the text is blank, over 10,000 characters or has control characters, or mentions too many people; or
            ``client_message_id`` is bad; or the room has no message ``reply_to`` that somebody wrote and that is
            there; or one of the files is not there; or blocks are too many or too large.
        NotFound: there is no such room, or the actor may not see it.
        Forbidden: the actor is not a member.
        Conflict: the actor used this ``client_message_id`` in another room, or a file is on another message.
        RateLimited: 30 messages within ten seconds, or many long texts with marks within a minute; or `TooSoon`.
        Unavailable: the database cannot be reached, or too many posts wait for it, or too many long texts.
    """
    files = uploads.check_uploads(upload_uuids) if upload_uuids else ()
    stored = message_blocks.store(blocks, files) if blocks else ""
    key, body = _checked(message_blocks.body_of(body, blocks) if blocks else body, client_message_id, reply_to, files)
    queue.database.require_saving()
    await queue.posting_limit.count(actor, key)
    for shown in message_blocks.texts_of(blocks) if blocks else [action_of(body) or body]:
        if markup.is_laborious(shown):
            await queue.rendering_limit.count(actor)
        await markup.render_new(shown)  # kept for the pages; a text that takes long delays its author alone
    named = message_blocks.spoken(body, blocks) if blocks else body
    names = mentions.names_in(named) if calls_people else mentions.NONE
    here, calls_bots = _called(queue, actor, body, names)
    message = NewMessage(
        actor, room_uuid, body, key, reply_to, draft, names, here, files, stored, calls_bots=calls_bots, waits=waits
    )
    posted = await queue.submit(message)
    if posted is None:
        raise await refusal(queue.database, actor, room_uuid)
    queue.stored += posted.is_new
    return posted


def post_at_once(
    queue: PostQueue,
    on_outcome: Callable[[Posted | Exception | None], None],
    *,
    actor: Actor,
    room_uuid: UUID,
    body: str,
    client_message_id: str,
    reply_to: int | None = None,
    draft: SentDraft | None = None,
) -> bool:
    """Post a message as `post` does, in this turn of the event loop and without a task; says whether it is on its way.

    ``on_outcome``: called with the message once it is durable, which the caller counts in ``queue.stored``; with
    anything else if it was refused, or might not be stored: `post` finds out why. False if there is something to wait
    for before, or to refuse.
    """
    try:
        key, body = _checked(body, client_message_id, reply_to, ())
        queue.database.require_saving()
        shown = action_of(body) or body
        labour = markup.labour(shown)
        if labour > markup.LONG or not queue.posting_limit.count_alone(actor, key):
            return False
        if labour:
            markup.render(shown)  # kept for the pages
        names = mentions.names_in(body)
        here, calls_bots = _called(queue, actor, body, names)
        message = NewMessage(actor, room_uuid, body, key, reply_to, draft, names, here, calls_bots=calls_bots)
        queue.enqueue(message, on_outcome)
    except ChatError:
        return False
    return True


def _checked(body: str, client_message_id: str, reply_to: int | None, files: Sequence[UUID]) -> tuple[str, str]:
    """Return a message's key and text as they are stored."""
    key = text.client_key(client_message_id, "client_message_id")
    quotes.check_number(reply_to)
    return key, text.body(body, may_be_empty=bool(files))


def _called(queue: PostQueue, actor: Actor, body: str, names: mentions.Names) -> tuple[frozenset[UUID], bool]:
    """Return whom `@here` in a text may call, who are online, and whether it calls bots."""
    calls_bots = not actor.is_bot and queue.calls_bots is not None and queue.calls_bots(body)
    return mentions.here(names, queue.presence) if names is not mentions.NONE else NOBODY, calls_bots


def store(group: Sequence[NewMessage], work: SyncUnitOfWork) -> list[Posted | ChatError | None]:
    """Store messages of one or many authors in one transaction; returns an outcome for each, in their order.

    `Posted` for a new message, or a repeated one in the same room; `Conflict` for a ``client_message_id`` that the
    author used in another room, or a file on another message; `Invalid` for a reply to what can't be answered, or a
    file that isn't there; None for an author who is no active member of the open room.

    Announces MessageChanged for each new message.
    """
    context = _look_up(work.connection, group)
    outcomes: list[Posted | ChatError | None] = [None] * len(group)
    accepted: dict[int, dict[tuple[int, str], Accepted]] = defaultdict(dict)
    for index, (new, room_id) in enumerate(zip(group, context.room_ids, strict=True)):
        if room_id is None:
            continue
        of_room, key = accepted[room_id], new.key
        if (message := context.earlier.get(key)) is not None:
            outcomes[index] = _repeated(message, new)
        elif (one := of_room.get(key)) is not None:
            one.indexes.append(index)
        else:
            try:
                of_room[key] = _accept(new, room_id, index, context)
            except (Invalid, TooSoon) as error:
                outcomes[index] = error
    for of_room in filter(None, accepted.values()):
        posts = list(of_room.values())
        for one, message in zip(posts, _insert(work, posts, context.members), strict=True):
            for index in one.indexes:
                outcomes[index] = Posted(message, is_new=index == one.indexes[0])
    return outcomes


def _look_up(connection: Connection, group: Sequence[NewMessage]) -> PostingContext:
    rooms, authors = {new.room_uuid for new in group}, {new.actor.account_id for new in group}
    members = insert.select_memberships(connection, rooms, authors)
    room_ids = [members.room_ids.get((new.room_uuid, new.actor.account_id)) for new in group]
    answered = {(id_, new.reply_to) for id_, new in zip(room_ids, group, strict=True) if id_ and new.reply_to}
    wanted = {uuid for new in group for uuid in new.uploads}
    return PostingContext(
        members=members,
        room_ids=room_ids,
        earlier=insert.select_posted(connection, {new.key for new in group}),
        quotable=quotes.select_quotable(connection, answered) if answered else {},
        names=mentions.look_up(connection, [new.naming for new in group if new.names is not mentions.NONE]),
        files=attaching.look_up(connection, wanted) if wanted else attaching.NO_FILES,
        pauses=Pauses(connection, members.pauses),
    )


def _accept(new: NewMessage, room_id: int, index: int, context: PostingContext) -> Accepted:
    """Return a member's new message with what it refers to; raises Invalid, Conflict or TooSoon if it can't be."""
    quotable, author_id = None, new.actor.account_id
    if new.reply_to is not None:
        quotable = context.quotable.get((room_id, new.reply_to))
        if refused := quotes.refusal(quotable):
            raise refused
    names = context.names.resolve(new.naming) if new.names is not mentions.NONE else mentions.NOTHING
    if new.waits:
        context.pauses.check(room_id, author_id)
    files = context.files.take(new.room_uuid, author_id, new.uploads) if new.uploads else ()
    return Accepted(new, room_id, quotable, names, files, [index])


def _repeated(earlier: MessageView, new: NewMessage) -> Posted | ChatError:
    if earlier.room_uuid != new.room_uuid:
        return Conflict({"client_message_id": "You've already used this client_message_id in another room."})
    return Posted(earlier, is_new=False)


def _insert(work: SyncUnitOfWork, posts: Sequence[Accepted], members: insert.Memberships) -> list[MessageView]:
    """Insert a room's messages under its next numbers and revisions and announce them; authors have read their own."""
    connection, room_id, posted_at = work.connection, posts[0].room_id, now()
    views = _numbered(connection, posts, posted_at)
    first_number, by_number = views[0].number, dict(zip([view.number for view in views], posts, strict=True))
    thread = thread_replies.select_thread(connection, room_id) if room_id in members.threads else None
    authors = [one.new.actor.account_id for one in posts]
    ids = insert.insert_messages(connection, room_id, authors, views)
    home_id = thread.parent_id if thread else room_id  # searches find what is said in a thread in its room
    by_author = zip(authors, views, strict=True)
    entries = [message_index.new_entry(ids[view.number], home_id, author_id, view) for author_id, view in by_author]
    message_index.add(connection, entries)
    if any(one.names.rows for one in posts):
        mentions.store(connection, room_id, {number: one.names for number, one in by_number.items()})
    if any(one.files for one in posts):
        attaching.attach(connection, room_id, {number: one.files for number, one in by_number.items()})
    newest = {one.new.actor.account_id: number for number, one in by_number.items()}
    if thread is not None:
        thread_replies.follow_new(work, thread, newest, first_number, posted_at)
    insert.raise_read_marks(connection, room_id, newest, posted_at)
    end_drafts(work, [one.new.sent_from(room_id) for one in posts])
    topic = room_topic(posts[0].new.room_uuid)
    for view in views:
        work.announce(topic, MessageChanged(view))
    if thread is not None:
        thread_replies.tell_new(work, connection, thread, first_number)
    is_attentive = room_id in members.attentive or thread is not None
    if is_attentive or any(one.new.calls_bots or one.new.reply_to or one.names.rows for one in posts):
        pairs = zip(posts, views, strict=True)
        stored = [addressees.Stored(one.new, view, ids[view.number], room_id, one.names.rows) for one, view in pairs]
        addressees.note(work, stored, is_attentive=is_attentive)
    return views


def _numbered(connection: Connection, posts: Sequence[Accepted], at: datetime) -> list[MessageView]:
    """Take a room's next numbers and revisions for messages; returns the messages as readers get them."""
    room_id = posts[0].room_id
    revision, last_number = insert.raise_counters(connection, room_id, len(posts))
    first_number, first_revision = last_number - len(posts) + 1, revision - len(posts) + 1
    previous_uuid, previous_at = insert.select_author_and_time(connection, room_id, first_number - 1)
    views: list[MessageView] = []
    for offset, one in enumerate(posts):
        view = one.new.as_stored(first_number + offset, first_revision + offset, at, previous_uuid, previous_at)
        previous_uuid, previous_at = view.author_uuid, view.created_at
        if one.quotable is not None:
            view = replace(view, reply_to=one.new.reply_to, quote=one.quotable.quote)
        if one.files:
            view = replace(view, attachments=one.attachments)
        views.append(one.names.on(view))
    return views
