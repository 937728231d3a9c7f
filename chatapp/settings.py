"""The settings: `CHATAPP_…` variables and `.env`, checked before anything starts."""

import os
import re
from collections.abc import Iterable
from difflib import get_close_matches
from ipaddress import ip_network
from pathlib import Path
from typing import Literal, Self

from dotenv import dotenv_values
from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from chatapp.authentication.secret import signing_secret
from chatapp.broker import redis_url
from chatapp.mail import smtp_url
from chatapp.outbound.targets import listed_hosts
from chatapp.storage import bucket_url
from chatapp.web import urls
from models import SignUpPolicy
from models.postgresql import is_postgresql, parameters

PREFIX = "CHATAPP_"
ENV_FILE = ".env"
SHORTEST_TOKEN = 16
ORIGIN = re.compile(r"https?://(?:[\w.-]+|\[[0-9a-fA-F:.]+\])(?::\d{1,5})?/?", re.ASCII)
REACHED_AS_LOCALHOST = ("127.0.0.1", "0.0.0.0", "::", "::1")  # noqa: S104


class SettingsError(Exception):
    """A setting is wrong; the message is one sentence that names the variable."""


class Settings(BaseSettings):
    """Every setting, its default and its limits. `.env.example` says what each is for."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=ENV_FILE,
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=0, le=65535)
    data_dir: Path = Path("data")
    database_url: str = Field(default="", repr=False)  # repr=False here and below: the value may contain a password
    database_readers: int = Field(default=8, ge=1, le=100)
    replica_url: str = Field(default="", repr=False)
    storage_url: str = Field(default="", repr=False)
    file_megabytes: int = Field(default=100, ge=1, le=100_000)
    person_megabytes: int = Field(default=10_240, ge=1)
    storage_megabytes: int = Field(default=102_400, ge=1)
    sync_to: str = Field(default="", repr=False)
    sync_minutes: int = Field(default=60, ge=1, le=7 * 24 * 60)
    broker_url: str = Field(default="", repr=False)
    smtp_url: str = Field(default="", repr=False)
    alert_mail_minutes: int = Field(default=15, ge=1, le=24 * 60)
    public_url: str = ""
    trusted_proxies: str = ""
    drain_seconds: float = Field(default=0.0, ge=0.0, le=60.0)
    metrics_token: str = Field(default="", repr=False)
    metrics_allow: str = ""
    signup: Literal["open", "verified", "invite", "closed"] = Field(
        default_factory=lambda known: "verified" if known.get("smtp_url") else "open"
    )
    internal_addresses: bool = Field(default_factory=lambda known: not known.get("smtp_url"))
    session_days: int = Field(default=30, ge=1, le=400)
    token_days: int = Field(default=90, ge=1, le=3650)
    bcrypt_rounds: int = Field(default=12, ge=4, le=18)
    tries_per_minute: int = Field(default=10, ge=1, le=100_000)
    reconnect_seconds: float = Field(default=30.0, ge=2.0, le=600.0)
    fanout: Literal["shared", "public"] = "shared"
    bots: bool = False
    outbound_hosts: str = ""

    @field_validator("database_url", "sync_to")
    @classmethod
    def _names_a_database(cls, url: str) -> str:
        if is_postgresql(url):
            parameters(url)
        elif url and (not url.startswith("sqlite:///") or url in ("sqlite:///", "sqlite:///:memory:")):
            raise ValueError("must be empty, sqlite:///PATH or postgresql://USER:PASSWORD@HOST/DATABASE")
        return url

    @field_validator("storage_url")
    @classmethod
    def _names_a_bucket(cls, url: str) -> str:
        if url:
            bucket_url.parse(url)
        return url

    @field_validator("smtp_url")
    @classmethod
    def _names_a_mail_server(cls, url: str) -> str:
        if url:
            smtp_url.parse(url)
        return url

    @field_validator("public_url")
    @classmethod
    def _is_an_origin(cls, url: str) -> str:
        if url and not ORIGIN.fullmatch(url):
            raise ValueError("must be empty or where people reach Chatapp, such as https://chat.example.org")
        return url.rstrip("/")

    @field_validator("trusted_proxies", "metrics_allow")
    @classmethod
    def _names_addresses(cls, addresses: str) -> str:
        listed_networks(addresses)
        return addresses

    @field_validator("outbound_hosts")
    @classmethod
    def _names_hosts(cls, hosts: str) -> str:
        listed_hosts(hosts)
        return hosts

    @field_validator("metrics_token")
    @classmethod
    def _cannot_be_guessed(cls, token: str) -> str:
        if token and (len(token) < SHORTEST_TOKEN or not token.isascii() or not token.isprintable()):
            raise ValueError(f"must be empty or at least {SHORTEST_TOKEN} letters, digits and signs")
        return token

    @field_validator("broker_url")
    @classmethod
    def _names_a_redis(cls, url: str) -> str:
        if url:
            redis_url.parse(url)
        return url

    @field_validator("replica_url")
    @classmethod
    def _names_a_standby(cls, url: str) -> str:
        if url and not is_postgresql(url):
            raise ValueError("must be empty or postgresql://USER:PASSWORD@HOST/DATABASE, a standby of the database")
        if url:
            parameters(url)
        return url

    @model_validator(mode="after")
    def _data_directory_is_usable(self) -> Self:
        if self.data_dir.exists() and not self.data_dir.is_dir():
            raise ValueError("data_dir: must be a directory, but it's a file")
        return self

    @model_validator(mode="after")
    def _replica_has_a_primary(self) -> Self:
        if self.replica_url and not is_postgresql(self.database_url):
            raise ValueError("replica_url: needs CHATAPP_DATABASE_URL=postgresql://…; a SQLite file has no replica")
        return self

    @property
    def is_on_postgresql(self) -> bool:
        """Whether the database is PostgreSQL, which several processes can share."""
        return is_postgresql(self.database_url)

    @property
    def sync_database_url(self) -> str:
        """Return the URL of the database, for code that is not async (migrations)."""
        return self.database_url or f"sqlite:///{(self.data_dir / 'chatapp.db').absolute()}"

    @property
    def bots_dir(self) -> Path:
        """Where the files of bots are."""
        return self.data_dir / "bots"

    @property
    def signup_policy(self) -> SignUpPolicy:
        """Who may sign up, until an administrator chooses in the browser."""
        return SignUpPolicy.OPEN if self.signup == "verified" else SignUpPolicy(self.signup)

    @property
    def are_addresses_confirmed(self) -> bool:
        """Whether who signs up confirms their e-mail address with a mailed code."""
        return self.signup == "verified" or (self.signup != "open" and bool(self.smtp_url))

    def local_url(self, port: int) -> str:
        """Return the URL at which this machine reaches the server that listens on ``port``."""
        return f"http://{'localhost' if self.host in REACHED_AS_LOCALHOST else urls.host_in_url(self.host)}:{port}"

    @property
    def is_https(self) -> bool:
        """Whether people reach Chatapp by https, as far as the settings tell."""
        return self.public_url.startswith("https://")

    def secret(self) -> bytes:
        """Return the signing secret. The first call makes it, in the data directory."""
        return signing_secret(self.data_dir)


def listed_networks(setting: str) -> list[str]:
    """Return the addresses and networks that a comma-separated setting lists; an empty one lists none.

    Raises:
        ValueError: an entry is neither an address nor a network, or it covers every address.
    """
    found = [name for part in setting.split(",") if (name := part.strip())]
    for name in found:
        try:
            network = ip_network(name)
        except ValueError:
            raise ValueError("must be empty, or addresses and networks such as 127.0.0.1, 10.0.0.0/8") from None
        if network.prefixlen == 0:
            raise ValueError("must not include everyone: name the addresses you trust")
    return found


def load() -> Settings:
    """Read the settings from the environment and `.env`.

    Raises:
        SettingsError: a value is wrong or a name is unknown; the sentence names the variable.
    """
    known = {f"{PREFIX}{name}".upper() for name in Settings.model_fields}
    for variable in (*os.environ, *_named_in_file()):
        if variable.upper().startswith(PREFIX) and variable.upper() not in known:
            raise SettingsError(_unknown(variable, known))
    try:
        return Settings()
    except ValidationError as error:
        raise SettingsError(_sentence(error)) from error


def _named_in_file() -> Iterable[str]:
    """Return the names in `.env`, which may also have variables of other programs."""
    try:
        return dotenv_values(ENV_FILE).keys()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{ENV_FILE} can't be read as UTF-8 text.") from error


def _unknown(variable: str, known: set[str]) -> str:
    close = get_close_matches(variable.upper(), known, n=1)
    return f"{variable} isn't a Chatapp setting" + (f"; did you mean {close[0]}?" if close else ".")


def _sentence(error: ValidationError) -> str:
    first = error.errors()[0]
    reason = first["msg"].removeprefix("Value error, ")
    if not first["loc"]:
        field, _, reason = reason.partition(": ")
        return f"{PREFIX}{field.upper()} {reason}."
    return f"{PREFIX}{str(first['loc'][0]).upper()} is wrong: {reason[0].lower()}{reason[1:]}."
