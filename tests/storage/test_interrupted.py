"""A commit that is cut off may be durable all the same: what it would have announced, everybody is told to look for."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest
from sqlalchemy import insert

from chatapp.bootstrap import Chat, assemble
from chatapp.errors import Unavailable
from chatapp.events import Event, MemberLeft, MessageChanged
from chatapp.realtime.feeds import Feeds
from chatapp.settings import Settings
from chatapp.storage.unit_of_work import SyncUnitOfWork
from models import Account
from tests.support.people.accounts import account_row
from tests.support.people.chats import MakePerson
from tests.support.people.feeds import open_room
from tests.support.people.rooms import a_room, remove, say
from tests.support.running.patience import until
from tests.support.servers.databases import POSTGRESQL, rows
from tests.support.servers.mailbox import Mailbox, mails_sent
from tests.support.servers.postgres import Postgres

COMMITTING = "from pg_stat_activity where datname = current_database() and wait_event = 'SyncRep'"
NEVER = 3600.0  # seconds between comparing revisions


@pytest.fixture(scope="module")
def postgres() -> Iterator[Postgres]:
    """A server on which commits wait, once they are durable, for a standby that never comes: those that care to."""
    postgres = Postgres().start(synchronous_standby_names="nobody")
    yield postgres
    postgres.stop()


@pytest.fixture(params=[POSTGRESQL])
def database(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
async def patient(settings: Settings, chat: Chat, mailbox: Mailbox) -> AsyncIterator[Chat]:
    """A Chatapp on the database of `chat` whose commits wait for the standby."""
    url = f"{settings.database_url}&options=-csynchronous_commit%3Don"
    other = assemble(settings.model_copy(update={"database_url": url, "smtp_url": mailbox.url}))
    yield other
    await other.close()


async def test_whoever_is_removed_by_a_commit_that_is_cut_off_hears_nothing_more(
    chat: Chat, patient: Chat, person: MakePerson
) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben)
    heard: list[Event] = []
    await open_room(patient.feeds, actor=ben, room_uuid=room, listener=heard.append)
    removing = asyncio.create_task(remove(patient, ann, ben, room))
    await until(lambda: rows(chat.settings, f"select pid {COMMITTING}"))
    rows(chat.settings, f"select pg_terminate_backend(pid) {COMMITTING}")
    with pytest.raises(Unavailable):
        await removing
    await until(lambda: heard == [MemberLeft(room, ben.account_id)])


async def test_so_do_members_whose_remover_is_gone_before_the_answer(
    chat: Chat, patient: Chat, person: MakePerson
) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben)
    heard: list[Event] = []
    await open_room(patient.feeds, actor=ben, room_uuid=room, listener=heard.append)
    removing = asyncio.create_task(remove(patient, ann, ben, room))
    await until(lambda: rows(chat.settings, f"select pid {COMMITTING}"))
    removing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await removing
    await until(lambda: heard == [MemberLeft(room, ben.account_id)])


async def test_a_message_whose_commit_is_cut_off_is_heard_and_a_retry_finds_it(
    chat: Chat, patient: Chat, person: MakePerson
) -> None:
    ann = await person("ann")
    room = await a_room(chat, ann)
    heard: list[Event] = []
    await patient.feeds.close()
    feeds = Feeds(patient.broker, patient.database, compare_every=NEVER)
    await open_room(feeds, actor=ann, room_uuid=room, listener=heard.append)
    posting = asyncio.create_task(say(patient, ann, room, "so be it", "key"))
    await until(lambda: rows(chat.settings, f"select pid {COMMITTING}"))
    rows(chat.settings, f"select pg_terminate_backend(pid) {COMMITTING}")
    with pytest.raises(Unavailable):
        await posting
    await until(lambda: heard)
    again = await say(chat, ann, room, "so be it", "key")
    assert (heard, again.is_new) == ([MessageChanged(again.message)], False)
    await feeds.close()


async def test_a_commit_that_is_cut_off_sends_no_mail_and_has_no_effects(
    chat: Chat, patient: Chat, person: MakePerson, mailbox: Mailbox
) -> None:
    ann = await person("ann")
    ran: list[str] = []

    async def send() -> None:
        async with patient.transaction() as work:
            await patient.password_resets.send(work, ann.account_id)
            work.after_commit(lambda: ran.append("awaited"))

    def write(work: SyncUnitOfWork) -> None:
        work.connection.execute(insert(Account), [account_row("ben")])
        work.after_commit(lambda: ran.append("in a thread"))

    for transact in (send, lambda: patient.transactions.run_sync(write)):
        committing = asyncio.ensure_future(transact())
        await until(lambda: rows(chat.settings, f"select pid {COMMITTING}"))
        rows(chat.settings, f"select pg_terminate_backend(pid) {COMMITTING}")
        with pytest.raises(Unavailable):
            await committing
    await mails_sent(patient)
    assert (ran, mailbox.mails) == ([], [])
