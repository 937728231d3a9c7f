"""Where a database is: its URL, and the option or setting that named it."""

from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from chatapp.transfer.sync.errors import CopyRefused
from models.postgresql import is_postgresql, parameters

NO_URL = "must be sqlite:///PATH or postgresql://USER:PASSWORD@HOST/DATABASE"
IDENTIFYING_PARAMETERS = ("host", "hostaddr", "port", "dbname", "service")


@dataclass(frozen=True, slots=True)
class DatabaseLocation:
    """Where a database is. ``name``: the option or setting, such as "--to"; errors begin with it."""

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
        """Check the URL's form, without connecting.

        Raises:
            CopyRefused: the URL is not valid.
        """
        try:
            if self.is_postgresql:
                parameters(self.url)
            elif not self.url.startswith("sqlite:///") or not make_url(self.url).database:
                raise CopyRefused(f"{self.name} {NO_URL}.")
            elif make_url(self.url).database == ":memory:":
                raise CopyRefused(f"{self.name} must name a file.")
        except ArgumentError as error:
            raise CopyRefused(f"{self.name} {NO_URL}.") from error
        except ValueError as error:
            raise CopyRefused(f"{self.name} {error}.") from error

    def is_same_as(self, other: "DatabaseLocation") -> bool:
        """Return whether both are the same database, as far as URLs can tell."""
        if self.is_postgresql != other.is_postgresql:
            return False
        if self.is_postgresql:
            mine, theirs = parameters(self.url), parameters(other.url)
            return all(mine.get(key) == theirs.get(key) for key in IDENTIFYING_PARAMETERS)
        return self.path.resolve() == other.path.resolve()
