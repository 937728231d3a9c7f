"""A run of some parts, put onto the record of an earlier one: a whole run takes longer than a machine stays quiet."""

from typing import Any

Record = dict[str, Any]
KINDS = ("cells", "lone")  # who is compared with each other, within the repeats of one run


def onto(before: Record, now: Record) -> Record:
    """Return what was measured now, with all that was not as it was before. A kind of cells is taken whole."""
    plan = dict(before["plan"])
    if now["cells"]:
        plan |= {name: value for name, value in now["plan"].items() if not name.startswith("lone_")}
    if now["lone"]:
        plan |= {name: value for name, value in now["plan"].items() if name.startswith("lone_")}
    cells = {kind: now[kind] or before.get(kind, []) for kind in KINDS}
    of = f"{before['at'][:10]}, commit {before['revision']}: `{before['command']}`"
    rest = f"What this run did not measure is of {of}."
    note = " ".join(filter(None, (now["note"], before["note"], rest)))
    return {**now, **cells, "plan": plan, "note": note, "parts": before["parts"] | now["parts"]}
