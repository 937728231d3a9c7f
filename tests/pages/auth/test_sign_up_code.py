"""Signing up with a code and mending a forgotten password, on the real pages and with the mails people would get."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.support.browser.accessibility import violations
from tests.support.browser.arrival import AT_SIGN_IN, arrived
from tests.support.people.chats import OpenPage
from tests.support.servers.mailbox import Mailbox
from tests.support.servers.server import PASSWORD, Person, Server

pytestmark = pytest.mark.browser

NEW_PASSWORD = "walrus-lantern-4"
PUBLIC = "https://chat.example.org"


@pytest.fixture
async def verifying(tmp_path: Path, mailbox: Mailbox) -> AsyncIterator[tuple[Server, Person]]:
    """A server that mails codes, set up by its administrator."""
    settings = {"CHATAPP_SMTP_URL": mailbox.url, "CHATAPP_PUBLIC_URL": PUBLIC}
    server = await Server(tmp_path / "data", settings).start()
    admin = await server.person("admin")
    yield server, admin
    await server.stop()


async def sign_up(page: Page, username: str, email: str) -> None:
    """Fill the form in and send it."""
    await expect(page.get_by_role("button", name="Sign up")).to_be_visible()  # and not the page before it
    await page.get_by_label("Name", exact=True).fill(username)
    await page.get_by_label("E-mail", exact=True).fill(email)
    await page.get_by_label("Password", exact=True).fill(PASSWORD)
    await page.get_by_role("button", name="Sign up").click()


@pytest.mark.nightly
async def test_the_button_for_another_code_says_how_long_to_wait(
    verifying: tuple[Server, Person], open_page: OpenPage
) -> None:
    server, _ = verifying
    page = await open_page(f"{server.base}/signup")
    await sign_up(page, "ann", "ann@example.org")
    again = page.get_by_role("button", name="Send another code")
    await expect(again).to_be_disabled()
    await expect(again).to_have_text(re.compile(r"in \d+ s"))
    first = await again.inner_text()
    await expect(again).not_to_have_text(first)  # it counts
    await page.get_by_role("link", name="Back to the form").click()
    await expect(page.get_by_role("heading", name="Sign up")).to_be_visible()


@pytest.mark.nightly
async def test_the_page_looks_the_same_for_an_address_that_is_known(
    verifying: tuple[Server, Person], mailbox: Mailbox, open_page: OpenPage
) -> None:
    server, admin = verifying
    seen = []
    for username, email in (("evelyn", admin.email), ("ann", "ann@example.org")):
        page = await open_page(f"{server.base}/signup")
        await sign_up(page, username, email)
        await expect(page.get_by_role("heading", name="Check your e-mail")).to_be_visible()
        text = (await page.locator(".auth-card").inner_text()).replace(email, "…")
        seen.append(re.sub(r"in \d+ s", "in … s", text))
    assert seen[0] == seen[1]
    assert "already have" in (await mailbox.mail(admin.email)).subject


async def test_an_unknown_sign_up_leads_back_to_the_form(verifying: tuple[Server, Person], open_page: OpenPage) -> None:
    server, _ = verifying
    for handle in ("5f0c9b1e-0d0c-4b57-9a53-9f0c7a1d2b3c", "garbled", ""):
        page = await open_page(f"{server.base}/signup/confirm?handle={handle}")
        await expect(page.get_by_role("heading", name="This sign-up has ended")).to_be_visible()
        await page.get_by_role("link", name="Sign up again").click()
        await expect(page.get_by_role("heading", name="Sign up")).to_be_visible()


async def test_a_forgotten_password_is_mended_by_the_link_from_the_mail(
    verifying: tuple[Server, Person], mailbox: Mailbox, open_page: OpenPage
) -> None:
    server, admin = verifying
    elsewhere = await open_page(f"{server.base}/rooms", admin)
    page = await open_page(f"{server.base}/login")
    await page.get_by_role("link", name="Forgot your password?").click()
    told = []
    for email in ("nobody@example.org", admin.email):
        await page.goto(f"{server.base}/forgot")
        await page.get_by_label("E-mail").fill(email)
        await page.get_by_role("button", name="E-mail me a link").click()
        await expect(page.get_by_role("heading", name="Check your e-mail")).to_be_visible()
        told.append(await page.locator(".auth-card").inner_text())
    assert told[0] == told[1]
    mail = await mailbox.mail(admin.email)
    assert [mail.to for mail in mailbox.mails] == [admin.email]
    assert mail.link.startswith(f"{PUBLIC}/reset?token=")
    link = mail.link.replace(PUBLIC, server.base)
    for _ in range(2):  # opening it, as the scanners of mail servers do, uses nothing up
        await page.goto(link)
        await expect(page.get_by_role("heading", name="Choose a new password")).to_be_visible()
    await page.get_by_label("New password").fill("password1")
    await page.get_by_role("button", name="Set password").click()
    await expect(page.locator("#error-password")).not_to_be_empty()
    await page.get_by_label("New password").fill(NEW_PASSWORD)
    await page.get_by_role("button", name="Set password").click()
    await expect(page.get_by_text("Your password was changed.")).to_be_visible()
    await expect(elsewhere).to_have_url(AT_SIGN_IN)
    await page.get_by_label("Username or e-mail").fill("admin")
    await page.get_by_label("Password", exact=True).fill(NEW_PASSWORD)
    await page.get_by_role("button", name="Sign in").click()
    await page.wait_for_url(f"{server.base}/home")
    await page.goto(link)  # signed in or not: it was used
    await expect(page.get_by_role("heading", name="This link no longer works")).to_be_visible()
    await page.get_by_role("link", name="Ask for a new link").click()
    await expect(page.get_by_role("heading", name="Forgot your password?")).to_be_visible()
    assert mail.token not in server.log()


async def test_the_answers_to_posts_do_not_tell_known_from_unknown_addresses(
    verifying: tuple[Server, Person],
) -> None:
    server, admin = verifying
    async with server.http(headers={"Origin": server.base, "Host": "evil.example"}) as http:
        forged = await http.post("/forgot", data={"email": admin.email})
    assert forged.status_code == 403
    async with server.http(headers={"Origin": server.base}) as http:
        resets = [await http.post("/forgot", data={"email": email}) for email in (admin.email, "nobody@example.org")]
        assert resets[0].json() == resets[1].json()
        again = [await http.post("/forgot", data={"email": email}) for email in (admin.email, "nobody@example.org")]
        forms = [("evelyn", admin.email), ("ann", "ann@example.org")]
        sign_ups = [
            await http.post("/signup", data={"username": name, "email": email, "password": PASSWORD})
            for name, email in forms
        ]
    assert [answer.status_code for answer in (*resets, *again, *sign_ups)] == [200, 200, 429, 429, 200, 200]
    handle = re.compile(r"[0-9a-f-]{36}")
    assert len({handle.sub("…", answer.text) for answer in sign_ups}) == 1
    assert {frozenset(answer.headers.keys()) for answer in (*resets, *sign_ups)} == {
        frozenset(resets[0].headers.keys())
    }


async def test_nothing_of_this_is_done_by_a_get_or_from_another_site(verifying: tuple[Server, Person]) -> None:
    server, admin = verifying
    async with server.http(headers={"Origin": "https://evil.example"}) as http:
        for path in ("/signup", "/signup/confirm", "/signup/resend", "/forgot", "/reset"):
            assert (await http.post(path, data={"email": admin.email})).status_code == 403
    async with server.http() as http:
        assert (await http.get("/signup/resend")).status_code == 404
        page = await http.get("/reset?token=x")
    assert page.headers["Referrer-Policy"] in ("same-origin", "no-referrer")


async def test_axe_finds_nothing_on_these_pages(
    verifying: tuple[Server, Person], mailbox: Mailbox, open_page: OpenPage
) -> None:
    server, admin = verifying
    page = await open_page(f"{server.base}/signup")
    await sign_up(page, "ann", "ann@example.org")
    await page.get_by_role("button", name="Confirm").click()  # with its error
    await expect(page.locator("#error-code")).not_to_be_empty()
    assert await violations(page) == []
    async with server.http(headers={"Origin": server.base}) as http:
        await http.post("/forgot", data={"email": admin.email})
    token = (await mailbox.mail(admin.email)).token
    for path in ("/signup/confirm", "/forgot", "/forgot?sent=1", "/reset", f"/reset?token={token}", "/login?reset=1"):
        await page.goto(server.base + path)
        await arrived(page)
        assert await violations(page) == [], path
