"""Chatapp from a script, a notebook or a job: `from chatapp.client import Chat`.

It needs httpx and pydantic, and none of the server's packages (docs/client.md).

| file | what it holds |
|---|---|
| chat | `Chat` and its rooms, for plain code |
| async_chat | the same for code with async and await |
| calls | what is asked for, in which order: the same for both |
| later | the same for scheduled messages and reminders |
| listings | histories, changes and searches, page by page |
| protocol | requests, pauses, and what is tried again |
| uploading | files, piece by piece |
| models | messages as the API answers them |
| dataframe | search results as a data frame |
| logs | `ChatHandler`, for `logging` |
| `__main__` | `python -m chatapp.client`: posting and reading from a shell |

Errors are those of `chatapp.errors`. Everything that is sent carries a key of its own, so it is tried again after a
cut and is there once.
"""

from chatapp.client.async_chat import AsyncChat, AsyncRoom
from chatapp.client.chat import Chat, Room
from chatapp.client.logs import ChatHandler
from chatapp.client.models import Attachment, Emoji, FoundMessage, Message, Person, Reminder, RoomInfo, ScheduledMessage
from chatapp.content import NewFile

__all__ = [
    "AsyncChat",
    "AsyncRoom",
    "Attachment",
    "Chat",
    "ChatHandler",
    "Emoji",
    "FoundMessage",
    "Message",
    "NewFile",
    "Person",
    "Reminder",
    "Room",
    "RoomInfo",
    "ScheduledMessage",
]
