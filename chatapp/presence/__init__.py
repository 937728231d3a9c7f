"""Who is online, away or offline, and who has a room open just now, on all processes together.

| file | what it holds |
|---|---|
| state | what can be seen of a person |
| waiting | how to call something later |
| attendance | who has which room open |
| presence | who is online |
| elsewhere | both, as other processes tell it |
"""

from chatapp.presence.attendance import GRACE, Attendance
from chatapp.presence.presence import Presence
from chatapp.presence.remote import RemotePresence
from chatapp.presence.state import State
from chatapp.timers import Cancellable, Later, on_the_loop

__all__ = ["GRACE", "Attendance", "Cancellable", "Later", "Presence", "RemotePresence", "State", "on_the_loop"]
