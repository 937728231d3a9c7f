"""REST for administrators: what rooms are for. Everybody reads `GET /categories`."""

from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from chatapp.administration import categories
from chatapp.administration.categories import NAME_LIMIT
from chatapp.api.bodies import RequestBody
from chatapp.api.dependencies import CurrentActor, CurrentChat, PathUuid
from chatapp.rooms.categories import COLOURS, ICONS

router = APIRouter(prefix="/categories")


class CategoryIn(RequestBody):
    """A new or changed category."""

    name: str = Field(
        json_schema_extra={"minLength": 1, "maxLength": NAME_LIMIT},
        examples=["Project"],
        description="1–30 characters; unique, regardless of case.",
    )
    colour: str = Field(
        json_schema_extra={"enum": [*COLOURS]}, examples=["violet"], description=f"One of {', '.join(COLOURS)}."
    )
    icon: str = Field(
        json_schema_extra={"enum": [*ICONS]}, examples=["flag"], description=f"One of {', '.join(ICONS)}."
    )


class NewCategoryOut(BaseModel):
    """A created category."""

    uuid: UUID


@router.post("", status_code=201, summary="Create a category")
async def add(chat: CurrentChat, actor: CurrentActor, new: CategoryIn) -> NewCategoryOut:
    """Create a category, up to 50."""
    async with chat.transaction() as work:
        return NewCategoryOut(uuid=await categories.add(work, actor=actor, **new.model_dump()))


@router.put("/{category_uuid}", status_code=204, summary="Change a category")
async def edit(chat: CurrentChat, actor: CurrentActor, category_uuid: PathUuid, changed: CategoryIn) -> Response:
    """Change a category's name and look."""
    async with chat.transaction() as work:
        await categories.edit(work, actor=actor, category_uuid=category_uuid, **changed.model_dump())
    return Response(status_code=204)


@router.delete("/{category_uuid}", status_code=204, summary="Delete a category")
async def delete(chat: CurrentChat, actor: CurrentActor, category_uuid: PathUuid) -> Response:
    """Delete a category. Its rooms stay, without a category."""
    async with chat.transaction() as work:
        await categories.delete(work, actor=actor, category_uuid=category_uuid)
    return Response(status_code=204)
