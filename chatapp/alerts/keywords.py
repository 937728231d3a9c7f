"""Words that people wait for: the database proposes who may mean a text, and its words decide."""

import re
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Connection, text

from chatapp.message_index.folding import fold_text

UNSPACED: Final = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\U0010ffff"  # scripts without spaces between words
LETTER: Final = re.compile(rf"[^\W{UNSPACED}]")

PROPOSE: Any = text(
    """
SELECT alert_keyword.account_id, alert_keyword.key
FROM membership JOIN room ON room.home_id = membership.room_id
JOIN alert_keyword ON alert_keyword.account_id = membership.account_id
WHERE room.id = :room AND membership.listens AND REPLACE(:words, alert_keyword.key, '') <> :words
UNION ALL SELECT hearing.account_id, '' FROM (
    SELECT membership.account_id FROM membership
    LEFT JOIN notification_rules ON notification_rules.account_id = membership.account_id
    WHERE membership.room_id = :room AND membership.listens
        AND COALESCE(membership.alert_level, notification_rules.level, '') = 'all' LIMIT 1
) AS hearing
UNION ALL SELECT room.created_by_id, '' FROM room
WHERE room.id = :room
    AND (room.visibility IN ('direct', 'thread') OR EXISTS (SELECT 1 FROM workspace WHERE alert_level = 'all'))
"""
)


def waiting(connection: Connection, room_id: int, body: str) -> list[int] | None:
    """Return which members of a room wait for a word in a text; None if it concerns nobody at all. One statement.

    An empty list: nobody waits for a word, but somebody hears everything there.
    """
    words = fold_text(body)
    rows = connection.execute(PROPOSE, {"room": room_id, "words": words}).all()
    found = {row.account_id for row in rows if row.key and has_word(words, row.key)}
    return sorted(found) if found or any(not row.key for row in rows) else None


def has_word(words: str, key: str) -> bool:
    """Say whether a folded text has a keyword as a word of its own; in scripts without spaces, anywhere."""
    return _pattern(key).search(words) is not None


@lru_cache(maxsize=4096)
def _pattern(key: str) -> re.Pattern[str]:
    before = r"(?<!\w)" if LETTER.match(key[0]) else ""
    after = r"(?!\w)" if LETTER.match(key[-1]) else ""
    return re.compile(before + re.escape(key) + after)
