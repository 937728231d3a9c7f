"""The wheel holds everything that Chatapp needs: installed elsewhere, it starts and shows its first page, styled."""

import os
import re
import signal
import site
import subprocess
import sys
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zipfile import ZipFile

import httpx
import pytest

from tests.support.running.lifetimes import ending_with_us
from tests.support.running.patience import until
from tests.support.servers.server import ROOT, TEST_SETTINGS, free_port

SOURCES = ("main.py", "chatapp", "models", "pages", "pyproject.toml", "README.md", "LICENSE")
NOT_CODE = ("*.py", "*.pyc", "__pycache__")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the files that git tracks: what lies about in a working copy must not help."""
    folder = tmp_path_factory.mktemp("wheel")
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *SOURCES],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    for name in listed.split("\0"):
        if (ROOT / name).is_file():
            copy = folder / "source" / name
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes((ROOT / name).read_bytes())
    build = f"from setuptools.build_meta import build_wheel; build_wheel({str(folder)!r})"
    subprocess.run([sys.executable, "-c", build], cwd=folder / "source", check=True, capture_output=True)
    [built] = folder.glob("*.whl")
    return built


def test_every_file_of_the_packages_is_in_the_wheel(wheel: Path) -> None:
    packed = set(ZipFile(wheel).namelist())
    tracked = subprocess.run(
        ["git", "ls-files", "main.py", "chatapp", "models", "pages"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split()
    assert {name for name in tracked if (ROOT / name).exists()} - packed == set()


@pytest.fixture(scope="module")
def program(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program of the installed wheel: what its first start has compiled, the others find."""
    return install(wheel, tmp_path_factory.mktemp("installed") / "venv")


async def test_an_installed_chatapp_starts_anywhere_and_shows_its_first_page(program: Path, tmp_path: Path) -> None:
    address = f"http://127.0.0.1:{(port := free_port())}"
    with serving(program, tmp_path, port) as process:
        async with httpx.AsyncClient(base_url=address, follow_redirects=True) as http:
            await until(lambda: process.poll() is not None or "ready" in (tmp_path / "log").read_text())
            assert process.poll() is None, (tmp_path / "log").read_text()
            page = await http.get("/login")
            assert page.status_code == 200, page.text
            assets = set(re.findall(r'(?:href|src)="(/[^"]+\.(?:css|js|svg)[^"]*)"', page.text))
            assert assets
            for asset in sorted(assets):
                assert (await http.get(asset)).status_code == 200, asset


PROJECT = {
    "pyproject.toml": "[tool.pytest.ini_options]\ntestpaths = ['tests']\n",
    "bots/echo.py": """
from chatapp.bots import Bot

bot = Bot("echo")

@bot.command
def echo(words: str):
    return words
""",
    "tests/test_echo.py": """
def test_it_echoes(world):
    bot, (alice, bob) = world.bot("bots/echo.py"), world.users(2)
    with world.cut(bob):
        alice.say("/echo hello")
    assert bot.last_answer == bob.sees()[-1] == "hello"

def test_it_does_not(world):
    world.users(1)[0].say("/echo hello")
    assert world.bot("bots/echo.py").last_answer == "hello"
""",
}


@pytest.mark.nightly
def test_a_project_of_its_own_tests_its_bots_with_the_plugin(program: Path, tmp_path: Path) -> None:
    for name, text in PROJECT.items():
        file = tmp_path / "project" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    python, without = program.with_name("python"), ("-p", "no:cacheprovider", "-p", "no:asyncio")
    run = subprocess.run(
        [python, "-m", "pytest", "-q", "-W", "error", *without],
        cwd=tmp_path / "project",
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
    )
    assert "1 failed, 1 passed" in run.stdout, run.stdout + run.stderr
    assert "AssertionError: assert '' == 'hello'" in run.stdout
    client_alone = "import sys, chatapp.testing.plugin; print('sqlmodel' in sys.modules, 'pydantic' in sys.modules)"
    found = subprocess.run([python, "-c", client_alone], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert found.stdout.split() == ["False", "False"], "every run of pytest would import the server"


def install(wheel: Path, folder: Path) -> Path:
    """Install the wheel alone into a new virtual environment; return its program ``chatapp``.

    Its dependencies come from the environment that runs the tests, by a path: to install them again would take minutes
    and a network. Chatapp itself must come from the wheel: the finder of an editable install is not among what is lent,
    for it hangs on a .pth file, and those are read in the environment's own folder only.
    """
    venv.create(folder, symlinks=True)
    python = folder / "bin" / "python"
    [own] = folder.glob("lib/python*/site-packages")
    offline = ["--no-index", "--no-deps", "--no-compile"]
    subprocess.run([sys.executable, "-m", "pip", "--python", python, "install", "-q", *offline, wheel], check=True)
    (own / "lent.pth").write_text("\n".join(site.getsitepackages()))
    where = "from importlib.util import find_spec; print(*(find_spec(n).origin for n in ('main', 'chatapp', 'pages')))"
    found = subprocess.run(
        [python, "-c", where],
        cwd=folder,
        env={"PATH": os.environ["PATH"]},
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split()
    assert all(path.startswith(str(own)) for path in found), found
    return folder / "bin" / "chatapp"


@contextmanager
def serving(program: Path, folder: Path, port: int) -> Iterator["subprocess.Popen[bytes]"]:
    """Run the server in an empty directory, with its data and its log beside it, and stop it in the end."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("CHATAPP_", "PYTHON"))}
    environment |= {**TEST_SETTINGS, "CHATAPP_DATA_DIR": str(folder / "data"), "CHATAPP_PORT": str(port)}
    (folder / "elsewhere").mkdir()
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            ending_with_us([program, "serve"]),
            cwd=folder / "elsewhere",
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            yield process
            process.terminate()
            assert process.wait(timeout=30) in (0, -signal.SIGTERM)
        finally:
            process.kill()
            process.wait()
