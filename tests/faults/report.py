"""Writes docs/reliability.md: what is done, what is promised, and what came of it."""

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime

from benchmarks.compare import environment
from tests.faults.faults import FAULTS
from tests.faults.trial import LATE, Outcome, Size
from tests.faults.writer import AGAIN, ANSWER

HEAD = (
    "what was done, and what mended it",
    "mended after, s",
    "acknowledged",
    "tried again",
    "lost",
    "doubled",
    "gaps",
    "pages equal",
    "longest without an acknowledged post, s",
    "late on a page at most, s",
    "until none was late, s",
    "`/readyz` meanwhile → at the end",
)


def page(outcomes: Mapping[str, Outcome | str], size: Size, command: str) -> str:
    """Return the page as Markdown. An outcome that is a string says why there is none."""
    machine = environment.machine()
    return f"""# What faults do

Written by `{command}` on {datetime.now(UTC):%Y-%m-%d}, commit {environment.revision()};
{machine["processor"]}, {machine["cores"]} cores, all on loopback.

{_about(size)}
{_table(outcomes)}
{_words()}"""


def _about(size: Size) -> str:
    return f"""Each line is a Chatapp of its own: {size.processes} processes, each behind a proxy that leads to
the others while it is away; PostgreSQL with two streaming standbys (one where it says "the only one"), which are read
from; Redis. {size.pages} pages of one room are open, spread over the processes. They speak NiceGUI's own protocol, are
told of messages over their websockets, and reconnect and load anew as browsers do. {size.writers} clients post by REST
to the processes in turn; what is refused or not answered they send again after {AGAIN:g} s, to the next process, with
the same `client_message_id`. After {size.before} messages something is broken by SIGKILL; {size.away:g} s later it is
mended, as an operator or a supervisor would; {size.after} messages more, and everything is compared with what the
primary holds. Seconds are those of this machine with all else it was doing, and mostly what a process takes to start.

**PostgreSQL is set up as [decision 17](decisions/0017-replica.md) advises those who want to lose nothing:**
`synchronous_standby_names = 'ANY 1 (*)'` and `synchronous_commit = on`, so a message is acknowledged when two servers
have it, and of the standbys the one that has most is promoted. Without that setting a promotion may lose what was
acknowledged in the last milliseconds. `fsync` is off: here processes die, machines do not lose power.
"""


def _table(outcomes: Mapping[str, Outcome | str]) -> str:
    rows = [HEAD, ("---",) * len(HEAD), *(_row(name, outcome) for name, outcome in outcomes.items())]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows) + "\n"


def _row(name: str, outcome: Outcome | str) -> tuple[str, ...]:
    fault = FAULTS[name]
    what = f"**{fault.what}**; {fault.mends}"
    if isinstance(outcome, str):
        return (what, f"**not finished: {outcome}**", *[""] * (len(HEAD) - 2))
    verdict = outcome.verdict
    return (
        what,
        f"{outcome.mended:.1f}",
        str(verdict.acknowledged),
        _counts(outcome.refused) + (f"; **wrong: {_counts(outcome.wrong)}**" if outcome.wrong else ""),
        *(_zero(count) for count in (verdict.lost, verdict.doubled, verdict.gaps)),
        f"{verdict.equal}/{verdict.pages}"
        if verdict.equal == verdict.pages
        else f"**{verdict.equal}/{verdict.pages}**",
        f"{outcome.silence:.1f}",
        _seconds(outcome.late),
        _seconds(outcome.behind),
        f"{'; '.join(outcome.said) or 'nothing else'} → {'; '.join(outcome.says)}",
    )


def _words() -> str:
    return f"""- **acknowledged**: answered with 201, or with 200 what was stored already.
- **tried again**: 503 is an answer with `Retry-After`; "no connection": refused or broken off; "no answer": none in
  {ANSWER:g} s. Any other answer would stand there as wrong.
- **lost**: acknowledged, and not stored with that number, key and text. **doubled**: stored beyond one for each
  that was acknowledged. **gaps**: numbers that no message has, or several.
- **pages equal**: pages that, scrolled to the top, show exactly what is stored: numbers, keys, texts, order.
- **late on a page at most**: from acknowledging a message until it was on a page that had lacked it longest; of a page
  whose process is gone until it is loaded anew.
- **until none was late**: from the fault until no page lacked anything that had been acknowledged more than {LATE:g} s
  before; it includes the time until it was mended. Without Redis a process learns what others have stored when it
  stores something itself, for the numbers then have a gap, or when it next compares with the database.

Exit status 1 if anything was lost, doubled, misnumbered or answered wrongly, or if a page differs.
`tests/test_faults.py` has a short trial for every `make test`, and shows that the judge finds each of these faults.
"""


def _counts(counted: Counter[str]) -> str:
    return ", ".join(f"{count} × {kind}" for kind, count in sorted(counted.items())) or "0"


def _seconds(count: float | None) -> str:
    return "**never came**" if count is None else f"{max(count, 0.0):.1f}"


def _zero(count: int) -> str:
    return str(count) if count == 0 else f"**{count}**"
