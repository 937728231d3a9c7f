"""Who may make the first account: whoever has the token from the log, wherever they are."""

import re
from pathlib import Path

import pytest

from chatapp.web.first_run import may_set_up
from tests.support.servers.server import PASSWORD, Server

TOKEN = "0123456789abcdef0123456789abcdef"


@pytest.mark.parametrize("given", [TOKEN, f" {TOKEN}\n", f"{TOKEN}'"])
def test_the_token_from_the_log_opens(given: str) -> None:
    assert may_set_up(TOKEN, given)


@pytest.mark.parametrize(
    "given", ["", " ", TOKEN[:-1], TOKEN + "0", TOKEN.upper(), "é", "\ud800", "\x00", "0" * 100_000]
)
def test_no_other_token_opens(given: str) -> None:
    assert not may_set_up(TOKEN, given)


async def test_a_visitor_at_this_machine_needs_the_token_too(tmp_path: Path) -> None:
    """A forwarder that adds no headers makes everybody look like one."""
    server = await Server(tmp_path / "data").start()
    form = {"username": "ann", "email": "ann@example.org", "password": PASSWORD}
    async with server.http(headers={"Host": f"localhost:{server.port}"}) as http:
        assert "Setup token" in (await http.get("/setup")).text
        for token in ("", "0" * 32):
            assert (await http.post("/setup", data={**form, "setup_token": token})).status_code == 403
            made = await http.post("/api/v1/accounts", json={**form, "setup_token": token})
            assert made.status_code == 403
        link = re.search(rf"http://localhost:{server.port}/setup\?token=([0-9a-f]{{32}})", server.log())
        assert link is not None, "the log prints the whole link"
        assert link[1] in (await http.get(f"/setup?token={link[1]}")).text
        assert (await http.post("/setup", data={**form, "setup_token": link[1]})).status_code == 200
    await server.stop()
