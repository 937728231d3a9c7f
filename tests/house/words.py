"""Old words: names of our own for what the field has a term for. docs/glossary.md says what each is called now."""

import ast
import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Final

from tests.house.source import Source

WORDS: Final = frozenset(
    """
    carrier collision collisions directwork ear ears farewell httpguard ledger leftovers likeness likenesses mandate
    plaintape postbox provenance pulse sharedtape tallies tally tape tapes tenure thrift
    """.split()  # noqa: SIM905  (a list of words reads best as words)
)  # in any place of a name
NAMES: Final = frozenset(
    """
    announcing arrivals at_hand begin_anew carry_out chapter chapters complaints door explained gates greet_with
    in_one_go is_in_audience laid_over leave_take leaves lend letters not_here own_system_lines pace programs
    read_anew reads_along right_to_read room_marks slim stand_at storing_marks stretch travels usual_request
    usual_requests usual_routes
    """.split()  # noqa: SIM905
)  # as a whole name: as a part of one they may mean something else
DEFINITIONS: Final = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def old_words(source: Source) -> Iterator[str]:
    """Yield each identifier of a file that uses an old word; tests are named by sentences, which may use any word."""
    if source.is_migration:
        return
    for name, line in [*_parts_of_path(source.path), *_identifiers(source)]:
        parts = _split(name)
        if "_".join(parts) in NAMES or (parts[:1] != ["test"] and WORDS & {*parts, "".join(parts)}):
            yield f"{source.path}:{line}: {name}: an old word; docs/glossary.md has the field's"


def _parts_of_path(path: str) -> Iterator[tuple[str, int]]:
    for part in PurePosixPath(path).with_suffix("").parts:
        yield part, 1


def _identifiers(source: Source) -> Iterator[tuple[str, int]]:
    """Yield what a file names itself, with the line; names that it only uses are somebody else's."""
    for node in source.nodes:
        if isinstance(node, DEFINITIONS):
            yield node.name, node.lineno
        elif isinstance(node, ast.arg):
            yield node.arg, node.lineno
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id, node.lineno
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.attr, node.lineno
        elif isinstance(node, ast.alias) and node.asname:
            yield node.asname, node.lineno


def _split(name: str) -> list[str]:
    """Return the words of a name, in lower case: those of ``SharedTape`` and of ``_shared_tape`` are the same."""
    return [part for part in re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower().split("_") if part]
