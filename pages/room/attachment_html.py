"""The files of a message as safe HTML: pictures, films and sounds in place, everything else as a card.

Each has its size before its bytes are there, so that nothing jumps. Words are not in it, but for sizes and names.
"""

from html import escape
from typing import Final

from chatapp.events import Attachment
from chatapp.pictures.cleaned import SIDES
from chatapp.uploads import kinds
from chatapp.uploads.limits import in_words
from chatapp.web import urls
from pages.components import icons

WIDEST, HIGHEST = 400, 300  # pixels of a picture in the conversation
LEAST: Final = 24  # pixels: narrower ones are cut off


def attachments_html(files: tuple[Attachment, ...]) -> str:
    """Return the files under a message's text."""
    return f'<ul class="files" aria-labelledby="say-files">{"".join(f"<li>{_file(one)}</li>" for one in files)}</ul>'


def _file(file: Attachment) -> str:
    if file.width and file.height:
        return _picture(file, file.width, file.height)
    if file.media_type in kinds.INLINE:
        if file.media_type.startswith("video/"):
            return _player("video", file)
        if file.media_type.startswith("audio/"):
            return f"{_card(file)}{_player('audio', file)}"
    return _card(file)


def _picture(file: Attachment, width: int, height: int) -> str:
    scale = min(1, WIDEST / width, HIGHEST / height)
    shown = max(LEAST, round(width * scale)), max(LEAST, round(height * scale))
    address = urls.file(file.uuid, file.name)
    sources = [(urls.thumbnail(file.uuid, file.name, side), side) for side in SIDES if side <= file.thumbnail]
    moves = file.media_type == "image/gif"  # a thumbnail stands still
    source = address if moves or not sources else sources[0][0]
    larger = f' srcset="{escape(sources[0][0])} 1x, {escape(sources[-1][0])} 2x"' if sources and not moves else ""
    words = escape(file.alt or file.name)
    return (
        f'<a class="picture" href="{escape(address)}" target="_blank" data-file="{file.uuid}" '
        f'data-name="{escape(file.name)}"><img src="{escape(source)}"{larger} width="{shown[0]}" height="{shown[1]}" '
        f'loading="lazy" decoding="async" alt="{words}"></a>'
    )


def _player(kind: str, file: Attachment) -> str:
    address = escape(urls.file(file.uuid, file.name))
    return f'<{kind} controls preload="metadata" src="{address}" aria-label="{escape(file.alt or file.name)}"></{kind}>'


def _card(file: Attachment) -> str:
    """Return a file to download: its name, its kind by its ending, its size."""
    kind = file.name.rpartition(".")[2].upper() if "." in file.name[1:] else ""
    about = " · ".join(filter(None, (kind if len(kind) <= 5 else "", in_words(file.size))))
    return (
        f'<a class="file" href="{escape(urls.file(file.uuid, file.name))}" download="{escape(file.name)}">'
        f'{icons.svg("file")}<bdi class="clip">{escape(file.name)}</bdi><span class="about">{escape(about)}</span></a>'
    )
