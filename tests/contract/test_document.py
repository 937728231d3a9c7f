"""The document says what the API does: Schemathesis tries every operation and finds no 5xx and no difference.

`CHATAPP_TEST_OPERATIONS` names some by a pattern of their names ("GET /rooms"), to try those alone.
"""

import os
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.contract import tools
from tests.support.server import PASSWORD, Person, Server

AUTH = """
[auth.dynamic.openapi.HTTPBearer]
path = "/tokens"
payload = {{ login = "{login}", password = "{password}" }}
extract_selector = "/token"
retry_on = [401]
"""

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
    if who != "nobody":
        login = made.people[0 if who == "administrator" else 1].username
        config += AUTH.format(login=login, password=PASSWORD)
    (tmp_path / "schemathesis.toml").write_text(config)
    pattern = os.environ.get("CHATAPP_TEST_OPERATIONS", ".")
    document = f"{own_server.base}/api/v1/openapi.json"
    tried = tools.run("st", "--no-color", "run", document, "--include-name-regex", pattern, cwd=tmp_path)
    assert tried.returncode == 0, tried.stdout
    assert "Traceback" not in own_server.log()
