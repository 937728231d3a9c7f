"""What an edit changes of whom a message concerns: who is newly named, who no longer is, who is for another reason."""

from collections import defaultdict
from typing import Any, Final

from sqlalchemy import Connection, bindparam, text

from chatapp.alerts import keywords
from chatapp.alerts.recipients import ANY, BY_NAME, CONCERNED, REASONS, Added, add, values_of
from chatapp.events import ALERTS_TOPIC, AlertsAdded
from chatapp.storage.unit_of_work import EventRecorder
from models import AlertKind
from models.utc_datetime import UtcDateTime

NAMED: Final = (AlertKind.MENTION, AlertKind.EVERYONE)  # the reasons that an edit may give or take away
WRITTEN: Any = text(
    f"""{CONCERNED}
SELECT alert.id, alert.account_id, alert.kind, alert.settled_at, allowed.reason
FROM alert LEFT JOIN allowed ON allowed.account_id = alert.account_id
WHERE alert.message_id = :message AND alert.kind NOT IN ('reaction', 'reminder')
"""  # noqa: S608  (no value is in it)
).bindparams(bindparam("waiting", expanding=True))
CHANGE: Any = text("UPDATE alert SET kind = :kind WHERE id IN :ids").bindparams(bindparam("ids", expanding=True))
FORGET: Any = text("DELETE FROM alert WHERE id IN :ids").bindparams(bindparam("ids", expanding=True))
READ: Any = text("UPDATE alert SET read_at = :at WHERE id IN :ids AND read_at IS NULL").bindparams(
    bindparam("ids", expanding=True), bindparam("at", type_=UtcDateTime())
)


def note_edit(work: EventRecorder, connection: Connection, message: Added) -> None:
    """Write an alert for everybody whom a message's new text names, and didn't before; its mentions are stored already.

    Whom it concerns for another reason now keeps the alert, with that reason. Whom it no longer concerns isn't told,
    and has nothing unread if they were told already: nobody is told twice by editing. ``message.body``: the new text.
    Announces AlertsAdded if there is somebody.
    """
    waiting = keywords.waiting(connection, message.room_id, message.body) or []
    becomes, gone, changed = defaultdict[str, list[int]](list), defaultdict[bool, list[int]](list), list[int]()
    for row in connection.execute(WRITTEN, values_of(message, ANY, waiting)):
        kind = REASONS.get(row.reason)
        if kind == row.kind or (row.kind not in NAMED and kind != AlertKind.MENTION):
            continue
        if kind is None:
            gone[row.settled_at is None].append(row.id)
        else:
            becomes[kind].append(row.id)
        changed.append(row.account_id)
    for reason, ids in becomes.items():
        connection.execute(CHANGE, {"kind": reason, "ids": ids})
    connection.execute(FORGET, {"ids": gone[True]})
    connection.execute(READ, {"ids": gone[False], "at": message.at})
    if changed:
        work.announce(ALERTS_TOPIC, AlertsAdded(message.room_uuid, (), tuple(changed)))
    add(work, connection, message, BY_NAME, [])
