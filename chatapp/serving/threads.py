"""Threads that share the interpreter's lock give it back soon: everybody waits for the event loop's thread.

A thread that computes keeps the lock for as long as Python lets it, 5 ms by default, and the event loop waits as long
each time it has something to do: a sign-in, which changes threads a dozen times, took five times as long while a file
was looked through.
"""

import sys
from typing import Final

SECONDS: Final = 0.0005


def give_way() -> None:
    """Have threads that compute give way to others after half a millisecond. For the whole process."""
    sys.setswitchinterval(SECONDS)
