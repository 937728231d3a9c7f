"""Loading a bot's file: a fresh module under a new name each time, so nothing of the old one is left in the new."""

import sys
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.metadata import EntryPoint, entry_points
from importlib.util import module_from_spec
from itertools import count
from pathlib import Path
from types import CodeType, ModuleType
from typing import Final

from chatapp.bots.bot import Bot
from chatapp.bots.refusals import BotError

GROUP: Final = "chatapp.bots"  # of entry points
_counter: Final = count(1)


class _Anew(SourceFileLoader):
    """Compiles a file each time: stored bytecode goes by whole seconds and sizes, so a quick second save was lost."""

    def get_code(self, fullname: str) -> CodeType:
        """Return what the file says now."""
        code: CodeType = self.source_to_code(self.get_data(self.path), self.path)
        return code


def load_file(path: Path) -> list[Bot]:
    """Run a file and return the bots that it makes.

    Raises:
        BotError: there is none.
        Exception: whatever the file raises, also a SyntaxError or an ImportError.
    """
    name = f"_chatapp_bot_{path.stem}_{next(_counter)}"
    loader = _Anew(name, str(path))
    module = module_from_spec(ModuleSpec(name, loader, origin=str(path)))
    module.__file__ = str(path)
    sys.modules[name] = module  # dataclasses and type hints look themselves up there
    try:
        loader.exec_module(module)
    finally:
        del sys.modules[name]
    return bots_of(module, path.name)


def bots_of(module: ModuleType, where: str) -> list[Bot]:
    """Return the bots that a module has made itself; raises BotError if there is none."""
    found = {id(one): one for one in vars(module).values() if isinstance(one, Bot)}
    if not found:
        raise BotError(f'{where} has no bot. Begin with: bot = Bot("name")')
    return list(found.values())


def entry_points_of_bots() -> list[EntryPoint]:
    """Return what names the bots of installed packages."""
    return list(entry_points(group=GROUP))


def load(point: EntryPoint) -> list[Bot]:
    """Return the bots of an installed package; raises what importing it raises, and BotError if there is none."""
    loaded = point.load()
    return [loaded] if isinstance(loaded, Bot) else bots_of(loaded, point.value)


def files_in(folder: Path) -> list[Path]:
    """Return the files of bots in a folder, by their whole paths: relative and absolute are the same bot."""
    if not folder.is_dir():
        return []
    return sorted(one.resolve() for one in folder.glob("*.py") if not one.name.startswith(("_", ".")))
