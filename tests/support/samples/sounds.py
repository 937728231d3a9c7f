"""Sounds as programs and recorders make them, as far as Chatapp reads them: what they tell, and no sound to hear."""

import base64
import struct
from collections.abc import Mapping, Sequence

TITLE, ARTIST = "Lullaby", "Ann and the Bens"
DEVICE, PERSON, SHOT_AT, PLACE = "Spycam 9", "Eve Recordist", "2024-05-06T07:08:09", "+48.2082+016.3738/"
SECRETS = (DEVICE, PERSON, SHOT_AT, PLACE)
SOUND = bytes(range(256)) * 4
COVER = b"\xff\xd8\xff\xe0" + b"cover" * 50 + b"\xff\xd9"
PHOTO = b"\xff\xd8\xff\xe1\0\x40Exif\0\0" + DEVICE.encode() + b"photo" * 50 + b"\xff\xd9"  # with metadata of its own
COMMENTS = (
    ("TITLE", TITLE),
    ("artist", ARTIST),
    ("ENCODER", DEVICE),
    ("DATE", SHOT_AT),
    ("LOCATION", PLACE),
    ("CONTACT", PERSON),
    ("COMMENT", PLACE),
)


def sevens(number: int) -> bytes:
    """Return a number in four bytes of seven bits."""
    return bytes(number >> shift & 0x7F for shift in (21, 14, 7, 0))


def id3(frames: Sequence[tuple[str, bytes]], *, version: int = 4, flags: int = 0, extended: bytes = b"") -> bytes:
    """Return what an MP3 says of itself, with some free space behind it."""
    parts = bytearray(extended)
    for name, content in frames:
        if version == 2:
            parts += name.encode() + len(content).to_bytes(3) + content
        else:
            length = sevens(len(content)) if version == 4 else struct.pack(">I", len(content))
            parts += name.encode() + length + b"\0\0" + content
    parts += bytes(40)
    return b"ID3" + bytes([version, 0, flags]) + sevens(len(parts)) + bytes(parts)


def id3_last(comment: str) -> bytes:
    """Return what stands at the end of an old MP3."""
    fields = ((TITLE, 30), (ARTIST, 30), ("Album", 30), ("1999", 4), (comment, 28))
    return b"TAG" + b"".join(value.encode()[:size].ljust(size, b"\0") for value, size in fields) + b"\0\7\x0c"


def words(value: str) -> bytes:
    """Return the words of a frame of an MP3, in UTF-8."""
    return b"\3" + value.encode()


def comments(said: Sequence[tuple[str, str]] = COMMENTS, vendor: str = DEVICE) -> bytes:
    """Return a block of comments of Vorbis, Opus and FLAC."""
    parts = [vendor.encode(), *(f"{name}={value}".encode() for name, value in said)]
    written = [struct.pack("<I", len(part)) + part for part in parts]
    return written[0] + struct.pack("<I", len(said)) + b"".join(written[1:])


def picture_block(picture: bytes) -> bytes:
    """Return the block of a picture, as FLAC has it, and, in base64, the comment of one."""
    kind = b"image/jpeg"
    return struct.pack(">II", 3, len(kind)) + kind + struct.pack(">5I", 0, 64, 64, 24, 0) + picture


def picture_comment(picture: bytes) -> tuple[str, str]:
    """Return a comment that is a picture."""
    return "METADATA_BLOCK_PICTURE", base64.b64encode(picture_block(picture)).decode()


def flac(blocks: Sequence[tuple[int, bytes]]) -> bytes:
    """Return a FLAC file of blocks (kind, content), and then the sound."""
    written = bytearray(b"fLaC")
    for number, (kind, content) in enumerate([(0, bytes(34)), *blocks]):
        is_last = 0x80 * (number == len(blocks))
        written += bytes([kind | is_last]) + len(content).to_bytes(3) + content
    return bytes(written) + SOUND


def checksum(page: bytes) -> int:
    """Return the checksum of an Ogg page bit by bit, as its standard describes it."""
    value = 0
    for byte in page[:22] + bytes(4) + page[26:]:
        value ^= byte << 24
        for _ in range(8):
            value = (value << 1 ^ 0x04C11DB7 if value & 0x80000000 else value << 1) & 0xFFFFFFFF
    return value


def ogg_page(segments: Sequence[bytes], number: int, stream: int = 7, *, goes_on: bool = False) -> bytes:
    """Return a page of segments."""
    head = b"OggS\0" + bytes([goes_on]) + struct.pack("<qIII", 0, stream, number, 0)
    page = head + bytes([len(segments)]) + bytes(map(len, segments)) + b"".join(segments)
    return page[:22] + struct.pack("<I", checksum(page)) + page[26:]


def segments(packet: bytes) -> list[bytes]:
    """Return a packet in segments: the last has less than 255 bytes."""
    return [packet[at : at + 255] for at in range(0, len(packet) + 1, 255)]


def ogg(
    said: bytes, *, head: bytes = b"OpusTags", first: bytes = b"OpusHead", of_page: int = 255, stream: int = 7
) -> bytes:
    """Return a sound in Ogg: its comments go over as many pages as they need, with so many segments on each."""
    parts = segments(head + said)
    pages = [ogg_page(segments(first), 0, stream)]
    for number, at in enumerate(range(0, len(parts), of_page), 1):
        pages.append(ogg_page(parts[at : at + of_page], number, stream, goes_on=at > 0))
    pages += [ogg_page(segments(SOUND), len(pages), stream)]
    return b"".join(pages)


def ogg_pages(content: bytes) -> list[bytes]:
    """Return the pages of an Ogg file."""
    pages, start = list[bytes](), 0
    while start < len(content):
        lengths = content[start + 27 : start + 27 + content[start + 26]]
        end = start + 27 + len(lengths) + sum(lengths)
        pages.append(content[start:end])
        start = end
    return pages


def chunk(kind: bytes, *parts: bytes) -> bytes:
    """Return a chunk of WAV or AVI."""
    content = b"".join(parts)
    return kind + struct.pack("<I", len(content)) + content + bytes(len(content) % 2)


def riff(kind: bytes, *chunks: bytes) -> bytes:
    """Return a file of chunks."""
    return chunk(b"RIFF", kind, *chunks)


def info(said: Mapping[bytes, str]) -> bytes:
    """Return the list of what a sound says of itself."""
    return chunk(b"LIST", b"INFO", *(chunk(name, value.encode() + b"\0") for name, value in said.items()))
