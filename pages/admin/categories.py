"""Administration: the categories of rooms, each with a name, a colour and an icon."""

from functools import partial
from uuid import UUID

from chatapp.administration import categories
from chatapp.rooms.categories import COLOURS, ICONS, CategoryView, listing
from chatapp.storage.paging import Page
from pages.admin.table import Columns, Table, Words, act_button, cell
from pages.components import icons
from pages.components.dialogs import confirm, sheet
from pages.components.elements import box, button
from pages.components.fields import Field
from pages.components.forms import LiveForm
from pages.components.page_frame import refresh_if_gone
from pages.shell.shell import Shell

COLUMNS = Columns(("Category", "Colour", "Rooms", ""), frozenset({"Rooms"}))
WORDS = Words(
    name="Categories",
    nothing="No categories yet. Create one so people can sort their rooms.",
    one="category",
    many="categories",
)


class CategoryTable:
    """One page's table of categories."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        self._counts: dict[UUID, int] = {}
        with box("table-actions"):
            button("New category", lambda: self._edit(None), classes="primary", icon_name="plus")
        self.table: Table[CategoryView, str] = Table(
            shell, COLUMNS, WORDS, read=self._read, cells=self._cells, key=lambda it: str(it.uuid), act=self._act
        )

    async def _read(self, *_: object) -> Page[CategoryView, str]:
        async with self._shell.chat.reading() as session:
            self._counts = await categories.room_counts(session, actor=self._shell.actor)
            return Page(await listing(session), None)

    async def _act(self, act: str, category: CategoryView) -> None:
        if act == "edit":
            self._edit(category)
        elif act == "delete":
            self._ask_delete(category)

    def _edit(self, category: CategoryView | None) -> None:
        async def save(values: dict[str, str]) -> None:
            async with self._shell.chat.transaction() as work:
                if category is None:
                    await categories.add(work, actor=self._shell.actor, **values)
                else:
                    await categories.edit(work, actor=self._shell.actor, category_uuid=category.uuid, **values)
            dialog.close()
            await self.table.start()

        title = f"Edit {category.name}" if category else "New category"
        saving = refresh_if_gone(self._shell, save)
        with sheet(self._shell, title) as dialog:
            with LiveForm(self._shell, "Save" if category else "Create category", saving) as form:
                form.field(Field("name", "Name", value=category.name if category else "", hint="Up to 30 characters."))
                with box("pair"):
                    form.field(_choice("colour", "Colour", COLOURS, category.colour if category else COLOURS[0]))
                    form.field(_choice("icon", "Icon", ICONS, category.icon if category else ICONS[0]))
                form.actions(dialog.close)

    def _ask_delete(self, category: CategoryView) -> None:
        async def delete() -> None:
            async with self._shell.chat.transaction() as work:
                await categories.delete(work, actor=self._shell.actor, category_uuid=category.uuid)
            self.table.drop(str(category.uuid))

        count = self._counts.get(category.uuid, 0)
        rooms = "No rooms use it." if not count else f"{count:,} room{'s' if count > 1 else ''} will have no category."
        confirm(
            self._shell,
            f"Delete {category.name}?",
            rooms,
            "Delete category",
            refresh_if_gone(self._shell, partial(delete)),
        )

    def _cells(self, category: CategoryView) -> list[str]:
        style = "" if category.hue is None else f' style="--h:{category.hue}"'
        mark = f'<span class="mark"{style}>{icons.svg(category.icon)}</span>'
        return [
            f'<span class="who-cell">{mark}{cell(category.name, classes="first")}</span>',
            cell(category.colour.capitalize()),
            f"{self._counts.get(category.uuid, 0):,}",
            act_button("edit", "Edit", f"Edit {category.name}")
            + act_button("delete", "Delete", f"Delete {category.name}", is_dangerous=True),
        ]


def _choice(name: str, label: str, values: tuple[str, ...], value: str) -> Field:
    return Field(name, label, value=value, options=tuple((it, it.capitalize()) for it in values))


async def show(shell: Shell) -> None:
    """Show the categories."""
    await CategoryTable(shell).table.start()
