"""Pictures of bots: what blocks look like, and how commands are typed."""

from pathlib import Path
from typing import Any, Final

from playwright.async_api import expect

from tests.shots.camera import Camera
from tests.support.running.patience import until
from tests.support.servers.server import Person, Server

BOT: Final = """
from typing import Literal
from chatapp.bots import Bot, Button, Room

bot = Bot("deploy", icon="🚀", about="Brings services out.")


@bot.command
def deploy(service: str, env: Literal["staging", "prod"] = "staging"):
    '''Bring a service out.'''
    return f"{service} is on its way to {env}."


@bot.command
def oncall(team: Literal["ops", "web"], hours: int = 8):
    '''Say who is on call.'''
    return {"Team": team, "Hours": hours}
"""
QUERIES: Final = [
    ["select * from orders where …", 1840, "2026-11-28"],
    ["update stock set …", 912, "2026-11-29"],
    ["select name from customers", 310, None],
]
SAID: Final[list[list[dict[str, Any]]]] = [
    [
        {"type": "text", "text": "**Slowest queries** of last night:"},
        {"type": "table", "columns": ["Query", "ms", "Last seen"], "rows": QUERIES},
    ],
    [
        {
            "type": "fields",
            "fields": [
                {"name": "Service", "value": "api"},
                {"name": "Version", "value": "4.2.1"},
                {"name": "Notes", "value": "Adds the new index, and takes the old one away."},
            ],
        },
        {"type": "progress", "label": "Migrating the orders", "value": 0.62, "text": "62,000 of 100,000 rows"},
        {"type": "progress", "label": "Building the pictures", "value": 1.0, "state": "done"},
    ],
    [
        {"type": "text", "text": "**api** 4.2.1 to **prod**?"},
        {
            "type": "buttons",
            "buttons": [
                {"id": "go", "label": "Approve", "style": "primary", "confirm": "Deploy api to prod?"},
                {"id": "stop", "label": "Reject", "style": "danger"},
                {"id": "later", "label": "Later"},
            ],
        },
        {
            "type": "select",
            "id": "env",
            "label": "Another environment",
            "options": [{"value": "s", "label": "staging"}, {"value": "p", "label": "prod"}],
        },
    ],
    [
        {"type": "text", "text": "Nobody is on call."},
        {
            "type": "form",
            "id": "rota",
            "label": "Take over",
            "fields": [
                {"name": "who", "label": "Who", "required": True},
                {"name": "hours", "label": "Hours", "type": "number", "value": "8"},
                {"name": "note", "label": "Note", "type": "text"},
            ],
        },
    ],
]


async def bots_stage(folder: Path) -> tuple[Server, str, Person]:
    """Start a Chatapp with a bot that is in a room, where blocks were posted; returns the room, and who looks."""
    server = await Server(folder / "data", {"CHATAPP_BOTS": "1"}).start()
    ada, ben = await server.person("ada"), await server.person("ben")
    room = await server.room(ada, ben)
    path = server.data_dir / "bots" / "deploy.py"
    path.parent.mkdir(exist_ok=True)
    path.write_text(BOT)
    await until(lambda: "bots loaded" in server.log())
    async with server.http(ada) as http:
        for text in ("/invite @deploy", "/topic Releases and who is on call", "/me deploys on a Friday"):
            await http.post(f"/api/v1/rooms/{room}/commands", json={"text": text, "client_message_id": text})
        for number, blocks in enumerate(SAID):
            answer = await http.post(
                f"/api/v1/rooms/{room}/messages", json={"client_message_id": f"b{number}", "blocks": blocks}
            )
            answer.raise_for_status()
        await server.post(ada, room, "/deploy api prod")
    return server, room, ada


async def bots(camera: Camera, server: Server, room: str, ada: Person) -> None:
    """Show what a bot's room looks like, and what is shown while a command is typed."""
    page = camera.page
    await camera.become(ada)
    await camera.go(f"{server.base}/rooms/{room}")
    await expect(page.get_by_text("api is on its way to prod.")).to_be_visible()
    await camera.shoot("blocks-newest")
    for number in (2, 4):
        await page.evaluate(f"document.querySelector('.msg[data-key=b{number - 1}]').scrollIntoView()")
        await camera.shoot(f"blocks-{number}")
    await page.evaluate("document.querySelector('.msg[data-key=b0]').scrollIntoView()")
    await camera.shoot("blocks-1")
    async with camera.step("form"):
        await page.get_by_role("button", name="Take over").click()
        await camera.shoot("blocks-form")
        await page.keyboard.press("Escape")
    async with camera.step("approve"):
        await page.get_by_role("button", name="Approve").click()
        await camera.shoot("blocks-approval")
        await page.keyboard.press("Escape")
    field = page.get_by_label("Message", exact=True)
    for name, text in (
        ("list", "/"),
        ("arguments", "/deploy api "),
        ("wrong", "/deploy api pord"),
        ("unknown", "/foo bar"),
    ):
        async with camera.step(name):
            await field.fill("")
            await field.press_sequentially(text)
            await camera.shoot(f"commands-{name}", 900)
    async with camera.step("refused"):
        await page.get_by_role("button", name="Send", exact=True).click()
        await camera.shoot("commands-refused")
    async with camera.step("help"):
        await field.fill("/help")
        await page.get_by_role("button", name="Send", exact=True).click()
        await expect(page.locator(".private-answer")).to_be_visible()
        await camera.shoot("commands-help")
    async with camera.step("mention"):
        await field.fill("")
        await field.press_sequentially("@")
        await camera.shoot("commands-mention", 900)
        await field.fill("")
    async with camera.step("people"):
        await camera.go(f"{server.base}/people/deploy")
        await camera.shoot("bot-card")
        await camera.go(f"{server.base}/people")
        await camera.shoot("bot-people")
