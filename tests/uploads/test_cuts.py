"""A large file on a bad line: cut off at random, taken up by a page that was loaded again, its server killed.

All of it arrives, once, and the server never holds more than a few pieces of it.
"""

import random
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from chatapp.uploads.limits import MEBIBYTE, PIECE
from tests.support.people.sending import MadeFile, Sending, download, forget_peak, peak
from tests.support.servers.s3_server import S3Server
from tests.support.servers.server import Server

SIZE = 40 * MEBIBYTE + 12_345
CUTS = 10
MOST = (
    36  # MiB of memory that a file of 40 may take, up and down; `benchmarks.uploads` measures the 30 that are promised
)


@pytest.fixture(scope="module")
def bucket() -> Iterator[S3Server]:
    server = S3Server().start()
    yield server
    server.stop()


@pytest.fixture(params=["folder", pytest.param("bucket", marks=pytest.mark.nightly)])
async def server(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Server]:
    url = request.getfixturevalue("bucket").url if request.param == "bucket" else ""
    server = await Server(tmp_path / "data", {"CHATAPP_STORAGE_URL": url}).start()
    yield server
    await server.stop()


async def test_a_file_arrives_whole_and_once_whatever_is_cut_off_and_takes_little_memory(server: Server) -> None:
    ann, ben = await server.person("ann"), await server.person("ben")
    room = await server.room(ann, ben)
    warm = Sending(server, ann, room, MadeFile(3 * MEBIBYTE, "warm"))
    await warm.go_on(await warm.begin(), warm.file.size)
    assert await download(server, ben, (await warm.post("warm"))["attachments"][0]["url"]) == warm.file.sha256

    sending = Sending(server, ann, room, MadeFile(SIZE))
    chance = random.Random(16)
    before = forget_peak(server.process.pid)  # type: ignore[union-attr]
    offset = await sending.begin()
    for number, place in enumerate(sorted(chance.sample(range(1, SIZE), CUTS)), 1):
        offset = await sending.go_on(offset, place - place % PIECE)
        await sending.cut(offset, place % PIECE)
        if number == CUTS // 2:
            assert peak(server.process.pid) - before < MOST  # type: ignore[union-attr]
            await server.kill()
            await server.start()
            before = forget_peak(server.process.pid)  # type: ignore[union-attr]
        if number in (CUTS // 2, CUTS - 1):  # the page is loaded again
            first, there = sending.upload, await sending.begin()
            assert (sending.upload, there) == (first, offset)
    assert await sending.go_on(offset, SIZE) == SIZE
    posted = [await sending.post("one message") for _ in range(2)]
    assert posted[0] == posted[1]
    (attachment,) = posted[0]["attachments"]
    assert await download(server, ben, attachment["url"]) == sending.file.sha256
    assert peak(server.process.pid) - before < MOST  # type: ignore[union-attr]
    told = [one for one in await server.messages(ben, room) if one["attachments"]]
    assert [one["attachments"][0]["size"] for one in told] == [warm.file.size, SIZE]
    assert "failed" not in server.log()
