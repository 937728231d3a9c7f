"""Clients that ask for more than people and programs do are slowed, and nobody else is.

| file | what it bounds |
|---|---|
| throttle | what each key does in a second |
| turns | what each key does at the same time |
| metered | what a request or an event takes of the process |
"""

from chatapp.throttling.metered import METER, Meter, Metered, counted
from chatapp.throttling.throttle import Throttle
from chatapp.throttling.turns import Turns

__all__ = ["METER", "Meter", "Metered", "Throttle", "Turns", "counted"]
