"""What a page of a room asks before it is shown: all of it in one snapshot, so that nothing has to follow."""

import asyncio

from sqlalchemy import event

from chatapp import messages
from chatapp.bootstrap import Chat
from pages.room.page import ConversationPage
from pages.shell.page_state.drafts import Drafts
from pages.sidebar import sidebar_html
from tests.support.browser.page_client import PageClient
from tests.support.browser.shells import new_shell
from tests.support.people.chats import MakePerson
from tests.support.people.rooms import a_room, say
from tests.support.servers.server import Server


async def test_sidebar_room_and_what_is_the_persons_own_are_read_in_one_snapshot(
    chat: Chat, person: MakePerson
) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben)
    await say(chat, ben, room, "Hello")
    async with chat.transaction() as work:
        await messages.drafts.put(work, actor=ann, room_uuid=room, body="Half a", revision=0)
    await chat.workspace.get()  # what the process knows is read once
    snapshots = list[object]()
    reader = chat.database._snapshots
    assert reader is not None
    event.listen(reader.engine, "checkout", lambda *taken: snapshots.append(taken))
    shell = new_shell(chat, ann)
    with shell.client:
        Drafts(shell)
        page = ConversationPage(shell, room, "")
        html, _ = await asyncio.gather(sidebar_html(shell), page.listen())
        assert len(snapshots) == 1
    assert page.room.uuid == room
    assert shell.draft_rooms.value == {room}
    assert 'aria-label="Drafts, 1"' in html
    shell.current_view.leave()


async def test_the_first_html_has_what_is_saved_and_an_outsiders_has_none_of_it(server: Server) -> None:
    ann, ben = await server.person(), await server.person()
    room = await server.room(ann)
    async with server.http() as http:
        message = {"body": "Keep this", "client_message_id": "1"}
        (await http.post(f"/api/v1/rooms/{room}/messages", json=message, headers=ann.bearer)).raise_for_status()
        (await http.put(f"/api/v1/me/saved/{room}/1", headers=ann.bearer)).raise_for_status()

    async def marks(cookie: str) -> list[str]:
        page = PageClient(server.base, f"/rooms/{room}", cookie)
        await page.get()
        return [one["props"]["data-saved"] for one in page.elements.values() if "data-saved" in one.get("props", {})]

    assert await marks(ann.cookie) == ["1"]
    assert await marks(ben.cookie) == []
