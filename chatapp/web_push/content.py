"""What a push says: as much as the workspace lets it, in the form in which pages are told of alerts."""

import json
from typing import Any, Final, Protocol
from uuid import UUID

from chatapp.web import urls
from chatapp.web_push.encryption import LONGEST, filled
from models import PushText

TITLE: Final = "Something new in {workspace}"


class Notice(Protocol):
    """What a person is told, as `chatapp.notifications` has it. ``number``: of the message, or None."""

    @property
    def alert_id(self) -> int:
        """The newest alert that it stands for."""
        ...

    @property
    def kind(self) -> str:
        """Why it concerns them."""
        ...

    @property
    def room_uuid(self) -> UUID | None:
        """Where it is; None for a summary of several rooms."""
        ...

    @property
    def number(self) -> int | None:
        """The message's number, or None."""
        ...

    @property
    def path(self) -> str:
        """Where it leads to."""
        ...

    @property
    def title(self) -> str:
        """Who, what and where, in a few words."""
        ...

    @property
    def text(self) -> str:
        """How it begins."""
        ...


def content(notice: Notice, text: PushText, *, workspace: str, account: UUID) -> bytes:
    """Return what is encrypted. ``account``: whom it is for, as several people may use a browser."""
    told: dict[str, Any] = {"title": TITLE.format(workspace=workspace), "text": "", "path": urls.HOME}
    if text != PushText.NOTHING:
        told = {
            "title": notice.title,
            "text": notice.text if text == PushText.ALL else "",
            "path": notice.path,
            "room_uuid": str(notice.room_uuid) if notice.room_uuid else None,
            "number": notice.number,
        }
    told |= {"alert_id": notice.alert_id, "kind": notice.kind, "account": str(account)}
    while len(written := json.dumps(told).encode()) > LONGEST:  # each character beyond ASCII takes six bytes
        told["text"] = told["text"][: len(told["text"]) // 2]
        told["title"] = told["title"][:100]
    return filled(written)
