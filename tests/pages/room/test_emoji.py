"""The list of emoji: made when it is first wanted, served for ever at an address that follows from what it is."""

import re

from tests.support.page_client import PageClient
from tests.support.server import Server


async def test_a_room_names_the_list_and_it_is_served_for_good(server: Server) -> None:
    ann = await server.person()
    room = await server.room(ann)
    html = (await PageClient(server.base, f"/rooms/{room}", ann.cookie).get()).text
    found = re.search(r"/assets/[0-9a-f]{16}/emoji\.json", html)
    assert found is not None
    async with server.http() as stranger:  # as every script: there is nothing personal in it
        answer = await stranger.get(found[0])
        plain = await stranger.get(found[0], headers={"Accept-Encoding": "identity"})
        other = await stranger.get("/assets/0000000000000000/emoji.json")
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.json() == plain.json()
    assert answer.json()[0][1][0][:2] == ["😀", "grinning face"]
    assert int(answer.headers["content-length"]) < 50_000
    assert other.status_code == 404
