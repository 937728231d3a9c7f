"""S4, several processes: people on different ones are in one Chatapp, and a room is numbered once for all of them.

CHATAPP_TEST_EXAMPLES: other than 1, a thousand posts; else a hundred and fifty.
"""

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, expect

from tests.acceptance.requirements import proves
from tests.acceptance.scenes import a_room, ask, composer, in_sidebar, messages, say
from tests.acceptance.test_s2_direct import conversation
from tests.acceptance.test_s2_unread import sign
from tests.acceptance.trio import Crowd, Trio, trio
from tests.pages.room.timeline.test_disconnects import ROW, plain
from tests.support.browser.arrival import AT_SIGN_IN
from tests.support.browser.bursts import RecordingPage
from tests.support.browser.page_client import PageClient
from tests.support.people.chats import OpenPage
from tests.support.running import debian
from tests.support.running.patience import becomes, comes_true, until
from tests.support.samples.pictures import RED, saved, stripes
from tests.support.servers.postgres import Postgres
from tests.support.servers.proxies import leading, nginx, running
from tests.support.servers.redis_server import RedisServer
from tests.support.servers.server import Person, free_port

POSTS = 150 if os.environ.get("CHATAPP_TEST_EXAMPLES", "1") == "1" else 1000
ME, PAGES = "/api/v1/me", "chatapp_pages_connected"


@pytest.fixture(scope="module")
async def three(
    tmp_path_factory: pytest.TempPathFactory, postgres: Postgres, redis: RedisServer
) -> AsyncIterator[Trio]:
    async with trio(tmp_path_factory.mktemp("trio"), postgres, redis) as three:
        yield three


def line(page: Page, words: str) -> Locator:
    """The message that says this."""
    return messages(page).filter(has_text=words)


@proves("S4.3")
@pytest.mark.browser
async def test_two_people_on_two_processes_write_change_and_mark_messages_and_both_see_it(
    three: Trio, open_page: OpenPage
) -> None:
    ann, ben = await three[0].person(), await three[1].person()
    room = await three[2].room(ann, ben)
    anns, bens = [await open_page(f"{three[n].base}/rooms/{room}", who) for n, who in enumerate((ann, ben))]
    for page, words in ((anns, "from the first process"), (bens, "from the second"), (anns, "soon gone")):
        await say(page, words)
        for watching in (anns, bens):
            await expect(line(watching, words)).to_be_visible()
    assert await ask(three[2], ann, "PATCH", f"{room}/messages/1", body="from process one") == 200
    assert await ask(three[1], ben, "PUT", f"{room}/messages/1/reactions/👍") == 200
    assert await ask(three[0], ann, "DELETE", f"{room}/messages/3") == 204
    for page in (anns, bens):
        await expect(messages(page)).to_have_count(3)
        await expect(line(page, "from process one").locator(".edited")).to_be_visible()
        await expect(line(page, "from process one").locator(".reactions")).to_have_text("👍 1")
        await expect(line(page, "This message was deleted.")).to_be_visible()
        await expect(line(page, "soon gone")).to_have_count(0)
    assert await ask(three[2], ben, "DELETE", f"{room}/messages/1/reactions/👍") == 200
    for page in (anns, bens):
        await expect(page.locator(".reactions")).to_have_count(0)


@proves("S4.3")
@pytest.mark.browser
async def test_who_is_there_what_is_unread_and_what_people_look_like_is_the_same_on_all_processes(
    three: Trio, open_page: OpenPage
) -> None:
    ann, ben = await three[0].person(), await three[1].person()
    anns = await open_page(f"{three[0].base}/rooms", ann)
    bens = await open_page(f"{three[1].base}/rooms", ben)
    await conversation(three[2], ann, ben)
    for page, other in ((anns, ben), (bens, ann)):
        await expect(in_sidebar(page, f"{other.username}, online")).to_be_visible()
    await in_sidebar(anns, ben.username).click()
    await say(anns, "are you there?")
    await expect(sign(bens, ann.username)).to_have_text("1")
    await expect(bens).to_have_title("(1) Rooms · Chatapp")
    second = await open_page(f"{three[2].base}/profile", ben)
    await expect(second).to_have_title("(1) Profile · Settings · Chatapp")
    await in_sidebar(bens, ann.username).click()
    await expect(line(bens, "are you there?")).to_be_visible()
    await expect(second).to_have_title("Profile · Settings · Chatapp")
    await second.context.close()
    async with three[2].http(ben) as http:
        assert (await http.patch(ME, json={"first_name": "Benedict"})).is_success
        picture = saved(stripes(RED))
        assert (await http.put(f"{ME}/avatar", content=picture, headers={"Content-Type": "image/png"})).is_success
    await expect(anns.get_by_role("heading", level=1)).to_have_text("Benedict")
    await expect(in_sidebar(anns, "Benedict, online").locator(f"img[src*='/avatars/{ben.uuid}/']")).to_be_visible()
    drawn = "img => img.complete && img.naturalWidth > 0"
    await comes_true(lambda: in_sidebar(anns, "Benedict").locator("img").evaluate(drawn))
    await bens.context.close()
    await expect(in_sidebar(anns, "Benedict, offline")).to_be_visible()
    await expect(anns.locator(".presence-word")).to_have_text("offline")


@proves("S4.3")
@pytest.mark.browser
async def test_what_becomes_of_a_room_and_of_a_session_shows_on_all_processes_without_a_reload(
    three: Trio, open_page: OpenPage
) -> None:
    ann, ben = await three[0].person(), await three[1].person()
    room = await a_room(three[0], ann)
    uuid, renamed = room["uuid"], f"Orangery {room['name']}"
    bens = await open_page(f"{three[1].base}/rooms", ben)
    heading = bens.get_by_role("heading", level=1)
    assert await ask(three[2], ann, "PUT", f"{uuid}/members/{ben.uuid}", role="member") == 204
    await in_sidebar(bens, room["name"]).click()
    await expect(composer(bens)).to_be_visible()
    assert await ask(three[0], ann, "PATCH", uuid, name=renamed) == 204
    await expect(heading).to_have_text(renamed)
    await expect(in_sidebar(bens, renamed)).to_be_visible()
    assert await ask(three[2], ann, "DELETE", f"{uuid}/members/{ben.uuid}") == 204
    await expect(composer(bens)).to_have_count(0)
    await expect(in_sidebar(bens, renamed)).to_have_count(0)
    assert await ask(three[0], ann, "PUT", f"{uuid}/members/{ben.uuid}", role="member") == 204
    await in_sidebar(bens, renamed).click()
    await expect(composer(bens)).to_be_visible()
    assert await ask(three[2], ann, "POST", f"{uuid}/close") == 204
    await expect(composer(bens)).to_have_count(0)
    await expect(in_sidebar(bens, renamed)).to_have_count(0)
    async with three[2].http(ben) as http:
        assert (await http.delete(f"{ME}/devices")).is_success
    await expect(bens).to_have_url(AT_SIGN_IN)


def shown(page: PageClient) -> list[tuple[int, str, str]]:
    """Return number, key and words of each message a page shows, from the top."""
    return [(int(number), key, plain(body)) for number, key, body in ROW.findall(page.html())]


@proves("S4.3", "S4.7")
async def test_posts_over_three_processes_get_one_numbering_and_every_page_is_the_database(
    three: Trio,
) -> None:
    ann, ben = await three[0].person(), await three[1].person()
    room = await three[2].room(ann, ben)
    await becomes([0, 0, 0], lambda: three.told(PAGES))  # those of other tests are gone
    posts_before = await three.told("chatapp_posts_total")
    pages = [
        await RecordingPage(server.base, room, who.cookie).open() for server in three.servers for who in (ann, ben)
    ]
    await becomes([2, 2, 2], lambda: three.told(PAGES))
    crowd = Crowd(three, [ann, ben], room)
    posting = asyncio.create_task(crowd.post_all(POSTS))
    await until(lambda: posting.done() or len(crowd.numbers) > POSTS // 2)
    late = [await PageClient(server.base, f"/rooms/{room}", ben.cookie).open() for server in three.servers]
    await posting
    assert sorted(crowd.numbers.values()) == list(range(1, POSTS + 1))
    stored = [await server.messages(ann, room) for server in three.servers]
    assert stored[0] == stored[1] == stored[2]
    rows = [(message["number"], message["client_message_id"], message["body"]) for message in stored[0]]
    assert rows == [(number, key, f"post {key[4:]} of all") for number, key in crowd.in_order()]
    for page in (*pages, *late):
        await until(lambda page=page: shown(page)[-1:] == rows[-1:])
        seen = shown(page)
        assert seen == rows[-len(seen) :]
        assert len(seen) >= 50
    assert [list(page.arrived) for page in pages] == [list(range(1, POSTS + 1))] * len(pages)
    told = await three.told("chatapp_posts_total")
    assert sum(told) - sum(posts_before) == POSTS
    assert all(now > before for now, before in zip(told, posts_before, strict=True)), "all of them took part"
    for page in (*pages, *late):
        await page.close()


@pytest.fixture
async def proxy(three: Trio, tmp_path: Path) -> AsyncIterator[str]:
    """The address of a real proxy before the three."""
    if debian.program("nginx") is None:
        pytest.skip("nginx cannot be had")
    port = free_port()
    command = nginx(tmp_path, port, [server.port for server in three.servers], has_tls=False)
    with running(command, {}, tmp_path / "proxy.log"):
        yield await leading(f"http://127.0.0.1:{port}")


async def process_of(three: Trio, base: str, person: Person) -> int:
    """Return which process the proxy leads somebody to."""
    await becomes([0, 0, 0], lambda: three.told(PAGES))
    page = await PageClient(base, "/settings/profile", person.cookie).open()
    pages = await three.told(PAGES)
    await page.close()
    return pages.index(1)


@proves("S4.3")
@pytest.mark.browser
async def test_behind_a_proxy_the_page_of_a_killed_process_keeps_what_is_typed_and_goes_on_elsewhere(
    three: Trio, proxy: str, open_page: OpenPage
) -> None:
    ann, ben = await three[0].person(), await three[0].person()
    anns_process = await process_of(three, proxy, ann)
    while (bens_process := await process_of(three, proxy, ben)) == anns_process:
        ben = await three[0].person()
    room = await three[0].room(ann, ben)
    anns, bens = [await open_page(f"{proxy}/rooms/{room}", person) for person in (ann, ben)]
    await say(anns, "hello")
    await expect(line(bens, "hello")).to_be_visible()
    for page in (anns, bens):
        await page.evaluate("window.isTheSame = true")
    await composer(bens).fill("half a sentence")
    killed = three[bens_process]
    await killed.kill()
    await say(anns, "are you there?")
    await expect(line(bens, "are you there?")).to_be_visible()
    assert await bens.evaluate("window.isTheSame") is None
    assert await anns.evaluate("window.isTheSame"), "who was on another process noticed nothing"
    await expect(composer(bens)).to_have_value("half a sentence")
    await composer(bens).press_sequentially(", and the other half")
    await bens.keyboard.press("Enter")
    for page in (anns, bens):
        await expect(messages(page).locator(".body")).to_have_text(
            ["hello", "are you there?", "half a sentence, and the other half"]
        )
    await killed.start()
    assert (await killed.post(ben, room, "back again")).json()["number"] == 4
    for page in (anns, bens):
        await expect(line(page, "back again")).to_be_visible()
