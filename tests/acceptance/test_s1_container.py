"""S1, the container: what `compose.yaml` and `Dockerfile` say is true, shown without a container."""

import json
import os
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import yaml
from setuptools import find_packages

from chatapp.settings import PREFIX, Settings
from tests.acceptance.requirements import proves
from tests.support.running.lifetimes import ending_with_us
from tests.support.running.patience import PATIENCE
from tests.support.servers.server import ROOT, Server

IGNORED = shutil.ignore_patterns("__pycache__", ".*")  # what .dockerignore keeps out of the folders copied here


def dockerfile() -> list[tuple[str, str]]:
    """Return its instructions: (COPY, what follows), …"""
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    return [(word, rest) for word, _, rest in (line.partition(" ") for line in lines) if word.isupper()]


def instruction(name: str) -> str:
    """Return what follows the only instruction of that name."""
    [found] = [rest for word, rest in dockerfile() if word == name]
    return found


def environment() -> dict[str, str]:
    """Return the variables the image sets."""
    return dict(pair.split("=", 1) for pair in shlex.split(instruction("ENV")))


def image_in(place: Path) -> Path:
    """Copy what the image holds of Chatapp, and nothing else."""
    for source, target in (rest.split() for word, rest in dockerfile() if word == "COPY"):
        if (ROOT / source).is_dir():
            shutil.copytree(ROOT / source, place / target, ignore=IGNORED)
        else:
            shutil.copy(ROOT / source, place / target)
    return place


@proves("S1.7")
def test_the_image_holds_every_package_and_every_dependency_and_runs_as_nobody_special(tmp_path: Path) -> None:
    image = image_in(tmp_path)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    packages = find_packages(str(ROOT), include=project["tool"]["setuptools"]["packages"]["find"]["include"])
    assert "chatapp.messages" in packages
    for package in packages:
        assert (image / package.replace(".", "/") / "__init__.py").is_file(), package
    for module in project["tool"]["setuptools"]["py-modules"]:
        assert (image / f"{module}.py").is_file(), module
    assert not {"tests", "data", ".env", "docs"} & {path.name for path in image.iterdir()}
    pinned = (image / "constraints.txt").read_text()
    for dependency in project["project"]["dependencies"]:
        name = dependency.split(">=")[0].split("==")[0].split("[")[0]
        assert f"\n{name}==" in f"\n{pinned}", name
    [installing] = [rest for word, rest in dockerfile() if word == "RUN" and "pip install" in rest]
    assert "--require-hashes" in installing
    assert installing.endswith("-r constraints.txt")
    words = [word for word, _ in dockerfile()]
    assert words.index("USER") < words.index("CMD")
    assert instruction("USER") not in ("root", "0")
    assert "data" in (ROOT / ".dockerignore").read_text().splitlines()


@proves("S1.7")
def test_compose_file_image_and_settings_say_the_same(tmp_path: Path) -> None:
    compose = yaml.safe_load((ROOT / "compose.yaml").read_text())
    [service] = compose["services"].values()
    assert (ROOT / service["build"] / "Dockerfile").is_file()
    image = environment()
    ours = {name: value for name, value in image.items() if name.startswith(PREFIX)}
    assert service["environment"] == ours
    values: dict[str, Any] = {name.removeprefix(PREFIX).lower(): value for name, value in ours.items()}
    settings = Settings(_env_file=None, **values)
    assert {name.removeprefix(PREFIX).lower() for name in ours} <= set(Settings.model_fields)
    [port] = service["ports"]
    host, outside, inside = port.split(":")
    assert host == "127.0.0.1"  # other machines come through a proxy with https
    assert int(inside) == settings.port == int(instruction("EXPOSE"))
    assert outside == "8080"
    [volume] = service["volumes"]
    name, place = volume.split(":")
    assert name in compose["volumes"]
    assert Path(place) == settings.data_dir == Path(instruction("VOLUME"))
    assert service["env_file"] == [{"path": ".env", "required": False}]


@proves("S1.7")
async def test_the_command_of_the_image_starts_a_server_that_is_ready_and_healthy_and_keeps_its_data(
    tmp_path: Path,
) -> None:
    (tmp_path / "image").mkdir()
    image, server = image_in(tmp_path / "image"), Server(tmp_path / "volume")
    elsewhere = {"CHATAPP_PORT": str(server.port), "CHATAPP_DATA_DIR": str(server.data_dir)}
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    command = json.loads(instruction("CMD"))  # a list: signals reach the server itself
    assert command[0] == "python"
    with (tmp_path / "server.log").open("wb") as log:
        server.process = process = subprocess.Popen(
            ending_with_us([sys.executable, *command[1:]]),
            cwd=image,
            env={**inherited, **environment(), **elsewhere},
            stdout=log,
            stderr=log,
        )
    check = json.loads(instruction("HEALTHCHECK").partition("CMD ")[2])
    probe = [sys.executable, check[1], check[2].replace(":8080/", f":{server.port}/")]
    assert probe[2] != check[2]
    try:
        await server.until_ready()
        assert subprocess.run(probe, timeout=PATIENCE, check=False).returncode == 0
        assert {path.name for path in files_in(server.data_dir)} >= {"chatapp.db"}
    finally:
        await server.stop()
    assert process.returncode in (0, -15)
    assert "Traceback" not in server.log()
    assert "data" not in {path.name for path in files_in(image)}
    assert subprocess.run(probe, stderr=subprocess.DEVNULL, timeout=PATIENCE, check=False).returncode != 0


def files_in(place: Path) -> list[Path]:
    return list(place.iterdir())
