"""The page that ends mails of notifications: opening it ends nothing, and a mail program needs one POST."""

from uuid import uuid4

import pytest
from playwright.async_api import expect

from chatapp.authentication.secret import derived_token, signing_secret
from tests.support.people.chats import OpenPage
from tests.support.servers.server import Server

pytestmark = pytest.mark.browser


async def test_mails_end_by_a_button_or_by_one_post_without_a_session(server: Server, open_page: OpenPage) -> None:
    ann, ben = await server.person(), await server.person()
    secret = signing_secret(server.data_dir)

    def path(uuid: object) -> str:
        return f"/unsubscribe/{uuid}/{derived_token(secret, f'unsubscribe {uuid}')}"

    async def has_mail(who: object) -> bool:
        async with server.http(who) as http:  # type: ignore[arg-type]
            return bool((await http.get("/api/v1/me/notifications")).json()["mail"])

    page = await open_page(f"{server.base}{path(ann.uuid)}")
    await expect(page.get_by_role("heading", name="Stop these e-mails?")).to_be_visible()
    assert await has_mail(ann)
    await page.get_by_role("button", name="Stop these e-mails").click()
    await expect(page.get_by_role("heading", name="No more e-mails")).to_be_visible()
    assert not await has_mail(ann)
    async with server.http() as http:
        one_click = {"List-Unsubscribe": "One-Click"}
        assert (await http.post(path(ben.uuid), data=one_click)).status_code == 200
        assert (await http.post(path(uuid4()), data=one_click)).status_code == 404
        assert (await http.post(f"/unsubscribe/{ann.uuid}/0", data=one_click)).status_code == 404
    assert not await has_mail(ben)
    await page.goto(f"{server.base}/unsubscribe/{ann.uuid}/0")
    await expect(page.get_by_role("heading", name="This link doesn't work")).to_be_visible()
