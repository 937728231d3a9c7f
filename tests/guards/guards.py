"""The guards: what each one holds, how it is removed, and which tests must notice."""

from dataclasses import dataclass

SOCKETS = "tests/pages/shell/authentication/test_websocket_auth.py"
POSTING = "tests/messages/posting/test_posting.py"
FEED = "tests/realtime/test_room_feed.py"


@dataclass(frozen=True, slots=True)
class Guard:
    """One guard. ``text`` stands once in ``path``; ``without``: what remains; ``tests``: pytest's arguments."""

    name: str
    path: str
    text: str
    without: str
    tests: tuple[str, ...]


GUARDS = (
    Guard(
        "a page's socket needs the cookie that the page was built for",
        "pages/shell/authentication/websocket_auth.py",
        "return owner is None or owner.token_hash == token_hash(cookie_of(scope))",
        "return True",
        (SOCKETS,),
    ),
    Guard(
        "a socket speaks for its own page alone",
        "pages/shell/authentication/websocket_auth.py",
        "if not isinstance(client_id, str) or not _is_in_room(sid, client_id):",
        "if not isinstance(client_id, str):",
        (SOCKETS,),
    ),
    Guard(
        "a socket names its page and all else that our pages send",
        "pages/shell/authentication/websocket_auth.py",
        "if not (_is_complete(query) and _may_open(",
        "if not (_may_open(",
        (SOCKETS,),
    ),
    Guard(
        "only members post",
        "chatapp/messages/posting/insert.py",
        "        found.room_ids[room_uuid, account_id] = room_id\n",
        "        found.room_ids |= {(room_uuid, one): room_id for one in accounts}\n",
        (POSTING,),
    ),
    Guard(
        "only members read",
        "chatapp/rooms/access/rights.py",
        "    if membership is None:\n        raise Forbidden(JOIN)",
        "    if False:\n        raise Forbidden(JOIN)",
        (POSTING, "tests/test_outsiders.py"),
    ),
    Guard(
        "only members search",
        "chatapp/search/conditions.py",
        ".where(col(Membership.account_id) == actor.account_id, *IS_SHOWN)",
        ".where(*IS_SHOWN)",
        ("tests/search/test_rights.py",),
    ),
    Guard(
        "only members subscribe",
        "chatapp/rooms/listing.py",
        "        raise Forbidden(JOIN)\n    if not room.may_be_read:\n        raise Forbidden(CLOSED)",
        "        pass",
        (FEED,),
    ),
    Guard(
        "who leaves hears nothing more",
        "chatapp/realtime/room_feed.py",
        "isinstance(event, MemberLeft) and subscription.account_id == event.account_id",
        "False",
        (FEED,),
    ),
    Guard(
        "a page hears that its session has ended",
        "pages/shell/authentication/page_session.py",
        "if isinstance(event, SessionEnded) and event.session_id == self._visit.session_id:",
        "if False:",
        (SOCKETS,),
    ),
    Guard(
        "a page whose session has ended acts for nobody",
        "pages/shell/authentication/page_session.py",
        "if self._has_ended:\n            raise",
        "if False:\n            raise",
        (SOCKETS,),
    ),
    Guard(
        "strangers are led to the sign-in page",
        "pages/shell/authentication/session.py",
        "        if visit is None:\n            return RedirectResponse(urls.with_next(",
        "        if False:\n            return RedirectResponse(urls.with_next(",
        (SOCKETS,),
    ),
    Guard(
        "a page of another site opens no socket",
        "chatapp/web/security.py",
        "            if not is_same_origin(scope, Headers(scope=scope), self._public_origin):\n",
        "            if False:\n",
        (SOCKETS, "tests/web/test_security.py"),
    ),
)
