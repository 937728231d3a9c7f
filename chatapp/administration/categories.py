"""Administration: changing the categories (`chatapp.rooms.categories`), which say what rooms are for."""

from uuid import UUID

from sqlalchemy import func, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp import audit, text
from chatapp.errors import Conflict, Forbidden, Invalid, NotFound
from chatapp.events import LOBBY_TOPIC, RoomChanged
from chatapp.identity import Actor, require_administrator
from chatapp.rooms import categories
from chatapp.storage.conflicts import CATEGORY_NAME_TAKEN
from chatapp.storage.unit_of_work import UnitOfWork
from models import Category, Room

NAME_LIMIT, KEY_LIMIT = 30, 120
ANNOUNCED = 200  # rooms whose open index shows the change by itself; beyond them it shows on the next visit


async def add(work: UnitOfWork, *, actor: Actor, name: str, colour: str, icon: str) -> UUID:
    """Create a category.

    Raises:
        NotFound: the actor is no administrator.
        Invalid: the name, the colour or the icon cannot be taken.
        Conflict: there is a category of this name, regardless of case.
        Forbidden: there are 50 categories already.
    """
    await require_administrator(work.session, actor)
    category = Category(name="", name_key="", colour="", icon="")
    await _fill_in(work.session, category, name, colour, icon)
    if (await work.session.exec(select(func.count()).select_from(Category))).one() >= categories.AT_MOST:
        raise Forbidden(f"You can have up to {categories.AT_MOST} categories. Delete one first.")
    work.session.add(category)
    await work.session.flush()
    _record(work, actor, "add category", category)
    return category.uuid


async def edit(work: UnitOfWork, *, actor: Actor, category_uuid: UUID, name: str, colour: str, icon: str) -> None:
    """Change what a category is called and how it looks. Announces RoomChanged for its rooms; raises as `add`.

    Raises:
        NotFound: there is no such category.
    """
    await require_administrator(work.session, actor)
    category = await _category(work.session, category_uuid)
    former = category.name
    await _fill_in(work.session, category, name, colour, icon)
    work.session.add(category)
    _record(work, actor, "edit category", category, f"was {former}" if former != category.name else "")
    await _announce(work, category)


async def delete(work: UnitOfWork, *, actor: Actor, category_uuid: UUID) -> None:
    """Delete a category; its rooms stay, without one. Announces RoomChanged for them.

    Raises:
        NotFound: there is no such category, or the actor is no administrator.
    """
    await require_administrator(work.session, actor)
    category = await _category(work.session, category_uuid)
    await _announce(work, category)
    await work.session.exec(
        update(Room)
        .where(col(Room.category_id) == category.id)
        .values(category_id=None)
        .execution_options(synchronize_session=False)
    )
    await work.session.delete(category)
    _record(work, actor, "delete category", category)


async def room_counts(session: AsyncSession, *, actor: Actor) -> dict[UUID, int]:
    """Return how many rooms each category has; a category without rooms is left out.

    Raises:
        NotFound: the actor is no administrator.
    """
    await require_administrator(session, actor)
    found = await session.exec(
        select(Category.uuid, func.count())
        .select_from(Category)
        .join(Room, col(Room.category_id) == Category.id)
        .group_by(col(Category.uuid))
    )
    return dict(found.all())


async def _category(session: AsyncSession, category_uuid: UUID) -> Category:
    found = await session.exec(select(Category).where(Category.uuid == category_uuid))
    if (category := found.first()) is None:
        raise NotFound
    return category


async def _fill_in(session: AsyncSession, category: Category, name: str, colour: str, icon: str) -> None:
    problems: dict[str, str] = {}
    clean = key = ""
    try:
        clean, key = text.name_and_key(name, at_most=NAME_LIMIT, key_at_most=KEY_LIMIT)
    except Invalid as error:
        problems |= error.fields
    if colour not in categories.COLOURS:
        problems["colour"] = f"Choose one of these colours: {', '.join(categories.COLOURS)}."
    if icon not in categories.ICONS:
        problems["icon"] = f"Choose one of these icons: {', '.join(categories.ICONS)}."
    if problems:
        raise Invalid(problems)
    if clean != category.name:  # a name that is kept may keep its key, which a migration has made unique
        taken = select(Category.id).where(Category.name_key == key, col(Category.id).is_distinct_from(category.id))
        if (await session.exec(taken)).first() is not None:
            raise Conflict(CATEGORY_NAME_TAKEN)
        category.name, category.name_key = clean, key
    category.colour, category.icon = colour, icon


async def _announce(work: UnitOfWork, category: Category) -> None:
    rooms = select(Room.uuid).where(Room.category_id == category.id).order_by(col(Room.name_key)).limit(ANNOUNCED)
    for room_uuid in (await work.session.exec(rooms)).all():
        work.announce(LOBBY_TOPIC, RoomChanged(room_uuid))


def _record(work: UnitOfWork, actor: Actor, action: str, category: Category, detail: str = "") -> None:
    audit.record(work, actor=actor, action=action, subject=category.name, subject_uuid=category.uuid, detail=detail)
