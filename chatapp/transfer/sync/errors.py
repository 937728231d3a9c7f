"""What can keep a copy from being made, as one tree; each is a sentence for whoever runs Chatapp, without any secret.

CopyError
├── Refused    this must not or cannot be done; the same again will be refused again
├── Busy       another run is under way
├── Away       a database cannot be reached, or went away; the same again goes on from there
└── Differs    copied, and found unequal: nothing is called a copy that is none
"""


class CopyError(Exception):
    """Base of everything that keeps a copy from being made."""


class Refused(CopyError):  # noqa: N818
    """What was asked for must not be done, or cannot be."""


class CopyInProgress(CopyError):  # noqa: N818
    """Somebody else is writing to the copy."""


class Away(CopyError):  # noqa: N818
    """A database cannot be used just now."""


class Differs(CopyError):  # noqa: N818
    """What was written is not what was read."""
