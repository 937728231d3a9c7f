"""Why a call of another machine came to nothing. ``str(error)`` is a sentence for people, and holds no secret."""

from chatapp.errors import ChatError


class OutboundError(ChatError):
    """A call came to nothing."""

    status = 502
    title = "Couldn't reach it"


class SwitchedOff(OutboundError):  # noqa: N818
    """No administrator has switched this use on. Nothing was sent, and no name was looked up."""

    status = 403
    title = "Switched off"


class Refused(OutboundError):  # noqa: N818
    """The address may not be called. Nothing was sent there."""

    status = 422
    title = "This address can't be used"


class CallFailed(OutboundError):  # noqa: N818
    """Nobody answered, or not in time, or not in HTTP."""
