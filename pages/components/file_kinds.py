"""What a file's name says of its kind: a few letters and an icon. Nothing depends on it but how a card looks."""

from typing import Final

LONGEST: Final = 5  # characters of an ending that is a kind
ENDINGS: Final = {  # icon → endings
    "image": "png jpg jpeg gif webp avif heic heif svg tif tiff bmp psd ico",
    "film": "mp4 mov avi mkv webm m4v mpg mpeg",
    "sound": "mp3 wav ogg oga m4a flac aac opus",
    "table": "csv tsv xls xlsx ods parquet",
    "archive": "zip gz tgz bz2 xz zst 7z rar tar jar whl",
    "code": "py js ts css html htm xml json yaml yml toml ini sh sql rs go c h cpp java rb php ipynb diff patch",
}
ICONS: Final = {ending: icon for icon, endings in ENDINGS.items() for ending in endings.split()}


def kind_of(name: str) -> str:
    """Return the ending of a name in capitals, such as PDF; empty if it has none that tells anything."""
    ending = name.rpartition(".")[2].upper() if "." in name[1:] else ""
    return ending if len(ending) <= LONGEST else ""


def icon_of(name: str) -> str:
    """Return the name of the icon for files that are called so."""
    return ICONS.get(kind_of(name).lower(), "file")
