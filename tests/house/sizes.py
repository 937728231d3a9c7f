"""Sizes: a file that outgrows itself becomes a package of the same name, and a folder is a list that one can read."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

from tests.house.source import Source

LINES: Final = 260
FLAT: Final = {"chatapp": 12, "pages": 2}  # modules directly in a package, its __init__ included where it says anything
IN_A_FOLDER: Final = 45  # modules; the most is chatapp/api, where each is one kind of thing
NO_NOUN: Final = {"base_utils", "common", "helper", "helpers", "manager", "managers", "misc", "util", "utils"}


def long_files(source: Source) -> Iterator[str]:
    """Yield a file of the product that is too long to be one noun."""
    if source.is_product and source.lines > LINES:
        yield f"{source.path}: {source.lines} lines, at most {LINES}: look for the noun that wants to leave"


def files_about_nothing(source: Source) -> Iterator[str]:
    """Yield a module whose name does not say what it is about."""
    if source.path.removesuffix(".py").rsplit("/", 1)[-1] in NO_NOUN:
        yield f"{source.path}: what is it about? name the noun"


def flat_modules(sources: Iterable[Source]) -> Iterator[str]:
    """Yield each package that has more flat modules than it may."""
    paths = [source.path.split("/") for source in sources if source.text.strip()]
    for package, most in FLAT.items():
        flat = [module for folder, *rest in paths if folder == package and len(rest) == 1 for module in rest]
        if len(flat) > most:
            yield f"{package}/: {len(flat)} flat modules, at most {most}: {', '.join(sorted(flat))}"


def crowded_folders(sources: Iterable[Source]) -> Iterator[str]:
    """Yield each folder of the product that has more modules than anybody reads."""
    counted = Counter(source.path.rpartition("/")[0] for source in sources if source.is_product)
    for folder, modules in counted.items():
        if modules > IN_A_FOLDER:
            yield f"{folder}/: {modules} modules, at most {IN_A_FOLDER}: group them by what they are about"
