"""What a hook answers to what it can't take."""

from chatapp.errors import ChatError


class BadPayload(ChatError):  # noqa: N818
    """The body of a request to a hook is no message."""

    status = 400
    title = "Not a message"
