"""The list of emoji: made when it is first wanted, served for ever at an address that follows from what it is.

And custom ones in rooms: they come and go, and rows that are shown follow.
"""

import re
from dataclasses import replace
from functools import partial
from uuid import uuid4

import pytest

from chatapp import custom_emoji
from chatapp.bootstrap import Chat
from chatapp.events import Reaction
from chatapp.messages.history import MessagePage
from chatapp.messages.markup.custom_emoji import picture_html
from chatapp.web import urls
from pages.components.elements import short
from pages.room.message import message_html
from pages.room.timeline.change import Change
from pages.room.timeline.emoji_redraw import EmojiRedraw, shows_emoji
from pages.room.timeline.rendered_room import RenderedRoom
from tests.support.browser.page_client import PageClient
from tests.support.browser.rendered_rooms import ANN, message, messages
from tests.support.people.chats import MakePerson
from tests.support.people.emoji import add_emoji, frames_of, moving, square
from tests.support.running.patience import until
from tests.support.servers.server import Server

PARTY = picture_html("party", "0" * 64, is_moving=False)


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


class View:
    """An open page that takes what it is shown, and shows everything."""

    def show(self, change: Change) -> None:
        """Take it."""

    def covers(self, chunk: int) -> bool:
        return True


def some_messages() -> MessagePage:
    """Return 120 messages: in a frozen chunk, in an open one, in a reaction and in a quote `:party:` is named."""
    found = messages(1, 120)
    found[6] = message(7, body="old :Party:")
    found[107] = message(108, body="new :party: and :nope:")
    found[109] = replace(message(110, body="12:30"), reactions=(Reaction(":party:", (ANN,), ("Ann",)),))
    found[111] = message(112, body="yes", quoted=found[107])
    return MessagePage(found, 120, has_more=False, last_number=120)


def filled(room: RenderedRoom) -> RenderedRoom:
    """Return a room whose messages some page shows."""
    room.join(View())
    with room.tracking(0, None) as pending:
        room.merge(pending, some_messages())
    room.flush()
    return room


async def test_rows_that_show_an_emoji_are_drawn_again_when_it_comes_and_goes_and_no_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pictures, rendered, render = dict[str, str](), list[int](), message_html.render
    monkeypatch.setattr(message_html, "render", lambda view, *rest: rendered.append(view.number) or render(view, *rest))
    room = filled(RenderedRoom(pictures))
    for picture in (PARTY, ""):
        rendered.clear()
        if picture:
            pictures["party"] = picture
        else:
            pictures.clear()
        await room.redraw(partial(shows_emoji, {"party", "other"}))
        room.flush()
        assert rendered == [112, 110, 108, 7]
        assert room.html(0, 2).count("<img") == 4 * bool(picture)
    assert f'data-emoji=":party:" data-people="{short(ANN)}"><button type="button">:party: <b>1</b>' in room.html(2, 2)
    rendered.clear()
    await room.redraw(partial(shows_emoji, {"other", "30"}))
    assert rendered == []


async def test_rows_that_are_being_read_show_an_emoji_that_came_meanwhile() -> None:
    pictures = dict[str, str]()
    room = RenderedRoom(pictures)
    room.join(View())
    with room.tracking(0, None) as pending:
        await room.prepare(pending, some_messages())
        pictures["party"] = PARTY
        await room.redraw(partial(shows_emoji, {"party"}))
        room.merge(pending, some_messages())
    assert room.html(0, 2).count("<img") == 4


async def test_the_rooms_of_a_process_follow_its_emoji(chat: Chat, person: MakePerson) -> None:
    ann = await person("ann")
    await chat.custom_emoji.get()
    redraw = EmojiRedraw(chat.custom_emoji)
    rooms = [filled(redraw.new_room()) for _ in range(3)]
    await add_emoji(chat, ann, "party")
    await until(lambda: all(room.html(0, 2).count("<img") == 4 for room in rooms))
    async with chat.transaction() as work:
        await custom_emoji.delete(work, actor=ann, name="party")
    await until(lambda: not any("<img" in room.html(0, 2) for room in rooms))


@pytest.mark.parametrize(
    ("body", "is_large"),
    [(":party:", True), (":party: 🎉 :party:", True), (":party:" * 4, False), (":party: yes", False), (":no:", False)],
)
def test_a_message_of_a_few_emoji_alone_is_large_custom_ones_too(body: str, is_large: bool) -> None:
    for picture in (PARTY, picture_html("party", "0" * 64, is_moving=True)):
        row = message_html.render(message(1, body=body), {"party": picture})
        assert ('class="body emoji"' in row) == is_large


async def test_pictures_and_their_list_are_for_signed_in_browsers_and_kept_for_good(server: Server) -> None:
    ann = await server.person()
    name = f"e{uuid4().hex[:12]}"
    async with server.http(ann) as http:
        added = await http.post(f"{urls.EMOJI_UPLOAD}?name={name}", content=moving(), headers={"Cookie": ann.cookie})
        assert (added.status_code, added.json()) == (200, {"name": name})
        again = await http.post(f"{urls.EMOJI_UPLOAD}?name={name}", content=b"", headers={"Cookie": ann.cookie})
        assert {one["field"] for one in again.json()["errors"]} == {"name", "picture"}
    html = (await PageClient(server.base, "/rooms", ann.cookie).get()).text
    address = found[0] if (found := re.search(r"/emoji/lists/[0-9a-f]{16}", html)) else ""
    async with server.http() as browser:
        for path in (address, f"{urls.EMOJI}/lists/x", f"{urls.EMOJI}/{'0' * 64}"):
            assert (await browser.get(path)).status_code == 401
        assert (await browser.post(f"{urls.EMOJI_UPLOAD}?name=x{name}", content=square())).status_code == 401
        browser.headers["Cookie"] = ann.cookie
        listed = await browser.get(address)
        assert listed.headers["cache-control"] == "private, max-age=31536000, immutable"
        assert (await browser.get(f"{urls.EMOJI}/lists/x")).headers["cache-control"] == "no-store"
        [picture, still] = next(addresses for one, *addresses in listed.json() if one == name)
        for path, frames in ((picture, 3), (still, 1)):
            answer = await browser.get(path)
            assert (answer.headers["content-type"], answer.headers["cache-control"]) == (
                "image/webp",
                "private, max-age=31536000, immutable",
            )
            assert len(frames_of(answer.content)) == frames
        assert (await browser.get(f"{urls.EMOJI}/{'0' * 64}")).status_code == 404
