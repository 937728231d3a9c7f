"""A request's message that was looked at, for whoever serves the request."""

from starlette.types import Message, Receive


def given_again(message: Message, receive: Receive) -> Receive:
    """Return what gives a message once more, and then what comes after it."""
    is_given = False

    async def again() -> Message:
        nonlocal is_given
        if is_given:
            return await receive()
        is_given = True
        return message

    return again
