"""People as a sign-up leaves them, at half of its cost: nobody judges, hashes or compares what they have typed."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from chatapp.accounts import SignUp
from chatapp.accounts.registration import is_set_up
from chatapp.accounts.sign_up_form import validated
from chatapp.authentication.passwords import Passwords
from chatapp.bootstrap import Chat, assemble
from chatapp.identity import Actor, actor_of
from tests.support.servers.plain_settings import ROUNDS, settings_at

PASSWORD: Final = "tulip-harbour-9"  # everybody's
_hashes: dict[str, str] = {}


@dataclass(frozen=True)
class Newcomer:
    """A person who has just signed up and in: what a browser and a program show to be taken for them."""

    actor: Actor
    session: str
    token: str


async def store_person(chat: Chat, username: str) -> Actor:
    """Store an account as a sign-up does; the first is the administrator, others arrive where new people do."""
    account = validated(SignUp(username, f"{username}@example.org", PASSWORD))
    account.password_hash = await _password_hash()
    async with chat.transaction() as work:
        account.is_administrator = not await is_set_up(work.session)
        work.session.add(account)
        await work.session.flush()
        actor = actor_of(account)
        if not account.is_administrator:
            await chat.accounts.entrance.arrive(work, actor, invite_hash="")
        return actor


async def sign_up_at(data_dir: Path, database_url: str, username: str) -> Newcomer:
    """Sign somebody up and in with a running server, by its database, which it reads for every question."""
    chat = assemble(settings_at(data_dir, database_url))
    try:
        actor = await store_person(chat, username)
        session = await chat.sessions.start(actor.account_id, device="python-httpx/0", address="127.0.0.1")
        token = await chat.sessions.make_token(actor=actor, name="test")
    finally:
        await chat.close()
    return Newcomer(actor, session.token, token.token)


async def _password_hash() -> str:
    if not _hashes:
        _hashes[PASSWORD] = await Passwords(ROUNDS).hash(PASSWORD)
    return _hashes[PASSWORD]
