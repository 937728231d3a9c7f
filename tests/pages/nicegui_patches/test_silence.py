"""A page that reads nothing, and a burst of messages: nobody waits for the one, and the other reaches everybody.

CHATAPP_TEST_SILENCE: for how many seconds the silent page is silent at least; else until its socket is full and 1,200
long messages have reached the others.
"""

import asyncio
import os
from pathlib import Path
from uuid import uuid4

import pytest

from tests.support.browser.bursts import RecordingPage, is_the_database, post_all, whole
from tests.support.browser.page_client import PageClient
from tests.support.servers.server import Person, Server

SILENCE = float(os.environ.get("CHATAPP_TEST_SILENCE", "0"))
LONG = 9_000  # characters in a message
SOCKETS = Path("/proc/net/tcp")  # what Linux holds for each connection
IS_LINUX = SOCKETS.exists()


async def test_a_page_that_reads_nothing_delays_nobody_and_is_whole_afterwards(way: Server) -> None:
    ann, ben = await way.person(), await way.person()
    room = await way.room(ann, ben)
    others = [await PageClient(way.base, f"/rooms/{room}", who.cookie).open() for who in (ann, ben)]
    polling = await PageClient(way.base, f"/rooms/{room}", ann.cookie, is_polling=True).open()
    silent = await PageClient(way.base, f"/rooms/{room}", ann.cookie, buffer=4096).open()
    await silent.stop_reading()
    posted, held, silent_since = 0, [0], asyncio.get_running_loop().time()
    while posted < 1200 or asyncio.get_running_loop().time() < silent_since + SILENCE:
        await post_long(way, ann, room, 60)
        posted += 60
        for page in (*others, polling):
            await whole(page, posted)  # while the other reads nothing, however full its socket is
        held.append(unread(way, silent))
        await asyncio.sleep(min(SILENCE, 0.5))
    assert silent.rows() == []
    assert not IS_LINUX or held[-1] == held[-5] > 0, "its socket is not full: it still took something"
    before, others_got = silent.received, others[0].received
    await silent.read_again()
    await is_the_database(way, ann, room, *others, polling, silent)
    if way.settings.get("CHATAPP_FANOUT") != "public":  # NiceGUI's own way queues everything until it gives a page up
        assert silent.received - before < others_got * 5 / 6, "more was kept for it than what it shows in the end"
    for page in (*others, polling, silent):
        await page.close()


def unread(server: Server, page: PageClient) -> int:
    """Return how many bytes the system holds for a page: sent, and not read."""
    ports = {server.port, page.port}
    held = 0
    for socket in SOCKETS.read_text().splitlines()[1:] if IS_LINUX else ():
        _, local, remote, _, queues, *_ = socket.split()
        if {int(address.partition(":")[2], 16) for address in (local, remote)} == ports:
            held += sum(int(queue, 16) for queue in queues.split(":"))
    return held


async def post_long(server: Server, person: Person, room: str, count: int) -> None:
    """Post long messages: together they are more than any socket holds."""
    async with server.http(person) as http:
        bodies = [f"{uuid4().hex} " * (LONG // 33) for _ in range(count)]
        posts = [{"body": body.strip(), "client_message_id": str(uuid4())} for body in bodies]
        answers = await asyncio.gather(*(http.post(f"/api/v1/rooms/{room}/messages", json=new) for new in posts))
        assert {answer.status_code for answer in answers} == {201}


@pytest.mark.nightly
async def test_a_burst_of_three_thousand_reaches_every_page_once_and_in_order(way: Server) -> None:
    ann, ben = await way.person(), await way.person()
    room = await way.room(ann, ben)
    pages = [await RecordingPage(way.base, room, who.cookie).open() for who in (ann, ben) * 2]
    polling = RecordingPage(way.base, room, ben.cookie)
    polling.is_polling = True
    await polling.open()
    await post_all(way, ann, room, 3000)
    await is_the_database(way, ann, room, *pages, polling)
    for page in pages:
        assert list(page.arrived) == list(range(1, 3001))
        assert page.reloads == 0
    assert list(polling.arrived) == sorted(polling.arrived)
    for page in (*pages, polling):
        await page.close()
