"""What rooms are for: a few categories, each with a colour and an icon. Administrators change them."""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.errors import Invalid
from chatapp.rooms.hues import OF_COLOUR
from models import Category

COLOURS = ("blue", "green", "violet", "orange", "red", "pink", "teal", "grey")
ICONS = ("chat", "people", "flag", "lifebuoy", "megaphone", "cup", "code", "bulb", "heart", "globe", "book", "wrench")
AT_MOST = 50


@dataclass(frozen=True, slots=True)
class CategoryView:
    """A category. ``colour`` is one of `COLOURS`, ``icon`` one of `ICONS`; the theme says what they look like."""

    category_id: int
    uuid: UUID
    name: str
    colour: str
    icon: str

    @property
    def hue(self) -> int | None:
        """The hue of its colour; grey has none."""
        return OF_COLOUR.get(self.colour)


async def listing(session: AsyncSession) -> list[CategoryView]:
    """Return every category by name, at most 50. Anybody may read them: they tell nothing about rooms."""
    found = await session.exec(select(Category).order_by(col(Category.name_key)).limit(AT_MOST))
    return [view_of(category) for category in found.all()]


async def chosen(session: AsyncSession, uuid: UUID | None) -> int | None:
    """Return the id of the category chosen for a room; None stays None.

    Raises:
        Invalid: there is no such category.
    """
    if uuid is None:
        return None
    if (found := (await session.exec(select(Category.id).where(Category.uuid == uuid))).first()) is None:
        raise Invalid({"category": "This category no longer exists. Choose another."})
    return found


def view_of(category: Category) -> CategoryView:
    """Return a category free of any session."""
    return CategoryView(category.id, category.uuid, category.name, category.colour, category.icon)
