"""Links: addresses with the origin that people use, such as ``https://chat.example.org``, for mails and the log.

A leaf as `urls`, so that every layer may import it.
"""

from uuid import UUID

from chatapp.web import urls


def setup_link(origin: str, token: str) -> str:
    """Return the link that makes the first account."""
    return f"{origin}{urls.SETUP}?token={token}"


def join_link(origin: str, token: str) -> str:
    """Return an invite link, to be copied, mailed or shown as a QR code."""
    return f"{origin}{urls.join(token)}"


def hook_link(origin: str, token: str) -> str:
    """Return the address that programs post a room's messages to."""
    return f"{origin}{urls.HOOKS}/{token}"


def room_link(origin: str, room_uuid: UUID) -> str:
    """Return the link to a room, for a mail."""
    return f"{origin}{urls.room(room_uuid)}"


def login_link(origin: str) -> str:
    """Return the link to the sign-in page, for a mail."""
    return f"{origin}{urls.LOGIN}"


def forgot_link(origin: str) -> str:
    """Return the link to the page that mails a password reset, for a mail."""
    return f"{origin}{urls.FORGOT}"


def reset_link(origin: str, token: str) -> str:
    """Return the link that chooses a new password, for a mail."""
    return f"{origin}{urls.RESET}?token={token}"
