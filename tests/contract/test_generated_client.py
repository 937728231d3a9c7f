"""A client that openapi-python-client makes from the document signs in, posts and reads."""

from pathlib import Path

import pytest

from tests.contract import tools
from tests.support.servers.server import PASSWORD, Server

pytestmark = pytest.mark.nightly

SCRIPT = Path(__file__).with_name("with_generated_client.py")


async def test_a_generated_client_signs_in_posts_and_reads(server: Server, tmp_path: Path) -> None:
    tools.install()
    ada, document = await server.person(), tmp_path / "openapi.json"
    room = await server.room(ada)
    async with server.http() as http:
        document.write_text((await http.get("/api/v1/openapi.json")).text)
    generate = ("openapi-python-client", "generate", "--path", str(document), "--output-path", "generated")
    made = tools.run(*generate, "--meta", "none", cwd=tmp_path)
    assert made.returncode == 0, made.stdout
    assert "Unable to" not in made.stdout, made.stdout  # what of the document it has no class for
    used = tools.run("python", str(SCRIPT), server.base, ada.username, PASSWORD, room, cwd=tmp_path)
    assert used.returncode == 0, used.stdout
    assert used.stdout.splitlines() == ["posted 1", "read Hello from a generated client", "refused 401"]
