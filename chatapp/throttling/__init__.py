"""Clients that ask for more than people and programs do are slowed, and nobody else is.

| file | what it bounds |
|---|---|
| throttle | what each key does in a second |
| turns | what each key does at the same time |
"""

from chatapp.throttling.throttle import Throttle
from chatapp.throttling.turns import Turns

__all__ = ["Throttle", "Turns"]
