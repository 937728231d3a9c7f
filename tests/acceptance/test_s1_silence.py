"""S1, the end of a right: whoever loses a room, the account or the device hears nothing more on pages left open.

Each time one page is a browser, which goes where it is led, and one never lets go: it stays connected, whatever the
server tells it, and keeps everything it is sent.
"""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import pytest
from playwright.async_api import Page, expect

from tests.acceptance.office import Office
from tests.acceptance.requirements import proves
from tests.acceptance.scenes import a_room, another_browser, ask, composer, messages, open_details
from tests.pages.shell.authentication.test_websocket_auth import settled
from tests.support.browser.arrival import AT_SIGN_IN
from tests.support.browser.page_client import PageClient
from tests.support.people.chats import OpenPage
from tests.support.running.patience import until
from tests.support.servers.server import PASSWORD, Person, Server

pytestmark = pytest.mark.browser


@dataclass
class Scene:
    """Ann and bob in a room; bob has it open twice, and is about to lose it."""

    server: Server
    ann: Person
    bob: Person
    room: dict[str, Any]
    page: Page
    stubborn: PageClient
    sent: list[str] = field(default_factory=list)

    @property
    def uuid(self) -> str:
        return str(self.room["uuid"])

    async def begin(self) -> None:
        """Let bob's pages show that they hear what is said."""
        self.stubborn.on_update = lambda update: self.sent.append(json.dumps(update))
        await self.stubborn.open()
        await self.server.post(self.ann, self.uuid, "while a member")
        await expect(messages(self.page)).to_contain_text(["while a member"])
        await until(lambda: any("while a member" in update for update in self.sent))

    async def is_silent(self) -> None:
        """Say something that bob must not hear; nothing of it reaches bob, and nothing bob sends is stored."""
        secret, key = f"after the removal {uuid4()}", str(uuid4())
        await self.server.post(self.ann, self.uuid, secret)
        await self.stubborn.post(self.uuid, key, "from beyond")
        await settled(self.server, self.ann, self.uuid)
        assert not any(secret in said for said in (*self.sent, *self.stubborn.scripts, await self.page.content()))
        await expect(composer(self.page)).to_have_count(0)
        stored = await self.server.messages(self.ann, self.uuid)
        assert secret in [message["body"] for message in stored]
        assert key not in [message["client_message_id"] for message in stored]


@pytest.fixture
async def scene(office: Office, open_page: OpenPage) -> AsyncIterator[Scene]:
    server = office.server
    ann, bob = await server.person(), await server.person()
    room = await a_room(server, ann, bob)
    address = f"/rooms/{room['uuid']}"
    page = await open_page(server.base + address, bob)
    scene = Scene(server, ann, bob, room, page, PageClient(server.base, address, bob.cookie))
    await scene.begin()
    yield scene
    await scene.stubborn.close()


@proves("S1.3", "S1.5", "S4.8")
@pytest.mark.each_engine
async def test_whoever_is_removed_while_the_room_is_open_stops_receiving_at_once(
    scene: Scene, open_page: OpenPage
) -> None:
    page = await open_page(f"{scene.server.base}/rooms/{scene.uuid}", scene.ann)
    await open_details(page)
    await page.get_by_role("button", name=f"More actions for {scene.bob.username}").click()
    await page.get_by_role("menuitem", name="Remove from room").click()
    await page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    await expect(composer(scene.page)).to_have_count(0)
    await scene.is_silent()
    await until(lambda: any("sendQueue.mark" in script for script in scene.stubborn.scripts))  # told, not left waiting
    told = f"{scene.ann.username} removed you from {scene.room['name']}."
    await expect(scene.page.get_by_role("heading", name=told)).to_be_visible()
    await expect(scene.page.get_by_role("button", name="Join")).to_have_count(0)  # only who moderates lets them back
    for shown in (await scene.page.content(), scene.stubborn.html()):
        assert "while a member" not in shown
    for method, path in (("GET", "messages"), ("POST", "members")):
        assert await ask(scene.server, scene.bob, method, f"{scene.uuid}/{path}") == 403


@proves("S1.5")
async def test_a_room_that_is_closed_goes_silent_on_open_pages_even_if_it_is_opened_again(scene: Scene) -> None:
    assert await ask(scene.server, scene.ann, "POST", f"{scene.uuid}/close") == 204
    await expect(scene.page).to_have_url(f"{scene.server.base}/rooms")
    assert await ask(scene.server, scene.bob, "GET", f"{scene.uuid}/messages") == 404
    key = str(uuid4())
    await scene.stubborn.post(scene.uuid, key, "into a closed room")
    await until(lambda: any(key in script for script in scene.stubborn.scripts))
    assert await ask(scene.server, scene.ann, "POST", f"{scene.uuid}/reopen") == 204
    secret = f"to those who come back {uuid4()}"
    await scene.server.post(scene.ann, scene.uuid, secret)
    await settled(scene.server, scene.ann, scene.uuid)
    assert not any(secret in said for said in (*scene.sent, await scene.page.content()))
    assert key not in [said["client_message_id"] for said in await scene.server.messages(scene.ann, scene.uuid)]


@proves("S1.6", "S1.5")
@pytest.mark.each_engine
async def test_whoever_is_deactivated_by_an_administrator_is_silenced_at_once_and_kept_out(
    office: Office, scene: Scene, open_page: OpenPage
) -> None:
    page = await open_page(f"{office.server.base}/admin/people", office.ada)
    await page.get_by_role("searchbox").fill(scene.bob.username)
    await page.get_by_role("button", name=f"Manage {scene.bob.username}").click()
    choices = page.get_by_role("dialog", name=scene.bob.username, exact=True)
    await choices.get_by_role("button", name="Deactivate").click()
    await expect(choices).to_have_count(0)
    await page.get_by_role("dialog").get_by_role("button", name="Deactivate").click()
    await expect(scene.page).to_have_url(AT_SIGN_IN)
    await scene.is_silent()
    assert await ask(scene.server, scene.bob, "GET", scene.uuid) == 401
    async with scene.server.http(headers={"Cookie": scene.bob.cookie}) as http:
        assert (await http.get(f"/rooms/{scene.uuid}")).status_code == 303
        right = {"login": scene.bob.username, "password": PASSWORD}
        assert (await http.post("/login", data=right)).status_code == 401


@proves("S1.1", "S1.5")
async def test_a_device_that_is_signed_out_is_silenced_at_once_and_no_other(scene: Scene) -> None:
    telephone = await another_browser(scene.server, scene.bob.username, device="Telephone/1.0")
    kept = await PageClient(scene.server.base, f"/rooms/{scene.uuid}", telephone.cookie).open()
    async with scene.server.http(scene.bob) as http:
        devices = (await http.get("/api/v1/me/devices")).json()
        [lost] = [device["id"] for device in devices if device["name"] != "Telephone"]
        assert (await http.delete(f"/api/v1/me/devices/{lost}")).status_code == 204
    await expect(scene.page).to_have_url(AT_SIGN_IN)
    await scene.is_silent()
    await until(lambda: "after the removal" in kept.html())
    await kept.close()
