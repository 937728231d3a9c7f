"""What is photographed: every page empty, usual, crowded and wrong."""

from playwright.async_api import Page

from tests.shots.camera import Camera
from tests.support.people.crowd import EVERYBODY, LONG_NAME
from tests.support.servers.server import Person, Server

NOWHERE = "/rooms/00000000-0000-4000-8000-000000000000"
SECTIONS = (
    "general",
    "invites",
    "people",
    "rooms",
    "moderation",
    "sessions",
    "categories",
    "files",
    "outbound",
    "system",
    "audit",
)
SETTINGS = ("profile", "appearance", "account", "devices", "developers")


async def set_up(camera: Camera, server: Server) -> None:
    """The very first page."""
    async with camera.step("setup"):
        await camera.go(server.base)
        await camera.shoot("setup")


async def doors(camera: Camera, server: Server) -> None:
    """The pages of those who are not signed in."""
    page = camera.page
    for name, path in (
        ("sign-in", "/login"),
        ("sign-up", "/signup"),
        ("forgot", "/forgot"),
        ("reset-too-late", "/reset?token=old"),
        ("invite-unknown", "/join/unknown"),
        ("no-such-page", "/no/such/page"),
    ):
        async with camera.step(name):
            await page.goto(server.base + path)
            await camera.shoot(name)
    async with camera.step("sign-in-wrong"):
        await camera.go(f"{server.base}/login")
        await page.get_by_label("Username or e-mail").fill("mara")
        await page.get_by_label("Password").first.fill("wrong")
        await page.get_by_role("button", name="Sign in").click()
        await page.get_by_text("Wrong username or password.").wait_for()
        await camera.shoot("sign-in-wrong")
    async with camera.step("sign-up-errors"):
        await camera.go(f"{server.base}/signup")
        await page.get_by_label("Name", exact=True).fill("Mara Lindqvist")
        await page.get_by_label("E-mail").fill("mara@example")
        await page.get_by_label("Password").first.fill("password1")
        await page.get_by_role("button", name="Sign up").click()
        await page.locator(".error:not(:empty)").first.wait_for()
        await camera.shoot("sign-up-errors")
    async with camera.step("sign-up-code"):
        await page.get_by_label("E-mail").fill(f"{camera.look.size}.{camera.look.scheme}@example.org")
        await page.get_by_label("Password").first.fill("tulip-harbour-9")
        await page.get_by_role("button", name="Sign up").click()
        await page.wait_for_url("**/signup/confirm*")
        await camera.shoot("sign-up-code")


async def empty(camera: Camera, server: Server, ann: Person) -> None:
    """What the first person sees before there is anything."""
    await camera.become(ann)
    pages = {"home": "/home", "rooms": "/rooms", "people": "/people", "admin-audit": "/admin/audit"}
    pages |= {f"rooms-{tab}": f"/rooms?show={tab}" for tab in ("joined", "mine", "saved")}
    for name, path in pages.items():
        await visit(camera, server, path, f"empty-{name}")
    await visit(camera, server, NOWHERE, "not-found")
    async with camera.step("empty-room"):
        async with server.http(ann) as http:
            found = await http.post("/api/v1/rooms", json={"name": f"Plans {camera.look.name}"})
        await camera.go(f"{server.base}/rooms/{found.json()['uuid']}")
        await camera.shoot("empty-room")


async def usual(camera: Camera, server: Server, password: str) -> None:
    """A team's usual day, as Aiko sees it."""
    page = camera.page
    await sign_in(camera, server, "aiko", password)
    await camera.shoot("home")
    async with camera.step("rooms"):
        await camera.go(f"{server.base}/rooms")
        await camera.shoot("rooms")
        await page.get_by_label("Search rooms").fill("nothing like this")
        await camera.shoot("rooms-nothing-found", 900)
        await page.get_by_label("Search rooms").fill("")
        await page.get_by_role("button", name="Join Hiring").click()
        await page.get_by_label("Room password").fill("wrong password")
        await page.keyboard.press("Enter")
        await page.get_by_text("That isn't the room's password.").wait_for()
        await camera.shoot("join-password")
    async with camera.step("create-room"):
        await camera.go(f"{server.base}/rooms")
        await page.locator(".pane").get_by_role("button", name="Create room").click()
        await page.get_by_label("Name", exact=True).fill(LONG_NAME)
        await page.get_by_label("Who may join").select_option("private")
        await camera.shoot("create-room")
    async with camera.step("room"):
        await open_room(camera, server, "General")
        await camera.shoot("room")
        await page.get_by_label("Message", exact=True).fill("A **draft** with `code` that waits to be sent")
        await camera.shoot("room-draft")
        await page.get_by_label("Message", exact=True).fill("")
    async with camera.step("room-emoji"):
        await page.get_by_role("button", name="Emoji").first.click()
        await camera.shoot("room-emoji")
        await page.keyboard.press("Escape")
    async with camera.step("room-details"):
        await page.get_by_role("button", name="Details", exact=True).click()
        await camera.shoot("room-details")
    async with camera.step("room-offline"):
        await open_room(camera, server, "General")
        await page.context.set_offline(True)
        await page.evaluate("socket.disconnect()")
        await camera.shoot("room-offline", 1500)
    await page.context.set_offline(False)
    async with camera.step("menu"):
        await open_room(camera, server, "General")
        await camera.open_menu()
        await camera.shoot("menu")
        await page.get_by_role("button", name="New message").click()
        await camera.shoot("new-message", 900)
    async with camera.step("shortcuts"):
        await open_room(camera, server, "Deploys")
        await page.locator(".conversation").focus()
        await page.keyboard.press("?")
        await camera.shoot("shortcuts")
    async with camera.step("code"):
        await open_room(camera, server, "Deploys")
        await camera.shoot("room-code")
    for section in ("", *SETTINGS):
        await visit(camera, server, f"/settings/{section}".rstrip("/"), f"settings-{section}".rstrip("-"))
    await visit(camera, server, "/people", "people")
    await visit(camera, server, "/people/mara", "person")


async def shown(camera: Camera, server: Server, password: str) -> None:
    """What README shows."""
    await sign_in(camera, server, "aiko", password)
    await camera.shoot("home")
    await open_room(camera, server, "Deploys")
    await camera.shoot("room", 1000)
    if camera.look.size == "narrow":
        await camera.open_menu()
        await camera.shoot("menu")
    await visit(camera, server, "/settings/appearance", "settings-appearance")


async def administration(camera: Camera, server: Server, password: str) -> None:
    """What Mara sees: the owner of the rooms, and the administrator."""
    page = camera.page
    await sign_in(camera, server, "mara", password)
    async with camera.step("room-owner"):
        await open_room(camera, server, "Design")
        await page.get_by_role("button", name="Details", exact=True).click()
        await page.get_by_role("button", name="More actions for Lena Vogel").click()
        await camera.shoot("room-owner")
        await page.keyboard.press("Escape")
    for label, name in (("Archive room", "archive-room"), ("Leave room", "leave-as-owner")):
        async with camera.step(name):
            await open_room(camera, server, "Design")
            await page.get_by_role("button", name="More actions", exact=True).click()
            await page.get_by_role("menuitem", name=label).click()
            await camera.shoot(name)
    for section in SECTIONS:
        await visit(camera, server, f"/admin/{section}", f"admin-{section}")


async def crowded(camera: Camera, server: Server, cora: Person) -> None:
    """Ten thousand rooms and people, long names, a very long message."""
    page = camera.page
    await camera.become(cora)
    for name, path in (
        ("home", "/home"),
        ("rooms", "/rooms"),
        ("people", "/people"),
        ("admin-people", "/admin/people"),
    ):
        await visit(camera, server, path, f"crowded-{name}", 900)
    for name, room, search in (("long-name", LONG_NAME[:20], "exceptionally"), ("room", EVERYBODY, EVERYBODY)):
        async with camera.step(f"crowded-{name}"):
            await camera.go(f"{server.base}/rooms")
            await page.get_by_label("Search rooms").fill(search)
            await page.locator(".room-card a", has_text=room).first.click()
            await _until_open(page)
            if name == "room":
                await page.get_by_role("button", name="Details", exact=True).click()
            await camera.shoot(f"crowded-{name}", 900)


async def history(camera: Camera, server: Server, room: str, writer: Person, reader: Person) -> None:
    """A room with a long past: opened at what is new, read further up while more comes, opened at a message."""
    page = camera.page
    await camera.become(reader)
    await visit(camera, server, f"/rooms/{room}", "history-unread")
    async with camera.step("history-new-messages"):
        await page.get_by_role("button", name="Jump to the newest message").click()
        await page.locator(".to-newest").wait_for(state="hidden")
        await page.locator(".conversation").evaluate("e => { e.scrollTop = -1500 }")
        for number in range(12):
            await server.post(writer, room, f"Step {number + 1} of 12 is through.")
        await page.get_by_text("12 new messages").wait_for()
        await camera.shoot("history-new-messages")
    await visit(camera, server, f"/rooms/{room}/640", "history-link")
    await visit(camera, server, f"/rooms/{room}/99999", "history-no-such-message")


async def visit(camera: Camera, server: Server, path: str, name: str, wait: int = 500) -> None:
    """Open a page and take its picture."""
    async with camera.step(name):
        await camera.go(server.base + path)
        await camera.shoot(name, wait)


async def open_room(camera: Camera, server: Server, name: str) -> None:
    """Open a room by its name, wherever one is."""
    page = camera.page
    if await page.locator("a.room-row", has_text=name).count() == 0:
        await camera.go(f"{server.base}/home")
    address = await page.locator("a.room-row", has_text=name).first.get_attribute("href")
    await camera.go(f"{server.base}{address}")
    await _until_open(page)


async def _until_open(page: Page) -> None:
    await page.get_by_label("Message", exact=True).wait_for()


async def sign_in(camera: Camera, server: Server, login: str, password: str) -> None:
    """Sign in by the form, which leads to Home."""
    page = camera.page
    await camera.go(f"{server.base}/login")
    await page.get_by_label("Username or e-mail").fill(login)
    await page.get_by_label("Password").first.fill(password)
    await page.get_by_role("button", name="Sign in").click()
    await page.wait_for_url("**/home")
    await page.wait_for_function("window.did_handshake === true")
