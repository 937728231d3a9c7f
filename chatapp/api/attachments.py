"""REST: files as messages and lists show them."""

from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field, model_validator

from chatapp.events import Attachment
from chatapp.pictures.cleaned import SIDES
from chatapp.uploads import kinds
from chatapp.web import urls

EXAMPLE = UUID("0b8f5c1e-7d0e-4d3a-9f63-5e0d2f1f3c55")


class AttachmentOut(BaseModel):
    """A file on a message. Ask for its addresses as for everything else: with your token, or signed in by a browser."""

    uuid: UUID
    name: str = Field(examples=["Offsite.jpg"])
    size: int = Field(description="Bytes.")
    media_type: str = Field(examples=["image/jpeg"])
    url: str = Field(examples=[urls.file(EXAMPLE, "Offsite.jpg")])
    width: int | None = Field(default=None, description="Of a picture, in pixels.")
    height: int | None = None
    pages: int | None = Field(default=None, description="Of a PDF, if it says how many.")
    thumbnail_url: str | None = Field(
        default=None, description="Of a picture: the same, at most 480 pixels wide or high."
    )
    alt: str = Field(description="What it shows, in words; may be empty.")

    @model_validator(mode="before")
    @classmethod
    def _with_addresses(cls, given: Any) -> Any:
        if not isinstance(given, Attachment):
            return given
        address = urls.file(given.uuid, given.name)
        smaller = urls.thumbnail(given.uuid, given.name, SIDES[0]) if given.thumbnail else address
        return {
            **{name: getattr(given, name) for name in ("uuid", "name", "size", "media_type", "width", "pages", "alt")},
            "height": given.height if given.width is not None else None,
            "url": address,
            "thumbnail_url": smaller if kinds.is_picture(given.media_type) else None,
        }
