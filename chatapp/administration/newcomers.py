"""Administration: making an account for somebody, who then chooses the password."""

from dataclasses import dataclass
from uuid import UUID

from chatapp import audit
from chatapp.accounts import names, usernames
from chatapp.accounts.password_resets import PasswordResets
from chatapp.accounts.registration import store
from chatapp.accounts.sign_up_form import account_of
from chatapp.errors import Invalid
from chatapp.identity import Actor, require_administrator
from chatapp.onboarding.entrance import arrive
from chatapp.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A new account, and the link by which its owner chooses a password. It's told this once, and mailed."""

    uuid: UUID
    username: str
    name: str
    email: str
    link: str


async def create(
    work: UnitOfWork,
    *,
    actor: Actor,
    name: str,
    email: str,
    resets: PasswordResets,
    username: str = "",
    is_internal_allowed: bool = False,
) -> Newcomer:
    """Make an account without a password; its owner follows the link to sign in. They arrive where all new people do.

    Args:
        work: the transaction.
        actor: the administrator.
        name: what others see; its first word is the first name.
        email: the address, which the link is mailed to. Whether sign-up is open to it doesn't matter.
        resets: what makes the link.
        username: empty: one is made of the name.
        is_internal_allowed: see `names.email`.

    Raises:
        NotFound: the actor is no administrator.
        Invalid: field → sentence, every wrong field at once.
        Conflict: the username or the address is taken.
    """
    await require_administrator(work.session, actor)
    values = _clean(name, email, username, is_internal_allowed=is_internal_allowed)
    values["username"] = values["username"] or await usernames.propose(work.session, name, values["email"])
    account = account_of(values)
    made = await store(work, account)
    await arrive(work, made, added_by_id=actor.account_id)
    audit.record(work, actor=actor, action="create account", subject=account.username, subject_uuid=account.uuid)
    link = await resets.welcome(work, account)
    return Newcomer(account.uuid, account.username, account.name, account.email, link)


def _clean(name: str, email: str, username: str, *, is_internal_allowed: bool) -> dict[str, str]:
    problems: dict[str, str] = {}
    values = {"username": "", "country": ""}
    try:
        if not name.strip():
            raise Invalid({"name": "Enter their name."})
        values["first_name"], values["last_name"] = names.whole(name, "name")
    except Invalid as error:
        problems |= error.fields
    try:
        values["email"] = names.email(email, "email", is_internal_allowed=is_internal_allowed)
    except Invalid as error:
        problems |= error.fields
    try:
        values["username"] = names.username(username, "username") if username.strip() else ""
    except Invalid as error:
        problems |= error.fields
    if problems:
        raise Invalid(problems)
    return values
