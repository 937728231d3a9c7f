"""What a file is, by its first bytes: a name says what somebody wants it to be taken for."""

from typing import Final

HEAD: Final = 4096  # bytes to look at
OTHER: Final = "application/octet-stream"
TEXT: Final = "text/plain"
PDF: Final = "application/pdf"
PICTURES: Final = ("image/png", "image/jpeg", "image/gif", "image/webp", "image/avif")
VIDEOS: Final = ("video/mp4", "video/quicktime", "video/webm", "video/ogg")
SOUNDS: Final = ("audio/mp4", "audio/ogg", "audio/mpeg", "audio/wav", "audio/flac")
BITMAP: Final = "image/bmp"  # which is drawn, and becomes a PNG
HEADS_OF_BITMAPS: Final = (12, 40, 52, 56, 64, 108, 124)  # bytes
INLINE: Final = frozenset((*PICTURES, *VIDEOS, *SOUNDS))  # a browser may show it in place; all else is downloaded
STARTS: Final = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", PDF),
    (b"ID3", "audio/mpeg"),
    (b"fLaC", "audio/flac"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
    (b"PK\x03\x04", "application/zip"),
)
BRANDS: Final = {  # of files made of boxes
    b"avif": "image/avif",
    b"avis": "image/avif",
    b"isom": "video/mp4",
    b"iso2": "video/mp4",
    b"iso4": "video/mp4",
    b"iso5": "video/mp4",
    b"iso6": "video/mp4",
    b"mp41": "video/mp4",
    b"mp42": "video/mp4",
    b"avc1": "video/mp4",
    b"M4V ": "video/mp4",
    b"qt  ": "video/quicktime",
    b"M4A ": "audio/mp4",
    b"dash": "video/mp4",
    b"heic": "image/heic",
    b"heix": "image/heic",
    b"mif1": "image/heic",
    b"msf1": "image/heic",
}
RIFFS: Final = {b"WEBP": "image/webp", b"WAVE": "audio/wav"}
MPEG_AUDIO: Final = (0xFB, 0xFA, 0xF3, 0xF2)  # after 0xff: MPEG 1 and 2, layer III


def media_type_of(head: bytes) -> str:
    """Return a file's media type, one of a short list. ``head``: its first bytes, 4096 if it has so many."""
    for start, media_type in STARTS:
        if head.startswith(start):
            return media_type
    if head[4:8] == b"ftyp":
        return BRANDS.get(head[8:12], OTHER)
    if head.startswith(b"RIFF"):
        return RIFFS.get(head[8:12], OTHER)
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return "video/webm" if b"webm" in head[:64] else OTHER
    if head.startswith(b"OggS"):
        return "video/ogg" if b"theora" in head[:128] else "audio/ogg"
    if len(head) > 1 and head[0] == 0xFF and head[1] in MPEG_AUDIO:
        return "audio/mpeg"
    if head.startswith(b"BM") and int.from_bytes(head[14:18], "little") in HEADS_OF_BITMAPS:
        return BITMAP
    return TEXT if _is_text(head) else OTHER


def is_picture(media_type: str) -> bool:
    """Say whether files of this type are drawn again, without what else is in them."""
    return media_type in PICTURES or media_type == BITMAP


def _is_text(head: bytes) -> bool:
    """Say whether the bytes are text in UTF-8, which may be cut off in the middle of a character."""
    if b"\0" in head:
        return False
    for cut in range(4):
        try:
            head[: len(head) - cut].decode()
        except UnicodeDecodeError:
            continue
        return True
    return False
