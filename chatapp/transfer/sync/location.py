"""The two ends of a copy: a database's URL, and the option or setting that names it."""

from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from chatapp.transfer.sync.errors import Refused
from models.postgresql import is_postgresql, parameters

NO_URL = "must be sqlite:///PATH or postgresql://USER:PASSWORD@HOST/DATABASE"
WHERE = ("host", "hostaddr", "port", "dbname", "service")


@dataclass(frozen=True, slots=True)
class Place:
    """A database. ``name``: what the operator called it, such as "--to"; every sentence about it begins with that."""

    url: str = field(repr=False)  # it may hold a password
    name: str

    @property
    def is_postgresql(self) -> bool:
        """Whether it is PostgreSQL; otherwise it is a SQLite file."""
        return is_postgresql(self.url)

    @property
    def path(self) -> Path:
        """The SQLite file."""
        return Path(make_url(self.url).database or "").absolute()

    def check(self) -> None:
        """Look whether the URL can be read; nothing is connected.

        Raises:
            Refused: it cannot.
        """
        try:
            if self.is_postgresql:
                parameters(self.url)
            elif not self.url.startswith("sqlite:///") or not make_url(self.url).database:
                raise Refused(f"{self.name} {NO_URL}.")
            elif make_url(self.url).database == ":memory:":
                raise Refused(f"{self.name} must name a file.")
        except ArgumentError as error:
            raise Refused(f"{self.name} {NO_URL}.") from error
        except ValueError as error:
            raise Refused(f"{self.name} {error}.") from error

    def is_same_as(self, other: "Place") -> bool:
        """Say whether both name one database, as far as URLs can tell."""
        if self.is_postgresql != other.is_postgresql:
            return False
        if self.is_postgresql:
            mine, theirs = parameters(self.url), parameters(other.url)
            return all(mine.get(part) == theirs.get(part) for part in WHERE)
        return self.path.resolve() == other.path.resolve()
