"""S2, settings: a `.env` file in the working directory is all it takes, and a wrong one stops the start."""

import os
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from chatapp.settings import PREFIX, Settings
from tests.acceptance.requirements import proves
from tests.support.running.lifetimes import ending_with_us
from tests.support.servers import warm
from tests.support.servers.mailbox import Mailbox
from tests.support.servers.server import PASSWORD, ROOT, Server

EXAMPLE = ROOT / ".env.example"
WRONG = [
    ("CHATAPP_PORT=eighty", "CHATAPP_PORT is wrong: "),
    ("CHATAPP_SMTP_URL=smtp://chat:hunter2@mail.example.org:port", "CHATAPP_SMTP_URL is wrong: "),
    ("CHATAPP_SMPT_URL=smtp://mail.example.org", "CHATAPP_SMPT_URL isn't a Chatapp setting"),
]


def variables() -> dict[str, str]:
    """Return an environment with nothing of Chatapp's: only what `.env` says counts."""
    return {name: value for name, value in os.environ.items() if not name.upper().startswith(PREFIX)}


@pytest.fixture
async def guarded_mailbox() -> AsyncIterator[Mailbox]:
    """A mail server that takes nothing without a password."""
    mailbox = await Mailbox(needs_password=True).start()
    yield mailbox
    await mailbox.stop()


# aiosmtpd warns of a password over an unencrypted connection, which stays on this machine.
@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS:UserWarning")
@proves("S2.8")
async def test_settings_and_mail_credentials_are_read_from_the_file(tmp_path: Path, guarded_mailbox: Mailbox) -> None:
    server = Server(tmp_path / "kept here")
    changed = {
        "CHATAPP_PORT": str(server.port),
        "CHATAPP_DATA_DIR": "kept here",
        "CHATAPP_SMTP_URL": guarded_mailbox.url,
        "CHATAPP_PUBLIC_URL": "https://chat.example.org",
        "CHATAPP_BCRYPT_ROUNDS": "4",
    }
    write_settings(tmp_path, changed)
    with (tmp_path / "server.log").open("wb") as log:
        command = ending_with_us([sys.executable, str(ROOT / "main.py"), "serve"])
        server.process = subprocess.Popen(command, cwd=tmp_path, env=variables(), stdout=log, stderr=log)
    try:
        await server.until_ready()
        async with server.http() as http:
            for username in ("ann", "bob"):
                new = {"username": username, "email": f"{username}@example.org", "password": PASSWORD}
                answer = await http.post("/api/v1/accounts", json={**new, "setup_token": server.setup_token})
            assert answer.status_code == 202  # a mail server is named: addresses are verified
            await http.post("/api/v1/password-resets", json={"email": "ann@example.org"})
        assert (await guarded_mailbox.mail("bob@example.org")).sender == "chat@example.org"
        assert (await guarded_mailbox.mail("ann@example.org")).link.startswith("https://chat.example.org/")
    finally:
        await server.stop()
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_dir()) == ["kept here"]  # noqa: ASYNC240
    assert "s3cr" not in server.log()


def write_settings(place: Path, changed: dict[str, str]) -> None:
    """Copy the example and change it, as it says at its top."""
    lines = EXAMPLE.read_text().splitlines()
    for name, value in changed.items():
        [at] = [number for number, line in enumerate(lines) if line.startswith(f"{name}=")]
        lines[at] = f"{name}={value}"
    (place / ".env").write_text("\n".join(lines))


@proves("S2.8")
@pytest.mark.parametrize(("line", "beginning"), WRONG, ids=[line.partition("=")[0] for line, _ in WRONG])
def test_a_wrong_value_stops_the_start_with_one_clear_sentence(tmp_path: Path, line: str, beginning: str) -> None:
    (tmp_path / ".env").write_text(f"# ours\n{line}\n")
    ended = warm.run(["serve"], tmp_path, variables())
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.startswith(beginning)
    assert ended.stderr.count("\n") == 1
    assert "hunter2" not in ended.stderr
    assert not (tmp_path / "data").exists()  # nothing was begun


@proves("S2.8")
def test_the_example_documents_each_setting_and_says_the_default() -> None:
    lines = EXAMPLE.read_text().splitlines()
    named = [line.partition("=")[0] for line in lines if line.startswith(PREFIX)]
    assert sorted(named) == sorted(f"{PREFIX}{name}".upper() for name in Settings.model_fields)
    paragraphs = EXAMPLE.read_text().split("\n\n")
    for paragraph in paragraphs:
        assert paragraph.startswith("# "), paragraph  # said what it is for, before what it is
    assert Settings(_env_file=EXAMPLE) == Settings(_env_file=None)
