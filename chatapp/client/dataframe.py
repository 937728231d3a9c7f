"""Messages as a data frame of pandas."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

from chatapp.client.models import FoundMessage

if TYPE_CHECKING:
    import pandas

COLUMNS: Final = (
    "room", "number", "author", "name", "body", "created_at", "edited_at", "reply_to", "reactions", "files",
    "room_uuid", "revision",
)  # fmt: skip
NO_PANDAS: Final = "dataframe() needs pandas: pip install pandas"


def of(messages: Iterable[FoundMessage]) -> "pandas.DataFrame":
    """Return messages as a data frame, the oldest first; times in UTC, how many reactions and files.

    Raises:
        ImportError: pandas isn't installed.
    """
    try:
        import pandas
    except ImportError:
        raise ImportError(NO_PANDAS) from None
    rows = [_row(message) for message in messages]
    frame = pandas.DataFrame(rows[::-1], columns=list(COLUMNS))
    for name in ("created_at", "edited_at"):
        frame[name] = pandas.to_datetime(frame[name], utc=True)
    frame["reply_to"] = frame["reply_to"].astype("Int64")
    return frame


def _row(message: FoundMessage) -> tuple[Any, ...]:
    return (
        message.room_name, message.number, message.author_username, message.author_name, message.body,
        message.created_at, message.edited_at, message.reply_to,
        sum(reaction.count for reaction in message.reactions), len(message.attachments),
        str(message.room_uuid), message.revision,
    )  # fmt: skip
