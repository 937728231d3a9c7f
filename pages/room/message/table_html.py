"""A table block as safe HTML. Its head has buttons that sort it, for one reader alone (`blocks.js`)."""

from html import escape

from chatapp.messages.blocks import Cell, TableBlock, cell_text


def table_html(block: TableBlock) -> str:
    """Return a table in a box that scrolls, with what it leaves out."""
    numeric = [_is_numeric([row[at] for row in block.rows]) for at in range(len(block.columns))]
    head = "".join(_head(name, is_number=is_it) for name, is_it in zip(block.columns, numeric, strict=True))
    body = "".join(f"<tr>{''.join(map(_cell, row, numeric))}</tr>" for row in block.rows)
    title = f'<p class="title"><bdi>{escape(block.title)}</bdi></p>' * bool(block.title)
    more = f'<p class="more-rows" data-count="{block.more:,}"></p>' * bool(block.more)
    label = f' aria-label="{escape(block.title)}"' * bool(block.title)
    return (
        f'<div class="data">{title}<div class="scroller" tabindex="0" role="group"{label}>'
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>{more}</div>"
    )


def _is_numeric(cells: list[Cell]) -> bool:
    known = [cell for cell in cells if cell is not None]
    return bool(known) and all(isinstance(cell, int | float) and not isinstance(cell, bool) for cell in known)


def _head(name: str, *, is_number: bool) -> str:
    """Return a column's head; one without a name can't be sorted by."""
    right = ' class="right"' * is_number
    if not name:
        return f"<td{right}></td>"
    return f'<th scope="col"{right}><button type="button" class="sort"><bdi>{escape(name)}</bdi></button></th>'


def _cell(cell: Cell, is_number: bool) -> str:
    return f"<td{' class=right' * is_number}>{escape(cell_text(cell))}</td>"
