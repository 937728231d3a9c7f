"""Who is online, away or offline, and who has a room open just now, on all processes together.

| file | what it holds |
|---|---|
| state | online, away or offline |
| attendance | who has which room open |
| presence | who is online |
| remote | both, as other processes announce it |
| watchers | who hears of one person |
"""

from chatapp.presence.attendance import GRACE, Attendance
from chatapp.presence.presence import Presence
from chatapp.presence.remote import RemotePresence
from chatapp.presence.state import PresenceState

__all__ = ["GRACE", "Attendance", "Presence", "PresenceState", "RemotePresence"]
