"""REST: your status, which others see beside your name."""

from datetime import datetime

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from chatapp.accounts import statuses
from chatapp.accounts.statuses import Status
from chatapp.api import limits
from chatapp.api.bodies import Moment, RequestBody
from chatapp.api.dependencies import CurrentActor, CurrentChat

router = APIRouter(prefix="/me/status", tags=["me"])


class StatusOut(BaseModel):
    """What a person is up to. ``until``: when it ends, or null."""

    emoji: str = Field(examples=["🌴"])
    text: str = Field(examples=["On holiday"])
    until: datetime | None

    @classmethod
    def of(cls, status: Status | None) -> "StatusOut | None":
        """Return a status as programs see it, or None if there is none."""
        return None if status is None else cls(emoji=status.emoji, text=status.text, until=status.until)


class NewStatus(RequestBody):
    """An emoji, words, or both; ``until``: when it ends by itself, with a time zone, or null."""

    emoji: str = Field(default="", examples=["🌴"], description="One emoji.")
    text: str = Field(
        default="", json_schema_extra=limits.STATUS, examples=["On holiday"], description="At most 100 characters."
    )
    until: Moment | None = None


@router.put("", summary="Set your status")
async def set_status(chat: CurrentChat, actor: CurrentActor, new: NewStatus) -> StatusOut:
    """Say what you're up to. It replaces your status before."""
    async with chat.changing(actor) as work:
        status = await statuses.set_status(work, actor=actor, emoji=new.emoji, words=new.text, until=new.until)
    return StatusOut(emoji=status.emoji, text=status.text, until=status.until)


@router.delete("", status_code=204, summary="Clear your status")
async def clear_status(chat: CurrentChat, actor: CurrentActor) -> Response:
    """Take your status away."""
    async with chat.changing(actor) as work:
        await statuses.clear_status(work, actor=actor)
    return Response(status_code=204)
