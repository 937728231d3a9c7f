"""A service takes its transaction: whoever opens one only calls functions that take it. See decision 0020."""

import ast
from collections.abc import Iterator
from pathlib import Path

import chatapp

ROOT = Path(chatapp.__file__).parent
WORKERS = {  # nobody waits for them: they write in small transactions of their own
    "accounts/status_ends.py",
    "authentication/cleanup.py",
    "bots/clock.py",
    "demo/__init__.py",
    "demo/conversations.py",
    "message_index/rebuilding.py",
    "outbound/call_log.py",
    "web_push/channel.py",
    "reminders/reminding.py",
    "scheduled/sending.py",
}
EXCEPTIONS = {
    "authentication/one_time_codes.py:prove",  # a try stays spent whatever fails later
    "notifications/unsubscribing.py:end_mails",  # whoever has the link is nobody who is signed in
}


def opens_transaction(block: ast.AsyncWith) -> bool:
    """Say whether a block opens a unit of work."""
    return any(
        isinstance(item.context_expr, ast.Call)
        and isinstance(item.context_expr.func, ast.Attribute)
        and item.context_expr.func.attr in ("begin", "transaction")
        for item in block.items
    )


def touches_session(block: ast.AsyncWith) -> bool:
    """Say whether a block uses the session itself, ``work.session.exec(...)``, instead of passing it on."""
    return any(
        isinstance(node, ast.Attribute) and isinstance(node.value, ast.Attribute) and node.value.attr == "session"
        for node in ast.walk(block)
    )


def offenders() -> Iterator[str]:
    """Find the functions that open a transaction and write SQL in it."""
    for path in sorted(ROOT.rglob("*.py")):
        for function in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(function, ast.AsyncFunctionDef):
                continue
            blocks = [node for node in ast.walk(function) if isinstance(node, ast.AsyncWith)]
            if any(opens_transaction(block) and touches_session(block) for block in blocks):
                yield f"{path.relative_to(ROOT).as_posix()}:{function.name}"


def test_who_opens_a_transaction_only_calls_services_in_it() -> None:
    found = set(offenders())
    assert {one for one in found if one.partition(":")[0] not in WORKERS} == EXCEPTIONS
    assert {one.partition(":")[0] for one in found} >= WORKERS, "what is no exception any more"


UNCOUNTED = {  # what a person does by a page or a program that has a limit of its own, or changes nothing for others
    "chatapp/api/reactions.py",  # `ReactionLimit`
    "pages/room/message_actions/reacting.py",
    "chatapp/api/reading.py",  # of interest to one's own pages alone; programs have a limit
    "pages/drafts/later_page.py",  # what was seen is read, once for each opening, which is counted
}
ADMINISTRATORS = ("chatapp/api/admin/", "pages/admin/")


def test_what_people_change_by_pages_and_programs_is_counted() -> None:
    """By `Chat.changing`, unless it is counted otherwise: a client in a loop must not fill rooms and disks."""
    uncounted = set()
    for folder in ("pages", "chatapp/api"):
        for path in sorted((ROOT.parent / folder).rglob("*.py")):
            name = path.relative_to(ROOT.parent).as_posix()
            if ".transaction()" in path.read_text("utf-8") and not name.startswith(ADMINISTRATORS):
                uncounted.add(name)
    assert uncounted == UNCOUNTED
