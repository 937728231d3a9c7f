"""Settings of a Chatapp that a test has for itself: the environment is read once, which takes a millisecond."""

from pathlib import Path

from chatapp.settings import Settings

ROUNDS = 4  # of a password's hash
PLAIN = Settings(
    _env_file=None, bcrypt_rounds=ROUNDS, tries_per_minute=100_000, metrics_allow="127.0.0.1"
)  # made while the tests are collected: none has changed the environment yet


def settings_at(data_dir: Path, database_url: str = "") -> Settings:
    """Return settings with passwords quickly hashed and many tries. ``database_url``: if it is not on SQLite."""
    return PLAIN.model_copy(update={"data_dir": data_dir, "database_url": database_url})
