"""A Chatapp in a file, to be copied for each world: making the schema and the people takes long, copying nothing."""

import atexit
import shutil
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from pydantic_settings import BaseSettings, PydanticBaseSettingsSource

from chatapp.accounts import SignUp
from chatapp.accounts.registration import store
from chatapp.accounts.sign_up_form import account_of
from chatapp.bootstrap import Chat, assemble
from chatapp.identity import Actor
from chatapp.settings import Settings
from chatapp.testing.loop import run
from models.migrations import upgrade

CAST: Final = ("alice", "bob", "carol", "dave")  # the first administers
PASSWORD: Final = "tulip-harbour-9"  # noqa: S105  (of accounts that end with their test)
MEMORY: Final = Path("/dev/shm")  # noqa: S108  (a folder in memory, on Linux)
FILE: Final = "chatapp.db"


class WorldSettings(Settings):
    """Settings that no environment variable and no file changes: a world must never meet a real database."""

    @classmethod
    def settings_customise_sources(
        cls, settings_cls: type[BaseSettings], *sources: PydanticBaseSettingsSource, **named: PydanticBaseSettingsSource
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Take what is given, and nothing else."""
        return (named["init_settings"],)


class Beginning(NamedTuple):
    """A Chatapp with the people of the cast. ``file``: its database."""

    file: Path
    cast: Sequence[Actor]


def new_folder() -> Path:
    """Make a folder, in memory if the system has such a place."""
    return Path(tempfile.mkdtemp(prefix="chatapp-world-", dir=MEMORY if MEMORY.is_dir() else None))


def settings_in(folder: Path) -> WorldSettings:
    """Return the settings of a world: bots are on, and no limit gets in the way of a quick test."""
    return WorldSettings(data_dir=folder, bots=True, bcrypt_rounds=4, tries_per_minute=100_000)


@cache
def beginning() -> Beginning:
    """Return what worlds begin with. It is made for the first who asks, and goes with the process."""
    folder = new_folder()
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    upgrade(f"sqlite:///{folder / FILE}")
    return Beginning(folder / FILE, run(_set_up(folder)))


async def sign_up(chat: Chat, name: str) -> Actor:
    """Let somebody sign up, without a password; they arrive where everybody does."""
    address = f"{name}@example.org"
    account = account_of({"username": name, "email": address, "first_name": "", "last_name": "", "country": ""})
    async with chat.transaction() as work:
        actor = await store(work, account)
        await chat.accounts.entrance.arrive(work, actor, invite_hash="")
    return actor


async def _set_up(folder: Path) -> list[Actor]:
    chat = assemble(settings_in(folder))
    first, *others = CAST
    form = SignUp(first, f"{first}@example.org", PASSWORD)
    try:
        administrator = await chat.set_up.run(form, workspace="World", may_be_first=True)
        return [administrator, *[await sign_up(chat, name) for name in others]]
    finally:
        await chat.close()
