"""What the mails say. They hold nothing a stranger has typed, and no secret in the subject, which the log may show."""

from uuid import UUID

from chatapp.mail.mail_queue import Email
from chatapp.web import urls


def sign_up_code(to: str, code: str, address: str) -> Email:
    """Return the mail with the code that verifies the address of a new account."""
    return _email(
        to,
        "Your Chatapp code",
        f"Your code to sign up at {address} is\n\n    {code}\n\nIt is valid for 10 minutes and works once.",
        "If you did not ask for it, you need not do anything: without the code no account is made.",
    )


def have_account_already(to: str, address: str) -> Email:
    """Return the mail to an address that has an account already; only its owner learns that it has one."""
    return _email(
        to,
        "You have a Chatapp account already",
        f"Somebody, probably you, has just signed up at {address} with this address, which has an account already.\n\n"
        f"Sign in: {urls.login_link(address)}\nForgot the password? {urls.forgot_link(address)}",
        "If it was not you, you need not do anything: your account is as it was.",
    )


def reset_link(to: str, token: str, address: str) -> Email:
    """Return the mail with the link to choose a new password."""
    return _email(
        to,
        "Choose a new password for Chatapp",
        f"Follow this link to choose a new password:\n\n{urls.reset_link(address, token)}\n\n"
        "It is valid for 30 minutes and works once. You will be signed out everywhere.",
        "If you did not ask for it, you need not do anything: your password is as it was.",
    )


def password_changed(to: str, address: str) -> Email:
    """Return the notice that an account's password was changed."""
    return _email(
        to,
        "Your Chatapp password was changed",
        f"The password of your account at {address} was changed just now.",
        f"If it was not you, choose a new one at once: {urls.forgot_link(address)}",
    )


def email_change_code(to: str, code: str, address: str) -> Email:
    """Return the mail with the code that verifies the new address of an account."""
    return _email(
        to,
        "Your Chatapp code",
        f"Your code to use this address for your account at {address} is\n\n    {code}\n\n"
        "It is valid for 10 minutes and works once.",
        "If you did not ask for it, you need not do anything: without the code nothing changes.",
    )


def address_wanted(to: str, address: str) -> Email:
    """Return the notice that another account wanted this address; only its owner learns that it is taken."""
    return _email(
        to,
        "Somebody wanted to use your address at Chatapp",
        f"Somebody tried to use this address for another account at {address}. It was refused: it is yours.",
        "If that was you, sign in with this address instead, or change the address of this account first.",
    )


def email_changed(to: str, address: str) -> Email:
    """Return the notice, to the former address, that the account has another one now."""
    return _email(
        to,
        "Your Chatapp address was changed",
        f"Your account at {address} has another e-mail address since just now; this one no longer belongs to it.",
        "If it was not you, tell an administrator at once.",
    )


def room_administered(to: str, room_uuid: UUID, action: str, address: str) -> Email:
    """Return the notice that an administrator has changed a room. ``action``: as the audit trail calls it."""
    return Email(
        to,
        "An administrator changed your room",
        f"An administrator has changed a room that you own: {action}.\n\n{urls.room_link(address, room_uuid)}\n\n"
        "Administrators keep a log of what they do. Ask one of them if you want to know more.\n",
    )


def _email(to: str, subject: str, text: str, if_it_was_not_you: str) -> Email:
    return Email(to, subject, f"{text}\n\n{if_it_was_not_you}\n")
