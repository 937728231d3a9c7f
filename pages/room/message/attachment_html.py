"""The files of a message as safe HTML: pictures, films and sounds in place, everything else as a card.

Each has its size before its bytes are there, so that nothing jumps. Words are not in it, but for sizes,
pages and names.
"""

from html import escape
from typing import Final

from chatapp.events import Attachment
from chatapp.pictures.cleaned import SIDES
from chatapp.uploads import kinds
from chatapp.uploads.limits import in_words
from chatapp.web import urls
from pages.components import icons
from pages.components.file_kinds import icon_of, kind_of

LONE: Final = (400, 300)  # pixels that a picture takes at most
SEVERAL: Final = (280, 160)  # if others stand beside it: all are as high, wide ones are cut at their sides
LEAST: Final = 24  # narrower ones are cut off
STILL: Final = '<source media="(prefers-reduced-motion: reduce)"{}>'  # what moves stands still where people want that


def attachments_html(files: tuple[Attachment, ...]) -> str:
    """Return the files under a message's text."""
    is_grid = sum(_is_picture(one) for one in files) > 1
    items = "".join(f"<li>{_file(one, SEVERAL if is_grid else LONE)}</li>" for one in files)
    return f'<ul class="files{" several" * is_grid}" aria-labelledby="say-files">{items}</ul>'


def picture_html(file: Attachment, most: tuple[int, int], **told: str) -> str:
    """Return a picture that opens over the page. ``told``: what else its link says of it to the browser."""
    width, height = file.width or 1, file.height or 1
    scale = min(1, most[1] / height, 1 if most == SEVERAL else most[0] / width)
    shown = min(most[0], max(LEAST, round(width * scale))), max(LEAST, round(height * scale))
    address = urls.file(file.uuid, file.name)
    sources = [(urls.thumbnail(file.uuid, file.name, side), side) for side in SIDES if side <= file.thumbnail]
    moves = file.media_type == "image/gif"
    still = f' srcset="{escape(sources[0][0])} 1x, {escape(sources[-1][0])} 2x"' if sources else ""
    source = address if moves or not sources else sources[0][0]
    named = {"file": str(file.uuid), "name": file.name, "width": str(width), "height": str(height), **told}
    data = "".join(f' data-{name}="{escape(value)}"' for name, value in named.items())
    image = (
        f'<img src="{escape(source)}"{"" if moves else still} width="{shown[0]}" height="{shown[1]}" '
        f'loading="lazy" decoding="async" alt="{escape(file.alt or file.name)}">'
    )
    calm = f"<picture>{STILL.format(still)}{image}</picture>" if moves and still else image
    return f'<a class="picture" href="{escape(address)}" target="_blank"{data}>{calm}</a>'


def card_html(file: Attachment, more: str = "") -> str:
    """Return a file to download: its name, its kind by its ending, pages and size. ``more``: safe HTML below these."""
    about = " · ".join(filter(None, (kind_of(file.name), _pages(file), in_words(file.size))))
    return (
        f'<a class="file" href="{escape(urls.file(file.uuid, file.name))}" download="{escape(file.name)}">'
        f'{icons.svg(icon_of(file.name))}<bdi class="clip">{escape(file.name)}</bdi>'
        f'<span class="about">{escape(about)}</span>{more}{icons.svg("download")}</a>'
    )


def _file(file: Attachment, most: tuple[int, int]) -> str:
    if _is_picture(file):
        return picture_html(file, most)
    kind, _, _ = file.media_type.partition("/")
    if file.media_type in kinds.INLINE and kind in ("video", "audio"):
        return f"{card_html(file)}{_player(kind, file)}"  # not every browser plays what a phone records
    return f"{card_html(file)}{_first_lines(file) if file.media_type == kinds.TEXT else ''}"


def _pages(file: Attachment) -> str:
    return f"{file.pages:,} page{'s' * (file.pages != 1)}" if file.pages else ""


def _is_picture(file: Attachment) -> bool:
    return bool(file.width and file.height)


def _first_lines(file: Attachment) -> str:
    """Return the button under a text that shows its first lines (`pages/browser/messages/excerpts.js`)."""
    address = escape(urls.file(file.uuid, file.name))
    return f'<button type="button" class="lines" aria-labelledby="say-lines" data-from="{address}"></button>'


def _player(kind: str, file: Attachment) -> str:
    address = escape(urls.file(file.uuid, file.name))
    return f'<{kind} controls preload="metadata" src="{address}" aria-label="{escape(file.alt or file.name)}"></{kind}>'
