"""Files of messages for later: kept until they are posted, and nobody else's."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from chatapp.bootstrap import Chat
from chatapp.errors import Conflict, Invalid, NotFound
from chatapp.identity import Actor
from tests.scheduled.test_scheduled_messages import bodies, cancel, edit, in_, later, schedule, waiting
from tests.support.people.chats import MakePerson
from tests.support.people.files import begin_file, bytes_of, objects, post_files, send_file, sweep_later
from tests.support.people.rooms import a_room
from tests.support.running.clock import Calendar

__all__ = ["later"]


async def files(chat: Chat, actor: Actor) -> list[list[str]]:
    return [[file.name for file in one.files] for one in await waiting(chat, actor)]


@pytest.mark.each_database
async def test_files_are_kept_until_their_message_is_posted_and_go_with_it(
    later: Chat, person: MakePerson, calendar: Calendar
) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(later, ann, ben)
    plan, log = await send_file(later, ann, room, b"plan"), await send_file(later, ann, room, b"log", "log.txt")
    await schedule(later, ann, room, "", in_(calendar, days=3), upload_uuids=[log, plan])
    assert await files(later, ann) == [["log.txt", "plan.txt"]]
    assert "nothing to remove" in await sweep_later(later)
    with pytest.raises(Conflict):
        await later.uploads.cancel(actor=ann, upload_uuid=plan)
    with pytest.raises(NotFound):
        await bytes_of(later, ben, plan)
    calendar.advance(timedelta(days=3, seconds=1).total_seconds())
    assert await later.scheduled.send_due() == 1
    assert await bytes_of(later, ben, plan) == b"plan"
    assert await bodies(later, ben, room) == [""]
    assert await waiting(later, ann) == []
    await sweep_later(later)
    assert await bytes_of(later, ben, log) == b"log"


async def test_sending_now_takes_them_along_and_deleting_gives_them_up(
    later: Chat, person: MakePerson, calendar: Calendar
) -> None:
    ann = await person("ann")
    room = await a_room(later, ann)
    first, second = await send_file(later, ann, room, b"first"), await send_file(later, ann, room, b"second")
    soon = in_(calendar, minutes=5)
    now = await schedule(later, ann, room, "now", soon, upload_uuids=[first])
    never = await schedule(later, ann, room, "never", soon, upload_uuids=[second])
    await edit(later, ann, never.uuid, body="")
    posted = await later.scheduled.send_now(actor=ann, uuid=now.uuid)
    assert [file.uuid for file in posted.message.attachments] == [first]
    await cancel(later, ann, never.uuid)
    await sweep_later(later)
    assert len(await objects(later)) == 1
    with pytest.raises(NotFound):
        await bytes_of(later, ann, second)


async def test_only_ones_own_files_of_the_room_that_are_there_are_taken(
    later: Chat, person: MakePerson, calendar: Calendar
) -> None:
    ann, eve = await person("ann"), await person("eve")
    room, other = await a_room(later, ann, eve), await a_room(later, ann)
    soon = in_(calendar, minutes=5)
    hers, elsewhere = await send_file(later, eve, room, b"hers"), await send_file(later, ann, other, b"elsewhere")
    begun = (await begin_file(later, ann, room, 10)).uuid
    posted, kept = await send_file(later, ann, room, b"posted"), await send_file(later, ann, room, b"kept")
    await post_files(later, ann, room, posted)
    await schedule(later, ann, room, "kept", soon, upload_uuids=[kept])
    refused: tuple[tuple[list[UUID], type[Exception]], ...] = (
        ([hers], Invalid),
        ([elsewhere], Invalid),
        ([begun], Invalid),
        ([uuid4()], Invalid),
        ([kept, kept], Invalid),
        ([posted], Conflict),
        ([kept], Conflict),
    )
    for wanted, why in refused:
        with pytest.raises(why) as error:
            await schedule(later, ann, room, "hello", soon, upload_uuids=wanted)
        assert set(getattr(error.value, "fields", {})) == {"uploads"}
    assert await files(later, ann) == [["plan.txt"]]


async def test_a_file_that_was_posted_meanwhile_is_told(later: Chat, person: MakePerson, calendar: Calendar) -> None:
    ann = await person("ann")
    room = await a_room(later, ann)
    plan = await send_file(later, ann, room, b"plan")
    await schedule(later, ann, room, "later", in_(calendar, minutes=5), upload_uuids=[plan])
    await post_files(later, ann, room, plan)
    calendar.advance(6 * 60)
    assert await later.scheduled.send_due() == 0
    assert ["on another message" in one.problem for one in await waiting(later, ann)] == [True]
