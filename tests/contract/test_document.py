"""The document says what the API does: Schemathesis tries every operation and finds no 5xx and no difference.

`CHATAPP_TEST_OPERATIONS` names some by a pattern of their names ("GET /rooms"), to try those alone.
"""

import os
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.contract import tools
from tests.support.server import Person, Server

ENDING = ("admin_records_end_session", "me_revoke_token", "me_sign_out_everywhere")  # they may end the tool's own token

pytestmark = [pytest.mark.nightly, pytest.mark.timeout(3600)]


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


@pytest.mark.parametrize("who", ["administrator", "member", "nobody"])
async def test_every_operation_answers_as_the_document_says(own_server: Server, tmp_path: Path, who: str) -> None:
    tools.install()
    made = await workspace(own_server)
    config = (tools.HERE / "schemathesis.toml").read_text() + made.known
    person = {"administrator": made.people[0], "member": made.people[1]}.get(who)
    if person is not None:
        config += f'[auth.openapi.HTTPBearer]\nbearer = "{person.token}"\n'
    (tmp_path / "schemathesis.toml").write_text(config)
    command = ("st", "--no-color", "run", f"{own_server.base}/api/v1/openapi.json")
    chosen = ("--include-name-regex", os.environ.get("CHATAPP_TEST_OPERATIONS", "."))
    tried = tools.run(*command, *chosen, *options("--exclude-operation-id"), cwd=tmp_path)
    assert tried.returncode == 0, tried.stdout
    async with own_server.http(person) as http:
        assert (await http.get("/api/v1/me")).status_code == (401 if person is None else 200)  # it acted until its end
    if "CHATAPP_TEST_OPERATIONS" not in os.environ:
        ended = tools.run(*command, *options("--include-operation-id"), cwd=tmp_path)
        assert ended.returncode == 0, ended.stdout
    assert "Traceback" not in own_server.log()


def options(name: str) -> list[str]:
    """Return an option of the tool for each of these operations."""
    return [part for operation in ENDING for part in (name, operation)]
