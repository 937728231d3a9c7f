"""The document says what the API does: Schemathesis tries every operation and finds no 5xx and no difference.

`CHATAPP_TEST_OPERATIONS` names some by a pattern of their names ("GET /rooms"), to try those alone.
"""

import os
import shutil
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


async def acting(server: Server, who: str) -> Person | None:
    """Make a workspace of three in two rooms; returns the person to act for."""
    administrator, member, other = [await server.person(name) for name in ("ada", "ben", "cleo")]
    for visibility in ("public", "private"):
        room = await server.room(administrator, member, other, visibility=visibility)
        await server.post(other, room, "Lunch at *noon*?")
    return {"administrator": administrator, "member": member}.get(who)


@pytest.mark.parametrize("who", ["administrator", "member", "nobody"])
async def test_every_operation_answers_as_the_document_says(own_server: Server, tmp_path: Path, who: str) -> None:
    tools.install()
    person = await acting(own_server, who)
    shutil.copy(tools.HERE / "schemathesis.toml", tmp_path)
    if person is not None:
        with (tmp_path / "schemathesis.toml").open("a") as config:
            config.write(AUTH.format(login=person.username, password=PASSWORD))
    pattern = os.environ.get("CHATAPP_TEST_OPERATIONS", ".")
    document = f"{own_server.base}/api/v1/openapi.json"
    tried = tools.run("st", "--no-color", "run", document, "--include-name-regex", pattern, cwd=tmp_path)
    assert tried.returncode == 0, tried.stdout
    assert "Traceback" not in own_server.log()
