"""Messages as a data frame of pandas."""

from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import pandas

COLUMNS: Final = (
    "room", "number", "author", "name", "body", "created_at", "edited_at", "reply_to", "reactions", "files",
    "room_uuid", "revision",
)  # fmt: skip
MOMENT: Final = "datetime64[us, UTC]"  # also where nothing has one
Columns = dict[str, list[Any]]  # by `COLUMNS`
NO_PANDAS: Final = "dataframe() needs pandas: pip install pandas"


def require_pandas() -> None:
    """Say at once that pandas isn't installed, and not after a minute's search.

    Raises:
        ImportError: it isn't.
    """
    if find_spec("pandas") is None:
        raise ImportError(NO_PANDAS)


def of(columns: Columns) -> "pandas.DataFrame":
    """Return columns, the newest first, as a data frame, the oldest first; times in UTC."""
    import pandas

    frame = pandas.DataFrame({name: column[::-1] for name, column in columns.items()}, columns=list(COLUMNS))
    for name in ("created_at", "edited_at"):
        frame[name] = pandas.to_datetime(frame[name], utc=True, format="ISO8601").astype(MOMENT)
    frame["reply_to"] = frame["reply_to"].astype("Int64")
    return frame
