"""Installing the pinned packages: several pips, each with a share of the list."""

import re
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from deploy import install
from tests.house.source import ROOT

RECORDS = "import shutil, sys, time; shutil.copy(sys.argv[-1], f'{sys.argv[1]}/{time.monotonic_ns()}')"
FAILS_ONCE = "import sys; sys.exit('colorama' in open(sys.argv[-1]).read())"
NAME = re.compile(r"^[A-Za-z0-9]\S*==.*", re.MULTILINE)
HASH = re.compile(r"--hash=\S+")


def test_each_package_of_the_list_is_installed_once_with_its_hashes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(install, "distributions", list)  # nothing is there
    monkeypatch.setattr(install, "PIP", [sys.executable, "-c", RECORDS, str(tmp_path)])
    assert install.install(ROOT / "constraints-dev.txt", ["--no-compile"])
    given = [share.read_text() for share in tmp_path.iterdir()]
    assert len(given) > 1
    assert all(len(NAME.findall(share)) > 10 for share in given)
    listed = (ROOT / "constraints-dev.txt").read_text()
    for part in (NAME, HASH):
        assert sorted(part.findall("".join(given))) == sorted(part.findall(listed))


def test_what_is_there_in_another_version_is_replaced_before_others_look_around(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = [SimpleNamespace(name="Typing_Extensions", version="1.0"), SimpleNamespace(name="pip", version="1.0")]
    monkeypatch.setattr(install, "distributions", lambda: there)
    monkeypatch.setattr(install, "PIP", [sys.executable, "-c", RECORDS, str(tmp_path)])
    assert install.install(ROOT / "constraints-dev.txt", [])
    first, *others = [share.read_text() for share in sorted(tmp_path.iterdir(), key=lambda path: int(path.name))]
    assert [line.split("==")[0] for line in NAME.findall(first)] == ["typing-extensions"]
    assert "typing-extensions==" not in "".join(others)


def test_one_pip_that_fails_fails_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(install, "PIP", [sys.executable, "-c", FAILS_ONCE])
    assert not install.install(ROOT / "constraints-dev.txt", [])
