"""Clients that ask for more than people and programs do are slowed, and nobody else is.

| file | what it bounds |
|---|---|
| throttle | what each key does in a second |
| concurrency_limit | what each key does at the same time |
| metered | what a request or an event takes of the process |
"""

from chatapp.throttling.concurrency_limit import ConcurrencyLimit
from chatapp.throttling.metered import METER, Meter, Metered, counted
from chatapp.throttling.throttle import Throttle

__all__ = ["METER", "ConcurrencyLimit", "Meter", "Metered", "Throttle", "counted"]
