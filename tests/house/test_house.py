"""Each rule of the house finds what it is for, and nothing else."""

import pytest

from tests.house.__main__ import RULES
from tests.house.sizes import IN_A_FOLDER, LINES, crowded_folders, flat_modules
from tests.house.source import Source
from tests.house.strings import DOCUMENT, document, old_in_scripts

BROKEN = {
    "a function": ("chatapp/rooms/x.py", "def _tally_of(): pass"),
    "a class": ("pages/x/y.py", "class SharedTape: pass"),
    "an argument": ("tests/x.py", "def f(ear): pass"),
    "an attribute": ("benchmarks/x.py", "def f(self): self._carrier = 1"),
    "a variable": ("main.py", "letters = 1"),
    "a folder": ("chatapp/ledger/x.py", ""),
    "a long file": ("chatapp/x/y.py", "\n" * (LINES + 1)),
    "a file about nothing": ("chatapp/x/helpers.py", ""),
    "a script": ("pages/x/y.py", 'X = """\n(e) => {\n}"""'),
    "a style": ("pages/x/y.py", 'X = """\n.a { margin: 4px; }\n.b {}\n"""'),
    "a private part of NiceGUI": ("pages/x/y.py", "from nicegui.outbox import Outbox"),
    "the composition root": ("chatapp/x/y.py", "from main import compose"),
    "a sentence of the old manner": ("pages/x/y.py", "X = 'Nobody has written yet.'"),
    "a sentence with a value in it": ("chatapp/x/y.py", "X = f'{name} cannot be read.'"),
    "a sentence in HTML": ("pages/x/y.py", "X = '<p class=\"a\">Deleted for good.</p>'"),
    "a command that is shown": ("chatapp/x/y.py", "@app.command()\ndef x():\n    'Delete it for good.'"),
    "a silent function that is not in __all__": ("chatapp/x/y.py", "__all__ = []\ndef x(): pass"),
    "a silent method": ("chatapp/x/y.py", "class X:\n    def x(self): pass"),
    "a silent route": ("chatapp/api/x.py", "def build():\n    'Build.'\n    @api.get('/x')\n    def x(): pass"),
}
FINE = {
    "a longer word": ("chatapp/x/y.py", "early = bear = ledgers_end_in_s = 1"),
    "a word that is used, not chosen": ("chatapp/x/y.py", "import other\nprint(other.tape)"),
    "a sentence": ("tests/x.py", "def test_a_door_that_is_thrift_leaves_a_tally(): pass"),
    "a migration": ("models/migrations/versions/v0001.py", "provenance = 1"),
    "an expression for the browser": ("pages/x/y.py", 'X = "(e) => { emit(window.name) }"'),
    "many words": ("pages/x/y.py", 'X = """\nWrite to\nus."""'),
    "a log event": ("chatapp/x/y.py", "log.warning('redis cannot be reached')"),
    "a private function": ("chatapp/x/y.py", "def _x(): pass\nclass _X:\n    def x(self): pass"),
    "a docstring": ("pages/x/y.py", "def x():\n    'Nobody is told.'"),
    "NiceGUI in public": ("pages/x/y.py", "from nicegui import ui"),
    "NiceGUI's private parts where they belong": ("pages/nicegui_patches/x.py", "from nicegui.outbox import Outbox"),
    "a test of main": ("tests/x.py", "from main import compose"),
}


def found_in(path: str, text: str) -> list[str]:
    return [sentence for rule in RULES for sentence in rule(Source(path, text + "\n"))]


@pytest.mark.parametrize("case", BROKEN)
def test_what_breaks_a_rule_is_found_once_and_with_its_place(case: str) -> None:
    path, text = BROKEN[case]
    [sentence] = found_in(path, text)
    assert sentence.startswith(path)


@pytest.mark.parametrize("case", FINE)
def test_what_breaks_no_rule_passes(case: str) -> None:
    assert found_in(*FINE[case]) == []


def test_modules_in_the_browser_say_things_plainly() -> None:
    assert old_in_scripts() == []


def test_the_list_of_sentences_is_up_to_date() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == document(), "make strings"


def test_a_package_with_too_many_flat_modules_is_found() -> None:
    files = [Source(f"pages/{name}.py", "x = 1\n") for name in "abc"]
    assert [*flat_modules(files[:2])] == []
    [sentence] = flat_modules(files)
    assert sentence.startswith("pages/: 3 flat modules")


def test_a_folder_that_nobody_reads_to_its_end_is_found() -> None:
    files = [Source(f"chatapp/x/m{number}.py", "") for number in range(IN_A_FOLDER + 1)]
    tests = [Source(f"tests/x/m{number}.py", "") for number in range(IN_A_FOLDER + 1)]
    assert [*crowded_folders([*files[1:], *tests])] == []
    [sentence] = crowded_folders(files)
    assert sentence.startswith(f"chatapp/x/: {IN_A_FOLDER + 1} modules")
