"""What a sound says of itself before it begins (MP3): its title stays, who made it, when and with what does not.

Nothing moves: what tells of them becomes an empty text of no name.
"""

from collections.abc import Iterator
from typing import Final

from chatapp.pictures.overwriting import Place, Read

START, LAST = b"ID3", b"TAG"
HEAD: Final = 10  # bytes
OF_LAST: Final = 128  # bytes at the end of the file
COMMENT: Final = (97, 125)  # of these
TITLES: Final = (
    "TIT1 TIT2 TIT3 TPE1 TPE2 TPE3 TPE4 TALB TRCK TPOS TCON TCOM TEXT TYER TLEN TBPM TKEY TLAN TSOT TSOP TSOA TCMP "
    "USLT SYLT CHAP CTOC RVA2 APIC TT1 TT2 TT3 TP1 TP2 TP3 TP4 TAL TRK TPA TCO TCM TXT TYE TLE TBP TKE TLA "
    "ULT SLT PIC"
)
SHOWN: Final = frozenset(TITLES.split())
PICTURES: Final = ("APIC", "PIC")
OF_CAMERAS: Final = (b"Exif\0", b"http://ns.adobe.com/xap/", b"eXIf")  # in a picture, which then goes as a whole
BEGINNING: Final = 256 * 1024  # bytes of a picture that are looked at
MOST: Final = 10_000  # parts
UNSYNCHRONISED, EXTENDED = 0x80, 0x40


def private_places(read: Read, size: int) -> list[Place]:
    """Return what to overwrite. A part that can't be read goes, with all after it."""
    found: list[Place] = []
    head = read(0, HEAD)
    if head.startswith(START) and len(head) == HEAD:
        found.extend(_places(read, head, min(size, HEAD + _of_sevens(head[6:10]))))
    last = size - OF_LAST
    if last >= 0 and read(last, last + 3) == LAST:
        found.append(Place(last + COMMENT[0], last + COMMENT[1]))
    return found


def _places(read: Read, head: bytes, end: int) -> Iterator[Place]:
    version, flags, start = head[3], head[5], HEAD
    if version not in (2, 3, 4) or (flags & UNSYNCHRONISED and version < 4) or (version == 2 and flags & EXTENDED):
        yield Place(start, end)
        return
    if flags & EXTENDED:
        told = read(start, start + 4)
        more = _of_sevens(told) if version == 4 else 4 + int.from_bytes(told)
        start += more if start + more < end else 0
    of_name, of_head = (3, 6) if version == 2 else (4, 10)
    for _ in range(MOST):
        part = read(start, min(end, start + of_head))
        if len(part) < of_head or not part[0]:  # what follows is empty
            break
        name, told = part[:of_name].decode("latin-1"), part[of_name : 2 * of_name]
        inner = start + of_head
        last = inner + (_of_sevens(told) if version == 4 else int.from_bytes(told))
        if not (name.isascii() and name.isalnum()) or last > end:
            break
        if name not in SHOWN or (name in PICTURES and is_of_camera(read(inner, min(last, inner + BEGINNING)))):
            yield Place(start, start + of_name, b"TXXX"[:of_name])
            yield Place(start + 2 * of_name, last)
        start = last
    if start < end:
        yield Place(start, end)


def is_of_camera(picture: bytes) -> bool:
    """Say whether a picture inside of another file has metadata of its own."""
    return any(sign in picture for sign in OF_CAMERAS)


def _of_sevens(number: bytes) -> int:
    """Return a number of which each byte holds seven bits."""
    value = 0
    for byte in number:
        value = value << 7 | byte & 0x7F
    return value
