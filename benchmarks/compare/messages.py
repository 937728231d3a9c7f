"""The text that is posted: 120 bytes of prose with a number in it, the same for Chatapp and for every peer."""

import re

SIZE = 120  # bytes of each message
NUMBER = re.compile(rb"Build (\d{6}) ")
PROSE = (
    "Build {:06d} went out to all three regions; error rates are flat, "
    "the queue is drained, so please carry on until dinner."
)


def body(number: int) -> str:
    """Return the message's text."""
    return PROSE.format(number)


def numbers_in(text: bytes) -> list[int]:
    """Return which messages stand in a text, in the order in which they do."""
    return [int(found) for found in NUMBER.findall(text)]
