"""The bots by REST: what there is to ask, for everybody with an account."""

import pytest

from chatapp.bootstrap import Chat
from tests.api.conftest import MakeProgram
from tests.support.people.bots import open_workshop
from tests.support.people.chats import ChatWith


async def test_without_bots_there_are_none(program: MakeProgram) -> None:
    ann = await program("ann")
    answer = await ann.get("bots")
    assert (answer.status_code, answer.json()) == (200, {"bots": []})


@pytest.fixture
async def chat(chat: Chat, chat_with: ChatWith) -> Chat:
    return chat_with(bots=True)


async def test_bots_and_their_commands_are_listed_and_a_program_asks_them(program: MakeProgram, chat: Chat) -> None:
    ann, ben = await program("ann"), await program("ben")
    workshop = await open_workshop(chat, ann.actor, ben.actor)
    await workshop.save(
        """
        from typing import Literal
        from chatapp.bots import Bot, Room

        ops, idle = Bot("ops", about="Runs things."), Bot("idle")

        @ops.command
        def deploy(room: Room, service: str, env: Literal["staging", "prod"] = "staging"):
            \"\"\"Bring a service out.

            Nobody reads this.
            \"\"\"
            return f"{service} to {env}"

        @ops.command(name="say-it")
        def say(*words: str):
            return list(words)
        """
    )
    assert (await ben.get("bots")).json() == {
        "bots": [
            {"name": "idle", "about": "", "commands": []},
            {
                "name": "ops",
                "about": "Runs things.",
                "commands": [
                    {"name": "deploy", "usage": "/deploy service [staging|prod]", "about": "Bring a service out."},
                    {"name": "say-it", "usage": "/say-it [words…]", "about": ""},
                ],
            },
        ]
    }
    room = str(workshop.room)
    assert (await ben.say(room, "/deploy api prod")).status_code == 201
    await workshop.settled()
    assert await ben.bodies(room) == ["/deploy api prod", "api to prod"]
