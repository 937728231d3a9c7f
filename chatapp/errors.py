"""The errors that services raise, as one tree. Only `chatapp.web.problems` and `pages.shell.errors` translate them.

ChatError
├── NotFound          it does not exist, or you may not know of it: the two look the same
├── Gone              it was here, and doesn't work any more
├── Unauthenticated   the proof of who you are is missing, expired or garbled
├── Forbidden         we know who you are, and you may not do this
├── Invalid           a field has a value that cannot be accepted (field → sentence)
│   └── Conflict      … because it is taken already (field → sentence)
├── Outdated          it has been changed since you read it; carries what it is now
├── TooLarge          there are more bytes than Chatapp reads
├── Full              there is no room left for it
├── TooSlow           there are fewer bytes than Chatapp waits for
├── RateLimited       there were too many tries; carries the seconds to wait
└── Unavailable       the database cannot be reached; try again soon
    └── Busy          … or it can be reached, and is overloaded
"""

from collections.abc import Mapping
from typing import Any


class ChatError(Exception):
    """Base class of all errors that callers are told about. ``str(error)`` is a sentence for people."""

    status = 500
    title = "Something went wrong"


class NotFound(ChatError):  # noqa: N818
    """It does not exist, or the actor may not know of it."""

    status = 404
    title = "Not found"

    def __init__(self, detail: str = "It may not exist, or you may not have access.") -> None:
        super().__init__(detail)


class Gone(ChatError):  # noqa: N818
    """It was here, and doesn't work any more: a link that has expired."""

    status = 410
    title = "No longer works"


class Unauthenticated(ChatError):  # noqa: N818
    """The cookie or token that says who is asking is missing, expired or garbled."""

    status = 401
    title = "Sign in first"

    def __init__(self, detail: str = "Sign in first.") -> None:
        super().__init__(detail)


class Forbidden(ChatError):  # noqa: N818
    """The actor is signed in, and may not do this."""

    status = 403
    title = "Not allowed"


class Invalid(ChatError):  # noqa: N818
    """One or more fields have values that cannot be accepted. ``fields``: field → sentence."""

    status = 422
    title = "Check what you entered"

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__(" ".join(fields.values()))
        self.fields = dict(fields)


class Conflict(Invalid):
    """A field has a value that is taken already, such as a username."""

    status = 409
    title = "Already taken"


class Outdated(ChatError):  # noqa: N818
    """It has been changed since the actor read it. ``current``: for programs, what it is now, by name."""

    status = 409
    title = "Changed meanwhile"

    def __init__(self, detail: str, current: Mapping[str, Any]) -> None:
        super().__init__(detail)
        self.current = dict(current)


class TooLarge(ChatError):  # noqa: N818
    """The request has more bytes than Chatapp reads."""

    status = 413
    title = "Too large"


class Full(ChatError):  # noqa: N818
    """There is no room left for it: on the disk, or of what a person or the workspace may store."""

    status = 507
    title = "No room left"


class TooSlow(ChatError):  # noqa: N818
    """The rest of a request did not arrive in time."""

    status = 408
    title = "Took too long"


class RateLimited(ChatError):  # noqa: N818
    """There were too many tries. ``retry_after``: seconds."""

    status = 429
    title = "Too many tries"

    def __init__(self, detail: str, retry_after: int) -> None:
        super().__init__(detail)
        self.retry_after = retry_after


class Unavailable(ChatError):  # noqa: N818
    """Chatapp cannot do this now; by default, because its database cannot be reached. ``retry_after``: seconds."""

    status = 503
    title = "Back in a moment"
    retry_after = 2

    def __init__(self, detail: str = "Chatapp can't reach its database. Try again in a moment.") -> None:
        super().__init__(detail)


class Busy(Unavailable):
    """The database can be reached, and has too much to do."""

    def __init__(self) -> None:
        super().__init__("Chatapp is busy. Try again in a moment.")
