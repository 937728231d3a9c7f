"""Everybody is told exactly what the table in `docs/notifications.md` says, whatever their rules, pages and reading.

The table is written down once more here, in the plainest way. CHATAPP_TEST_EXAMPLES: how many times as many cases.
"""

import os
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from uuid import UUID, uuid4

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from chatapp import messages, notifications, rooms
from chatapp.identity import Actor
from chatapp.workspace.workspace import row_of
from models import AlertLevel
from tests.support.people.alerts import TellingChat, concerned, set_level, set_mark, set_rules
from tests.support.people.chats import MakePerson
from tests.support.people.rooms import a_direct_room, a_room, say

TIMES: Final = int(os.environ.get("CHATAPP_TEST_EXAMPLES", "1"))
LEVELS: Final = (None, *AlertLevel)
BODIES: Final = {"mention": "@BEN hi", "everyone": "@room hi", "keyword": "deploy", "reply": "yes", "message": "plain"}
DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True)
class Case:
    """One person and one message."""

    why: frozenset[str]
    is_direct: bool
    room_level: AlertLevel | None
    own_level: AlertLevel | None
    workspace_level: AlertLevel
    is_muted: bool
    page: str  # none, active here, idle here, active elsewhere
    reading: str  # no, room, list
    quiet: str  # no, hours, pause

    @property
    def level(self) -> AlertLevel:
        """Their level in the room."""
        if self.is_direct:
            return self.room_level or AlertLevel.ALL
        return self.room_level or self.own_level or self.workspace_level

    @property
    def reason(self) -> str | None:
        """Why the message concerns them; None: it does not."""
        if self.is_muted or self.level == AlertLevel.NOTHING:
            return None
        for kind in ("mention", "reply", "everyone", "keyword"):
            if kind in self.why:
                return kind
        if self.level == AlertLevel.MENTIONS:
            return None
        return "direct" if self.is_direct else "message"

    @property
    def is_told(self) -> bool:
        """Whether they are told of it in the end."""
        marked = self.reading == "room" or (self.reading == "list" and self.reason is not None)
        return self.reason is not None and not marked and self.page != "active here"


CASES: Final = st.builds(
    Case,
    why=st.frozensets(st.sampled_from([*BODIES]), max_size=2),
    is_direct=st.booleans(),
    room_level=st.sampled_from(LEVELS),
    own_level=st.sampled_from(LEVELS),
    workspace_level=st.sampled_from([*AlertLevel]),
    is_muted=st.sampled_from([False, False, False, True]),
    page=st.sampled_from(["none", "active here", "idle here", "active elsewhere"]),
    reading=st.sampled_from(["no", "no", "room", "list"]),
    quiet=st.sampled_from(["no", "hours", "pause"]),
)


@settings(
    max_examples=40 if TIMES == 1 else 60 * TIMES,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(case=CASES)
async def test_everybody_is_told_what_the_table_says(telling: TellingChat, person: MakePerson, case: Case) -> None:
    chat, name = telling.chat, f"ben{uuid4().hex[:8]}"
    ann, ben = await person(f"ann{uuid4().hex[:8]}"), await person(name)
    room = await (a_direct_room(chat, ann, ben) if case.is_direct else a_room(chat, ann, ben))
    await say(chat, ben, room, "first")
    await _live_by(telling, ben, room, case)
    body = " ".join(BODIES[why] for why in sorted(case.why)).replace("BEN", name) or "plain"
    answered = 1 if "reply" in case.why else None
    posted = await messages.post(
        chat.post_queue, actor=ann, room_uuid=room, body=body, client_message_id=str(uuid4()), reply_to=answered
    )
    found = [one[1] for one in await concerned(chat) if one[0] == name]
    assert found == ([case.reason] if case.reason else [])
    await _read(telling, ben, room, posted.message.number, case)
    at_once = [kind for who, kind, _ in await telling.wait() if who == name]
    assert at_once == ([case.reason] if case.is_told and case.quiet == "no" else [])
    later = [kind for who, kind, _ in await telling.sweep(after=7_200) if who == name]
    assert later == ([case.reason] if case.is_told and case.quiet != "no" else [])
    assert [one for one in await telling.sweep(after=7_200) if one[0] == name] == []
    chat.presence.end(ben, "page")


async def _live_by(telling: TellingChat, ben: Actor, room: UUID, case: Case) -> None:
    """Give ben the case's rules and page, and the workspace its level."""
    chat, at = telling.chat, telling.chat.now()
    begin = (at - timedelta(hours=1)).hour * 60
    hours = {"quiet_days": DAYS, "quiet_from": begin, "quiet_to": (begin + 120) % 1440, "time_zone": "UTC"}
    quiet: dict[str, dict[str, Any]] = {"no": {}, "hours": hours, "pause": {"paused_until": at + timedelta(hours=1)}}
    await set_rules(chat, ben, level=case.own_level, keywords=["deploy"], **quiet[case.quiet])
    await set_level(chat, ben, room, case.room_level)
    async with chat.transaction() as work:
        await rooms.mute(work, actor=ben, room_uuid=room, is_muted=case.is_muted)
    async with chat.transaction() as work:
        row = await row_of(work)
        row.alert_level = case.workspace_level
        work.session.add(row)
    if case.page != "none":
        chat.presence.connect(ben, "page", is_active=case.page.startswith("active"))
        chat.presence.enter(room if case.page.endswith(" here") else uuid4(), ben, "page")


async def _read(telling: TellingChat, ben: Actor, room: UUID, number: int, case: Case) -> None:
    chat = telling.chat
    if case.reading == "room":
        await set_mark(chat, ben, room, number)
    elif case.reading == "list":
        async with chat.transaction() as work:
            await notifications.mark_read(work, actor=ben, upto=10**9)
