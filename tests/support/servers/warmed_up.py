"""Importing this does once what every server does first: preloaded by the fork server of `warm.py`, for all of them.

It posts into a room of a throw-away Chatapp. What stays belongs to the process, not to one application: statements that
SQLAlchemy has compiled, mappers, the template of pages, expressions. NiceGUI's scripts, which each server compresses
for the first page that loads them, are compressed hastily: thoroughly takes a tenth of a second. So are our own.
"""

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import httpx

import chatapp.api
from chatapp.bootstrap import Chat, assemble
from chatapp.web import compression
from models.migrations import upgrade
from pages.browser import assets, emoji_list
from tests.support.people.newcomers import store_person
from tests.support.servers.plain_settings import settings_at

HASTILY = 1  # zlib's level


def warm_up() -> None:
    """Do what a server does first. No thread and no connection stays: the process is about to be forked."""
    compression.THOROUGH = HASTILY
    emoji_list.address()
    for asset in vars(assets)["_assets"].values():
        asset.compressed  # noqa: B018  (kept by it)
    with TemporaryDirectory() as folder:
        settings = settings_at(Path(folder))
        upgrade(settings.sync_database_url)
        asyncio.run(_use(assemble(settings)))


async def _use(chat: Chat) -> None:
    ann = await store_person(chat, "ann")
    await chat.sessions.start(ann.account_id, device="", address="127.0.0.1")
    token = await chat.sessions.make_token(actor=ann, name="warm")
    transport = httpx.ASGITransport(chatapp.api.build(chat))
    headers = {"Authorization": f"Bearer {token.token}"}
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1", headers=headers) as http:
        room = (await http.post("/rooms", json={"name": "Room", "visibility": "public"})).json()["uuid"]
        await http.post(f"/rooms/{room}/messages", json={"body": "hello", "client_message_id": str(uuid4())})
        await http.get(f"/rooms/{room}/messages")
    await chat.close()


warm_up()
