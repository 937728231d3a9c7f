"""The form that a person signs up with: what its fields must be, and the account it asks for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp import text
from chatapp.accounts import names, usernames
from chatapp.accounts.countries import country
from chatapp.authentication.passwords import fault
from chatapp.authentication.sessions import token_hash
from chatapp.errors import Invalid
from models import Account

FIELDS: Final[Mapping[str, Callable[[str, str], str]]] = {
    "username": names.username,
    "email": names.email,
    "first_name": names.person,
    "last_name": names.person,
    "country": country,
}


@dataclass(frozen=True, slots=True)
class SignUp:
    """What a person enters to sign up.

    ``username``: None means that one is proposed. ``name``: the whole name, in place of first and last name.
    ``invite``: the token of an invite link, or empty.
    """

    username: str | None
    email: str
    password: str
    first_name: str = ""
    last_name: str = ""
    country: str = ""  # ISO 3166-1 alpha-2; empty: not told
    name: str | None = None
    invite: str = ""

    @property
    def invite_hash(self) -> str:
        """The hash of the invite's token, by which it is known; empty without an invite."""
        return token_hash(self.invite) if self.invite else ""


async def with_username(session: AsyncSession, form: SignUp) -> SignUp:
    """Return the form with a username: the one that was typed, or one that is free."""
    if form.username is not None:
        return form
    return replace(form, username=await usernames.propose(session, form.name or "", form.email))


def rename(account: Account, username: str) -> None:
    """Give an account that is not stored yet another username."""
    account.username, account.username_key = username, text.username_key(username)
    account.search_key = search_key_of(username, account.first_name, account.last_name)


def validated(form: SignUp, *, is_internal_allowed: bool = False) -> Account:
    """Return the account a form asks for, without its password, not stored and not compared with others.

    How easily the password is guessed takes long to find out, so that is asked last: see `Passwords.judge`.
    ``is_internal_allowed``: see `names.email`.

    Raises:
        Invalid: field → sentence, every wrong field at once.
    """
    problems: dict[str, str] = {}
    values: dict[str, str] = {}
    email: Callable[[str, str], str] = partial(names.email, is_internal_allowed=is_internal_allowed)
    for field, clean in {**FIELDS, "email": email}.items():
        try:
            values[field] = clean(getattr(form, field) or "", field)
        except Invalid as error:
            problems |= error.fields
    try:
        if form.name is not None:
            values["first_name"], values["last_name"] = names.whole(form.name, "name")
    except Invalid as error:
        problems |= error.fields
    if problem := fault(form.password):
        problems["password"] = problem
    if problems:
        raise Invalid(problems)
    return account_of(values)


def account_of(values: Mapping[str, str]) -> Account:
    """Return an account made of clean values, with the keys it is found by."""
    return Account(
        username=values["username"],
        username_key=text.username_key(values["username"]),
        email=values["email"],
        email_key=text.email_key(values["email"]),
        first_name=values["first_name"],
        last_name=values["last_name"],
        country=values["country"],
        password_hash=values.get("password_hash", ""),
        search_key=search_key_of(values["username"], values["first_name"], values["last_name"]),
    )


def search_key_of(username: str, first_name: str, last_name: str) -> str:
    """Return the text that a search for accounts looks in."""
    return text.fold(f"{username} {first_name} {last_name}")[:1000]
