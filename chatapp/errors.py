"""What can go wrong, as one tree. Services raise; `chatapp.web.problems` and `pages.shell.errors` alone translate.

ChatError
├── NotFound          there is no such thing, or you may not know of it: the two look the same
├── Unauthenticated   no, expired or garbled proof of who you are
├── Forbidden         you are known, and may not do this
├── Invalid           a field says something we cannot take (field → sentence)
│   └── Conflict      … because somebody else has it already (field → sentence)
├── TooLarge          more bytes than we read
├── RateLimited       too many tries; carries the seconds to wait
└── Unavailable       the database is away; try again soon
    └── Busy          … or it is there, with more to do than it can
"""

from collections.abc import Mapping


class ChatError(Exception):
    """Base of everything a caller may be told. ``str(error)`` is a sentence for people."""

    status = 500
    title = "Something went wrong"


class NotFound(ChatError):  # noqa: N818
    """There is no such thing, or the actor may not know of it."""

    status = 404
    title = "Not here"

    def __init__(self, detail: str = "There is nothing here, or you may not see it.") -> None:
        super().__init__(detail)


class Unauthenticated(ChatError):  # noqa: N818
    """The proof of who is asking is missing, expired or garbled."""

    status = 401
    title = "Sign in first"

    def __init__(self, detail: str = "Sign in first.") -> None:
        super().__init__(detail)


class Forbidden(ChatError):  # noqa: N818
    """The actor is known and may not do this."""

    status = 403
    title = "Not allowed"


class Invalid(ChatError):  # noqa: N818
    """One or more fields cannot be taken. ``fields``: field → sentence."""

    status = 422
    title = "Please check what you entered"

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__(" ".join(fields.values()))
        self.fields = dict(fields)


class Conflict(Invalid):
    """A field holds what somebody else has already."""

    status = 409
    title = "Already taken"


class TooLarge(ChatError):  # noqa: N818
    """More bytes than Chatapp reads."""

    status = 413
    title = "Too large"


class RateLimited(ChatError):  # noqa: N818
    """Too many tries. ``retry_after``: seconds."""

    status = 429
    title = "Too many tries"

    def __init__(self, detail: str, retry_after: int) -> None:
        super().__init__(detail)
        self.retry_after = retry_after


class Unavailable(ChatError):  # noqa: N818
    """Chatapp cannot do this just now; by default, because its database cannot be reached. ``retry_after``: seconds."""

    status = 503
    title = "Back in a moment"
    retry_after = 2

    def __init__(
        self, detail: str = "Chatapp cannot reach its database just now. Please try again in a moment."
    ) -> None:
        super().__init__(detail)


class Busy(Unavailable):
    """The database is there; too many want something of it at once."""

    def __init__(self) -> None:
        super().__init__("Chatapp has more to do than it can just now. Please try again in a moment.")
