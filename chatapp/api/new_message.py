"""REST: a message to post, and what one is edited to."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from chatapp.api import limits
from chatapp.api.bodies import RequestBody, Uuid
from chatapp.messages.blocks import AT_MOST as AT_MOST_BLOCKS
from chatapp.messages.blocks import LIMIT as SIZE
from chatapp.messages.blocks import Block
from chatapp.uploads.limits import OF_MESSAGE
from chatapp.web.parameters import LARGEST

MESSAGE_ID: Any = Field(
    json_schema_extra=limits.CLIENT_MESSAGE_ID,
    examples=["0b8f5c1e-7d0e-4d3a-9f63-5e0d2f1f3c55"],
    description="A UUID works best.",
)
MOST_CELLS = SIZE // 2  # each takes a character and a comma at least


def _few_cells(given: Any) -> Any:
    """Refuse tables that can't fit into a message before each cell is looked at, which takes 2 µs."""
    tables = [one.get("rows") for one in given if isinstance(one, dict)] if isinstance(given, list) else []
    rows = [row for table in tables if isinstance(table, list) for row in table if isinstance(row, list)]
    if sum(map(len, rows)) > MOST_CELLS:
        raise PydanticCustomError("too_many", "Tables can have up to {most} cells", {"most": MOST_CELLS})
    return given


Blocks = Annotated[list[Block], BeforeValidator(_few_cells)]


class NewMessage(RequestBody):
    """A message to post. Repeating a ``client_message_id`` is safe: it answers with the stored message."""

    body: str = Field(
        default="",
        json_schema_extra=limits.BODY,
        examples=["Deploying in five minutes."],
        description="1–10,000 characters; may be empty if there are files or blocks.",
    )
    client_message_id: str = MESSAGE_ID
    reply_to: int | None = Field(
        default=None,
        ge=1,
        le=LARGEST,
        examples=[17],
        description="The number of the message in this room that it answers. A person wrote it, and it wasn't deleted.",
    )
    uploads: Annotated[list[Uuid], Field(fail_fast=True)] = Field(
        default=[],
        json_schema_extra={"maxItems": OF_MESSAGE},
        description="Your files in this room, all of which have arrived; see “Begin to send a file”.",
    )
    blocks: Blocks = Field(
        default=[],
        max_length=AT_MOST_BLOCKS,
        examples=[[{"type": "text", "text": "**api** to prod?"}]],
        description="Shown in place of the body, at most 32 KB. Without a body it becomes what they say.",
    )
    also_in_room: bool = Field(
        default=False, description="In a thread: post the text in its room as well, with a link to the thread."
    )


class EditedMessage(RequestBody):
    """The new text of a message. With ``base_revision``, it is refused if the text was edited after that."""

    body: str = Field(
        default="",
        json_schema_extra=limits.BODY,
        examples=["Deploying in ten minutes."],
        description="1–10,000 characters; may be empty if the message has files, or there are blocks.",
    )
    blocks: Blocks | None = Field(
        default=None,
        max_length=AT_MOST_BLOCKS,
        description="In place of those it has. Left out, they stay if the body does, and go with another body.",
    )
    base_revision: int | None = Field(
        default=None,
        ge=0,
        le=LARGEST,
        examples=[17],
        description="The `revision` of the message that you edited. Leave it out to edit whatever is there.",
    )
