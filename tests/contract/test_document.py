"""The document says what the API does: Schemathesis tries every operation and finds no 5xx and no difference.

One test for each part of the document and each role, with a server of its own, so that each ends within minutes.
In the environment: CHATAPP_TEST_PARTS="rooms,me" and CHATAPP_TEST_ROLES="member,nobody" try those alone,
CHATAPP_TEST_CASES=12 so many cases for each operation (50), CHATAPP_TEST_OPERATIONS="GET /rooms" (a pattern) what
matches it.
"""

import asyncio
import os
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import pytest

from chatapp.api import TAGS
from tests.contract import tools
from tests.support.servers.server import PASSWORD, Person, Server

ENDING: Final = (  # they may end the token that the tool uses, or, the last one, the rights that go with it
    "admin_records_end_session",
    "me_revoke_token",
    "me_sign_out_everywhere",
    "admin_people_end_sessions",
    "admin_people_reset_password",
    "admin_people_deactivate",
    "admin_people_delete",
    "admin_people_unmake_administrator",
)
ROLES: Final = ("administrator", "member", "nobody")
CASES: Final = int(os.environ.get("CHATAPP_TEST_CASES", "50"))

pytestmark = [pytest.mark.nightly, pytest.mark.timeout(3600)]


def chosen(name: str, all_: tuple[str, ...]) -> list[str]:
    """Return those of them that a variable names, or all.

    Raises:
        ValueError: it names one that there isn't.
    """
    named = [part.strip() for part in os.environ.get(name, ",".join(all_)).split(",")]
    if unknown := set(named) - set(all_):
        raise ValueError(f"{name}: {', '.join(sorted(unknown))}; there are {', '.join(all_)}")
    return named


PARTS, AS = chosen("CHATAPP_TEST_PARTS", TAGS), chosen("CHATAPP_TEST_ROLES", ROLES)


@dataclass
class Workspace:
    """Three people in two rooms, in each of which they have said something."""

    people: list[Person]
    rooms: list[str]

    @property
    def known(self) -> str:
        """What of it the tool is told, as part of its configuration."""
        return (
            f"[dictionaries.rooms]\nvalues = {self.rooms}\n[dictionaries.people]\nvalues = ['{self.people[2].uuid}']\n"
        )


async def workspace(server: Server) -> Workspace:
    """Make one; the first is its administrator."""
    people = [await server.person(name) for name in ("ada", "ben", "cleo")]
    rooms = [await server.room(*people, visibility=visibility) for visibility in ("public", "private")]
    for room in rooms:
        for person in people[1:]:
            await server.post(person, room, "Lunch at *noon*?")
    return Workspace(people, rooms)


@pytest.mark.parametrize("role", AS)
@pytest.mark.parametrize("part", [pytest.param(part, id=part.replace(" ", "-")) for part in PARTS])
async def test_every_operation_answers_as_the_document_says(
    own_server: Server, tmp_path: Path, part: str, role: str
) -> None:
    tools.install()
    made = await workspace(own_server)
    person = {"administrator": made.people[0], "member": made.people[1]}.get(role)
    operations = await chosen_operations(own_server, part)
    await try_those(own_server, tmp_path, made, person, [one for one in operations if one not in ENDING])
    async with own_server.http(person) as http:
        assert (await http.get("/api/v1/me")).status_code == (401 if person is None else 200)  # it acted until its end
    for operation in (one for one in ENDING if one in operations):
        if person is not None:
            person = replace(person, token=await fresh_token(own_server, person))
        await try_those(own_server, tmp_path, made, person, [operation])
    assert "Traceback" not in own_server.log()


async def fresh_token(server: Server, person: Person) -> str:
    """Return a new token of a person, whose username may be another one by now."""
    async with server.http() as http:
        answer = await http.post("/api/v1/tokens", json={"login": person.email, "password": PASSWORD})
    return str(answer.raise_for_status().json()["token"])


async def chosen_operations(server: Server, part: str) -> list[str]:
    """Return the ids of the operations of a part that are to be tried."""
    wanted = re.compile(os.environ.get("CHATAPP_TEST_OPERATIONS", ""))
    async with server.http() as http:
        paths = (await http.get("/api/v1/openapi.json")).json()["paths"]
    return [
        operation["operationId"]
        for path, methods in paths.items()
        for method, operation in methods.items()
        if operation["tags"] == [part] and wanted.search(f"{method.upper()} {path}")
    ]


async def try_those(
    server: Server, folder: Path, made: Workspace, person: Person | None, operations: list[str]
) -> None:
    """Have the tool try operations for a person, or for nobody."""
    if operations:
        config = (tools.HERE / "schemathesis.toml").read_text() + made.known
        if person is not None:
            config += f'[auth.openapi.HTTPBearer]\nbearer = "{person.token}"\n'
        (folder / "schemathesis.toml").write_text(config)
        command = ("st", "--no-color", "run", f"{server.base}/api/v1/openapi.json", "--max-examples", str(CASES))
        known = {"SCHEMATHESIS_HOOKS": str(tools.HERE / "hooks.py")}
        tried = await asyncio.to_thread(tools.run, *command, *_included(operations), cwd=folder, variables=known)
        assert tried.returncode == 0, tried.stdout


def _included(operations: list[str]) -> list[str]:
    return [part for operation in operations for part in ("--include-operation-id", operation)]
