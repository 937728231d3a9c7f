"""What is photographed: every page empty, usual and crowded."""

from tests.shots.camera import Camera
from tests.support.crowd import EVERYBODY, LONG_NAME
from tests.support.server import Person, Server

NOWHERE = "/rooms/00000000-0000-4000-8000-000000000000"
SECTIONS = ("people", "rooms", "moderation", "sessions", "categories", "system", "audit")
SETTINGS = ("profile", "appearance", "account", "devices", "developers")


async def doors(camera: Camera, untouched: Server, server: Server) -> None:
    """The pages of those who are not signed in."""
    page = camera.page
    await camera.go(untouched.base)
    await camera.shoot("setup")
    await camera.go(f"{server.base}/signup")
    await page.get_by_label("Name", exact=True).fill("Mara Lindqvist")
    await page.get_by_label("E-mail").fill("mara@example")
    await page.get_by_label("Password").fill("password1")
    await page.get_by_role("button", name="Sign up").click()
    await page.get_by_label("Name", exact=True).press("End")
    await camera.shoot("sign-up-errors")
    await page.get_by_label("E-mail").fill(f"{camera.look.size}.{camera.look.scheme}@example.org")
    await page.get_by_label("Password").fill("tulip-harbour-9")
    await page.get_by_role("button", name="Sign up").click()
    await page.wait_for_url("**/signup/confirm*")
    await page.wait_for_function("window.did_handshake === true")
    await camera.shoot("sign-up-code")
    await camera.go(f"{server.base}/forgot")
    await camera.shoot("forgot")
    await camera.go(f"{server.base}/reset?token=old")
    await camera.shoot("reset-too-late")
    await camera.go(f"{server.base}/login")
    await camera.shoot("sign-in")


async def empty(camera: Camera, server: Server, ann: Person) -> None:
    """What the first person sees before there is anything."""
    page = camera.page
    await camera.become(ann)
    await camera.go(f"{server.base}/rooms")
    await camera.shoot("empty-rooms")
    for tab in ("joined", "mine", "saved"):
        await camera.go(f"{server.base}/rooms?show={tab}")
        await camera.shoot(f"empty-{tab}")
    await camera.go(f"{server.base}/settings/profile")
    await camera.shoot("empty-profile")
    await camera.go(f"{server.base}/admin/audit")
    await camera.shoot("empty-admin-audit")
    await camera.go(server.base + NOWHERE)
    await camera.shoot("not-here")
    await page.close()


async def usual(camera: Camera, server: Server, password: str) -> None:
    """A team's usual day, as Aiko sees it."""
    page = camera.page
    await _sign_in(camera, server, "aiko", password)
    await camera.shoot("home")
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
    await page.get_by_role("button", name="Cancel").click()
    await page.get_by_role("button", name="Create room").click()
    await page.get_by_label("Name", exact=True).fill(LONG_NAME)
    await page.get_by_label("Who may join").select_option("private")
    await camera.shoot("create-room")
    await page.get_by_role("button", name="Cancel").click()
    await page.locator(".room-card a", has_text="General").click()
    await page.get_by_label("Message", exact=True).wait_for()
    await camera.shoot("room")
    await page.get_by_role("button", name="Details", exact=True).click()
    await camera.shoot("room-details")
    await page.get_by_role("button", name="Close details").click()
    await camera.open_menu()
    if camera.look.size == "narrow":
        await camera.shoot("menu")
    await page.get_by_role("button", name="New message").click()
    await page.get_by_label("Username or e-mail").press_sequentially("ma")
    await page.get_by_text("@mara").wait_for()
    await camera.shoot("new-direct")
    await page.get_by_text("@mara").click()
    await page.get_by_placeholder("Message Mara Lindqvist").wait_for()
    await camera.shoot("direct")
    for section in ("", *SETTINGS):
        await camera.go(f"{server.base}/settings/{section}".rstrip("/"))
        await camera.shoot(f"settings-{section}".rstrip("-"))
    await camera.go(f"{server.base}/people/mara")
    await camera.shoot("person")


async def administration(camera: Camera, server: Server, password: str) -> None:
    """What Mara sees: the owner of the rooms, and the administrator."""
    page = camera.page
    await _sign_in(camera, server, "mara", password)
    await camera.go(f"{server.base}/rooms")
    await page.locator(".room-card a", has_text="Design").click()
    await page.get_by_label("Message", exact=True).wait_for()
    await page.get_by_role("button", name="Details", exact=True).click()
    await page.get_by_role("button", name="More actions for Lena Vogel").click()
    await camera.shoot("room-owner")
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="Archive room").click()
    await camera.shoot("close-room")
    await page.get_by_role("button", name="Cancel").click()
    await page.get_by_role("button", name="Leave").click()
    await camera.shoot("leave-as-owner")
    for section in SECTIONS:
        await camera.go(f"{server.base}/admin/{section}")
        await camera.shoot(f"admin-{section}")


async def crowded(camera: Camera, server: Server, cora: Person) -> None:
    """Ten thousand rooms and people, long names, a very long message."""
    page = camera.page
    await camera.become(cora)
    await camera.go(f"{server.base}/rooms")
    await camera.shoot("crowded-rooms", 900)
    await page.get_by_label("Search rooms").fill("exceptionally")
    await page.locator(".room-card a", has_text=LONG_NAME[:20]).click()
    await page.get_by_label("Message", exact=True).wait_for()
    await camera.shoot("crowded-long-name")
    await camera.go(f"{server.base}/rooms")
    await page.get_by_label("Search rooms").fill(EVERYBODY)
    await page.locator(".room-card a", has_text=EVERYBODY).click()
    await page.get_by_label("Message", exact=True).wait_for()
    await page.get_by_role("button", name="Details", exact=True).click()
    await camera.shoot("crowded-room", 900)
    for section in ("people", "rooms"):
        await camera.go(f"{server.base}/admin/{section}")
        await camera.shoot(f"crowded-admin-{section}", 900)


async def history(camera: Camera, server: Server, room: str, writer: Person, reader: Person) -> None:
    """A room with a long past: opened at what is new, read further up while more comes, opened at a message."""
    page = camera.page
    await camera.become(reader)
    await camera.go(f"{server.base}/rooms/{room}")
    await camera.shoot("history-unread")
    await page.get_by_role("button", name="Jump to the newest message").click()
    await page.locator(".to-newest").wait_for(state="hidden")
    await page.locator(".conversation").evaluate("e => { e.scrollTop = -1500 }")
    for number in range(12):
        await server.post(writer, room, f"Step {number + 1} of 12 is through.")
    await page.get_by_text("12 new messages").wait_for()
    await camera.shoot("history-new-messages")
    await camera.go(f"{server.base}/rooms/{room}/640")
    await camera.shoot("history-link")
    await camera.go(f"{server.base}/rooms/{room}/99999")
    await camera.shoot("history-no-such-message")


async def _sign_in(camera: Camera, server: Server, login: str, password: str) -> None:
    page = camera.page
    await camera.go(f"{server.base}/login")
    await page.get_by_label("Username or e-mail").fill(login)
    await page.get_by_label("Password").fill(password)
    await page.get_by_role("button", name="Sign in").click()
    await page.wait_for_url("**/home")
    await page.wait_for_function("window.did_handshake === true")
