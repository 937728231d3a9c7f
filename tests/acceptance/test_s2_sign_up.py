"""S2, signing up with a code from a real mail server, and signing in by e-mail, to stay or to leave everywhere."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from playwright.async_api import Page, expect
from sqlalchemy import update
from sqlmodel import col, select

from models.account import OneTimeCode
from tests.acceptance.requirements import proves
from tests.acceptance.scenes import a_room, another_browser, field_error
from tests.support.browser.arrival import AT_SIGN_IN, arrived
from tests.support.people.chats import OpenPage
from tests.support.servers.databases import connected, written_by
from tests.support.servers.mailbox import Mailbox
from tests.support.servers.server import PASSWORD, Person, Server

pytestmark = pytest.mark.browser

HASHED = re.compile(r"[0-9a-f]{64}")


@dataclass
class Post:
    """A server that mails codes, and the mailbox they arrive in."""

    server: Server
    mailbox: Mailbox
    admin: Person

    def stored(self, email: str, what: str) -> Any:
        """Return a column of the code that waits for this address."""
        query = select(getattr(OneTimeCode, what)).where(col(OneTimeCode.email) == email)
        with connected(self.server.database_url) as connection:
            return connection.execute(query).scalar_one()

    def pass_time(self, email: str, what: str, by: timedelta) -> None:
        """Put a moment of the code back, as if time had passed."""
        earlier = {what: self.stored(email, what) - by}
        with connected(self.server.database_url) as connection:
            connection.execute(update(OneTimeCode).where(col(OneTimeCode.email) == email).values(earlier))

    async def can_sign_in(self, login: str) -> bool:
        async with self.server.http() as http:
            answer = await http.post("/api/v1/tokens", json={"login": login, "password": PASSWORD})
        return answer.status_code == 201


@pytest.fixture(scope="module")
async def post(engines: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Post]:
    mailbox = await Mailbox().start()
    server = Server(tmp_path_factory.mktemp("post") / "data", {**engines, "CHATAPP_SMTP_URL": mailbox.url})
    await server.start()
    yield Post(server, mailbox, await server.person("admin"))
    await server.stop()
    await mailbox.stop()


async def sign_up(page: Page, post: Post) -> str:
    """Open the form and send it as a new person; returns the address."""
    await page.goto(f"{post.server.base}/signup")
    await arrived(page)
    return await send_form(page)


async def send_form(page: Page) -> str:
    """Send the form as a new person; returns the address."""
    username = f"p{uuid4().hex[:8]}"
    await expect(page.get_by_role("button", name="Sign up")).to_be_visible()  # and not the page before it
    await page.get_by_label("Name", exact=True).fill(username)
    await page.get_by_label("E-mail").fill(f"{username}@example.org")
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("button", name="Sign up").click()
    await expect(page.get_by_role("heading", name="Check your e-mail")).to_be_visible()
    return f"{username}@example.org"


async def try_code(page: Page, code: str) -> None:
    await page.get_by_label("Code", exact=True).fill(code)
    await page.get_by_role("button", name="Confirm").click()


def another(code: str) -> str:
    """Return a code that is not this one."""
    return f"{(int(code) + 1) % 1_000_000:06}"


@proves("S2.1")
@pytest.mark.each_engine
async def test_the_code_from_the_mail_makes_the_account_and_neither_code_nor_password_is_kept_in_clear(
    post: Post, open_page: OpenPage
) -> None:
    room = (await a_room(post.server, post.admin))["uuid"]
    page = await open_page(f"{post.server.base}/rooms/{room}")
    await page.get_by_role("link", name="Sign up").click()
    email = await send_form(page)
    await expect(page.get_by_text(email)).to_be_visible()
    field = page.get_by_label("Code", exact=True)
    await expect(field).to_be_focused()
    assert await field.get_attribute("autocomplete") == "one-time-code"
    assert await field.get_attribute("inputmode") == "numeric"
    mail = await post.mailbox.mail(email)
    assert mail.to == email
    assert not await post.can_sign_in(email)  # there is no account yet
    assert HASHED.fullmatch(post.stored(email, "secret_hash"))
    lifetime = [post.stored(email, what) for what in ("sent_at", "expires_at")]
    assert lifetime[1] - lifetime[0] == timedelta(minutes=10)
    written = written_by(post.server)
    assert email.encode() in written
    assert PASSWORD.encode() not in written
    assert mail.code not in post.stored(email, "pending")
    assert mail.code not in post.server.log()
    await try_code(page, another(mail.code))
    await expect(field_error(page, "code")).to_contain_text("4 tries left")
    await expect(field).to_have_value(another(mail.code))
    assert not await post.can_sign_in(email)
    await try_code(page, mail.code)
    await page.wait_for_url(f"{post.server.base}/rooms/{room}")  # where the person was going
    assert await post.can_sign_in(email)
    assert PASSWORD.encode() not in written_by(post.server)


@proves("S2.1")
async def test_five_wrong_tries_use_the_code_up_and_another_comes_only_after_the_cool_down(
    post: Post, open_page: OpenPage
) -> None:
    page = await open_page(f"{post.server.base}/signup")
    email = await sign_up(page, post)
    first = (await post.mailbox.mail(email)).code
    for left in ("4 tries left", "3 tries left", "2 tries left", "1 try left", "no tries left"):
        await try_code(page, another(first))
        await expect(field_error(page, "code")).to_contain_text(left)
    await try_code(page, first)  # the right one, and too late
    await expect(field_error(page, "code")).to_contain_text("no longer works")
    again = page.get_by_role("button", name="Send another code")
    await expect(again).to_be_disabled()
    async with post.server.http(headers={"Origin": post.server.base}) as http:
        handle = page.url.partition("handle=")[2].partition("&")[0]
        assert (await http.post("/signup/resend", data={"handle": handle})).status_code == 429
    post.pass_time(email, "sent_at", timedelta(minutes=1))
    await page.reload()
    await arrived(page)
    await page.evaluate("window.isFormer = true")
    await again.click()
    await page.wait_for_function("!window.isFormer")  # it is loaded again, without what was typed
    await arrived(page)
    second = (await post.mailbox.mail(email, 2)).code
    assert len(post.mailbox.to(email)) == 2  # none was sent while it was too soon
    await expect(again).to_be_disabled()
    if second != first:  # one in a million
        await try_code(page, first)
        await expect(field_error(page, "code")).to_contain_text("4 tries left")
    await try_code(page, second)
    await page.wait_for_url(f"{post.server.base}/home")


@proves("S2.1")
async def test_a_code_works_for_ten_minutes_and_once(post: Post, open_page: OpenPage) -> None:
    page = await open_page(f"{post.server.base}/signup")
    email = await sign_up(page, post)
    code = (await post.mailbox.mail(email)).code
    post.pass_time(email, "expires_at", timedelta(minutes=10, seconds=1))
    await try_code(page, code)
    await expect(field_error(page, "code")).to_contain_text("no longer works")
    assert not await post.can_sign_in(email)
    email = await sign_up(page, post)
    code, asking = (await post.mailbox.mail(email)).code, page.url
    await try_code(page, code)
    await page.wait_for_url(f"{post.server.base}/home")
    async with post.server.http(headers={"Origin": post.server.base}) as http:
        handle = asking.partition("handle=")[2].partition("&")[0]
        used = await http.post("/signup/confirm", data={"handle": handle, "code": code})
    assert used.status_code == 422
    assert "set-cookie" not in used.headers


@proves("S2.2")
async def test_who_signs_in_by_e_mail_is_signed_in_still_after_the_browser_was_closed(
    server: Server, open_page: OpenPage
) -> None:
    ann = await server.person()
    room = await a_room(server, ann)
    page = await open_page(f"{server.base}/login")
    await page.get_by_label("Username or e-mail").fill(f" {ann.email.upper()} ")
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("button", name="Sign in").click()
    await page.wait_for_url(f"{server.base}/home")
    kept = await page.context.storage_state()
    kept["cookies"] = [cookie for cookie in kept["cookies"] if cookie["expires"] > datetime.now(UTC).timestamp()]
    await page.context.close()  # what was only for this visit of the browser is gone
    back = await open_page(f"{server.base}/rooms/{room['uuid']}", storage_state=kept)
    await expect(back).to_have_url(f"{server.base}/rooms/{room['uuid']}")
    await expect(back.get_by_role("heading", level=1)).to_have_text(str(room["name"]))


@proves("S2.2")
@pytest.mark.each_engine
async def test_signing_out_everywhere_ends_every_browser_and_every_program_and_nobody_elses(
    server: Server, open_page: OpenPage
) -> None:
    ann, bob = await server.person(), await server.person()
    page = await open_page(f"{server.base}/settings/devices", ann)
    other = await open_page(f"{server.base}/rooms", await another_browser(server, ann.email))
    bobs = await open_page(f"{server.base}/rooms", bob)
    kept = await other.context.storage_state()
    await page.get_by_role("button", name="Sign out everywhere", exact=True).click()
    await page.get_by_role("dialog").get_by_role("button", name="Cancel").click()
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await expect(other).to_have_url(f"{server.base}/rooms")
    await page.get_by_role("button", name="Sign out everywhere", exact=True).click()
    await page.get_by_role("dialog").get_by_role("button", name="Sign out everywhere").click()
    for gone in (page, other, await open_page(f"{server.base}/rooms", storage_state=kept)):
        await expect(gone).to_have_url(AT_SIGN_IN)
    for person, status in ((ann, 401), (bob, 200)):
        async with server.http(person) as http:
            assert (await http.get("/api/v1/me")).status_code == status
    await bobs.reload()
    await expect(bobs).to_have_url(f"{server.base}/rooms")
