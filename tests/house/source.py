"""The files that the rules read."""

import ast
import subprocess
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Source:
    """A Python file. ``path``: from the project's root, with slashes."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """Its syntax tree."""
        return ast.parse(self.text)

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """All nodes of its tree: most rules look at each of them."""
        return tuple(ast.walk(self.tree))

    @property
    def lines(self) -> int:
        """How many lines it has."""
        return self.text.count("\n")

    @property
    def is_product(self) -> bool:
        """Whether it is part of the product: neither a test, a benchmark nor a migration."""
        return not self.path.startswith(("tests/", "benchmarks/")) and not self.is_migration

    @property
    def is_migration(self) -> bool:
        """Whether it is a migration, which stays as it was when it first ran."""
        return self.path.startswith("models/migrations/versions/")


def sources() -> list[Source]:
    """Return every Python file of the project that git does not ignore."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", "*.py"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    paths = sorted({name for name in listed.split("\0") if name and (ROOT / name).is_file()})
    return [Source(path, (ROOT / path).read_text(encoding="utf-8")) for path in paths]
