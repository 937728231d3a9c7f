"""What scenes of several tests begin with, and where on the pages things stand: found as a person finds them."""

from typing import Any
from uuid import uuid4

from playwright.async_api import Locator, Page

from tests.support.servers.server import PASSWORD, Person, Server

OPEN_SESAME = "open sesame 7"


async def a_room(server: Server, owner: Person, *members: Person, **said: object) -> dict[str, Any]:
    """Create a room by REST; ``said``: its name and whatever else is to be said of it."""
    async with server.http(owner) as http:
        made = await http.post("/api/v1/rooms", json={"name": f"Room {uuid4().hex[:8]}", **said})
        assert made.status_code == 201, made.text
        room: dict[str, Any] = made.json()
        for member in members:
            added = await http.put(f"/api/v1/rooms/{room['uuid']}/members/{member.uuid}", json={})
            assert added.status_code == 204, added.text
    return room


async def another_browser(server: Server, username: str, password: str = PASSWORD, device: str = "") -> Person:
    """Sign somebody in who has an account already: in a browser of this ``device``, and as a program."""
    async with server.http(headers={"User-Agent": device} if device else {}) as http:
        signed_in = await http.post("/login", data={"login": username, "password": password})
        token = (await http.post("/api/v1/tokens", json={"login": username, "password": password})).json()["token"]
        me = (await http.get("/api/v1/me", headers={"Authorization": f"Bearer {token}"})).json()
    cookie = f"chatapp_session={signed_in.cookies['chatapp_session']}"
    return Person(me["username"], me["email"], me["uuid"], token, cookie)


async def categories(server: Server, person: Person) -> dict[str, str]:
    """Return the categories there are: name → uuid."""
    async with server.http(person) as http:
        return {one["name"]: one["uuid"] for one in (await http.get("/api/v1/categories")).json()}


async def ask(server: Server, person: Person, method: str, path: str, **body: object) -> int:
    """Ask by REST; returns the status. ``path`` is below ``/api/v1/rooms/``."""
    async with server.http(person) as http:
        return (await http.request(method, f"/api/v1/rooms/{path}", json=body or None)).status_code


def card(page: Page, name: str) -> Locator:
    """The line of the index that shows a room."""
    return page.get_by_role("main").get_by_role("listitem").filter(has=page.get_by_text(name, exact=True))


def cards(page: Page) -> Locator:
    """All lines of the index."""
    return page.get_by_role("main").get_by_role("listitem")


def in_sidebar(page: Page, name: str) -> Locator:
    """The sidebar's link to a room."""
    return page.get_by_role("navigation", name="Rooms", exact=True).get_by_role("link", name=name)


def field_error(page: Page, name: str) -> Locator:
    """What is said beside the field of that name in the request."""
    return page.locator(f"#error-{name}")


def composer(page: Page) -> Locator:
    """Where a message is typed."""
    return page.get_by_label("Message", exact=True)


def messages(page: Page) -> Locator:
    """The messages that are shown; not the lines in which Chatapp says who came and what changed."""
    return page.get_by_role("log").get_by_role("article").and_(page.locator(":not(.line)"))


async def written(server: Server, reader: Person, room: str) -> list[str]:
    """Return what people have written in a room, as it is stored, oldest first."""
    return [message["body"] for message in await server.messages(reader, room) if message["kind"] == "text"]


async def say(page: Page, words: str) -> None:
    """Write a message as a person does."""
    await composer(page).fill(words)
    await page.keyboard.press("Enter")


async def open_details(page: Page) -> None:
    """Open the panel beside the conversation."""
    await page.get_by_role("button", name="Details", exact=True).click()


async def open_room_settings(page: Page) -> None:
    """Open the panel beside the conversation at what one does with the room."""
    if not await page.get_by_role("complementary", name="Details").is_visible():
        await open_details(page)
    await page.get_by_role("tab", name="Settings").click()


def heard(page: Page) -> list[str]:
    """Return a list that fills with what the page's websockets receive from its next load on."""
    frames: list[str] = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: frames.append(str(frame))))
    return frames
