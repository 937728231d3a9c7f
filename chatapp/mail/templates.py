"""What the mails say. They hold nothing a stranger has typed, and no secret in the subject, which the log may show.

``workspace``: what administrators call this Chatapp; ``address``: the origin that people use.
"""

from typing import Final
from uuid import UUID

from chatapp.mail.mail_queue import Email
from chatapp.web import links

PRODUCT: Final = "Chatapp"


def sign_up_code(to: str, code: str, address: str, workspace: str = PRODUCT) -> Email:
    """Return the mail with the code that verifies the address of a new account."""
    return _email(
        to,
        f"Your {workspace} code",
        f"Your code to sign up at {address} is\n\n    {code}\n\nIt works once, within 10 minutes.",
        "If this wasn't you, you can ignore this e-mail. Without the code, no account is created.",
    )


def have_account_already(to: str, address: str, workspace: str = PRODUCT) -> Email:
    """Return the mail to an address that has an account already; only its owner learns that it has one."""
    return _email(
        to,
        f"You already have a {workspace} account",
        f"Someone, probably you, just tried to sign up at {address} with this address. You already have an account.\n\n"
        f"Sign in: {links.login_link(address)}\nForgot the password? {links.forgot_link(address)}",
        "If this wasn't you, you can ignore this e-mail. Your account hasn't changed.",
    )


def reset_link(to: str, token: str, address: str, workspace: str = PRODUCT) -> Email:
    """Return the mail with the link to choose a new password."""
    return _email(
        to,
        f"Choose a new password for {workspace}",
        f"Follow this link to choose a new password:\n\n{links.reset_link(address, token)}\n\n"
        "It works once, within 30 minutes. You'll be signed out everywhere.",
        "If this wasn't you, you can ignore this e-mail. Your password hasn't changed.",
    )


def welcome(to: str, token: str, address: str, workspace: str = PRODUCT) -> Email:
    """Return the mail to a person whom an administrator has made an account for."""
    return _email(
        to,
        f"You have an account on {workspace}",
        f"An administrator added you to {workspace} at {address}. Choose a password to sign in:\n\n"
        f"{links.reset_link(address, token)}\n\nThe link works once, within 7 days.",
        "If you weren't expecting this, you can ignore this e-mail.",
    )


def password_changed(to: str, address: str, workspace: str = PRODUCT) -> Email:
    """Return the notice that an account's password was changed."""
    return _email(
        to,
        f"Your {workspace} password was changed",
        f"The password of your account at {address} was just changed.",
        f"If this wasn't you, choose a new one now: {links.forgot_link(address)}",
    )


def email_change_code(to: str, code: str, address: str, workspace: str = PRODUCT) -> Email:
    """Return the mail with the code that verifies the new address of an account."""
    return _email(
        to,
        f"Your {workspace} code",
        f"Your code to use this address for your account at {address} is\n\n    {code}\n\n"
        "It works once, within 10 minutes.",
        "If this wasn't you, you can ignore this e-mail. Without the code, nothing changes.",
    )


def address_wanted(to: str, address: str, workspace: str = PRODUCT) -> Email:
    """Return the notice that another account wanted this address; only its owner learns that it is taken."""
    return _email(
        to,
        f"Someone tried to use your address on {workspace}",
        f"Someone tried to use this address for another account at {address}. It stays with your account.",
        "If that was you, sign in with this address instead, or change the address of this account first.",
    )


def email_changed(to: str, address: str, workspace: str = PRODUCT) -> Email:
    """Return the notice, to the former address, that the account has another one now."""
    return _email(
        to,
        f"Your {workspace} address was changed",
        f"The e-mail address of your account at {address} was just changed. This address no longer belongs to it.",
        "If this wasn't you, tell an administrator right away.",
    )


def room_administered(to: str, room_uuid: UUID, action: str, address: str) -> Email:
    """Return the notice that an administrator has changed a room. ``action``: as the audit trail calls it."""
    return Email(
        to,
        "An administrator changed your room",
        f"An administrator changed a room you own: {action}.\n\n{links.room_link(address, room_uuid)}\n\n"
        "Administrators' actions are logged. Ask one of them if you'd like to know more.\n",
    )


def webhook_stopped(to: str, room_uuid: UUID, name: str, error: str, address: str) -> Email:
    """Return the notice that a room's webhook was switched off, as nobody took what it sends."""
    return Email(
        to,
        "A webhook of your room was switched off",
        f"The webhook {name} couldn't send the messages of a room you own, in five tries over a day: {error}\n\n"
        f"You can switch it on again in the room's settings.\n\n{links.room_link(address, room_uuid)}\n",
    )


def _email(to: str, subject: str, text: str, if_it_was_not_you: str) -> Email:
    return Email(to, subject, f"{text}\n\n{if_it_was_not_you}\n")
