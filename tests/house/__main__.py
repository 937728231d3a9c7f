"""Run every rule over the project; print what breaks one, a line each, and fail if anything does."""

import gc
import sys
from collections.abc import Callable, Iterator
from typing import Final

from tests.house.borders import imports_of_main, private_parts
from tests.house.documented import silent_functions, silent_routes
from tests.house.scripts import scripts
from tests.house.sentences import old_sentences
from tests.house.sizes import crowded_folders, files_about_nothing, flat_modules, long_files
from tests.house.source import Source, sources
from tests.house.words import old_words

Rule = Callable[[Source], Iterator[str]]
RULES: Final[tuple[Rule, ...]] = (
    old_words,
    old_sentences,
    long_files,
    files_about_nothing,
    private_parts,
    imports_of_main,
    silent_functions,
    silent_routes,
    scripts,
)


def broken() -> list[str]:
    """Return what breaks a rule, each with its place."""
    files = sources()
    found = [sentence for rule in RULES for source in files for sentence in rule(source)]
    return [*found, *flat_modules(files), *crowded_folders(files)]


if __name__ == "__main__":
    gc.disable()  # none of the syntax trees is garbage, and there are millions of nodes
    for found in (sentences := broken()):
        print(found)  # noqa: T201
    sys.exit(bool(sentences))
