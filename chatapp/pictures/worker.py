"""What runs in a worker process: it reads pictures from its standard input and writes drawn ones to its output.

Each question is a byte that says what is wanted, a length (4 bytes, big-endian) and a file; each answer is a byte that
says what follows, a length, and the drawn picture or a sentence in UTF-8. A cleaned picture comes as what there is to
say of it, and then each of its files with its length; a custom emoji as two files. The process ends with its input, so
it outlives no server.
"""

import os
import resource
import struct
import sys
from typing import BinaryIO, Final

from chatapp.errors import Invalid
from chatapp.pictures.limits import EMOJI_TOO_COSTLY, TOO_COSTLY

MEMORY: Final = 768 * 1024 * 1024  # bytes of address space; 50 million pixels take 400 MB while they are decoded
NICENESS: Final = 10  # a picture can wait, a message cannot
AVATAR, EMOJI = b"a", b"e"  # a small square; a custom emoji
CLEAN, STRIP = b"c", b"s"  # a picture for the conversation; one that is not drawn
MORE_TIME: Final = 4  # times as much for a picture of the conversation, which is drawn in its full size
DRAWN, REFUSED = b"+", b"-"
LENGTH: Final = struct.Struct(">I")


def main(cpu: int) -> None:
    """Draw what comes, until nothing does. The kernel ends the process if a picture takes ``cpu`` seconds and one."""
    os.nice(NICENESS)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_AS, MEMORY)
    source, target = sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints is no answer
    while wanted := source.read(1):
        if (content := _read(source)) is None:
            return
        _limit_cpu(cpu * MORE_TIME if wanted == CLEAN else cpu)
        kind, answers = _answer(wanted, content)
        target.write(kind)
        for answer in answers:
            target.write(LENGTH.pack(len(answer)))
            target.write(answer)
        target.flush()


def _cleaned(content: bytes, *, is_drawn: bool) -> tuple[bytes, list[bytes]]:
    from chatapp.pictures.cleaning import clean

    about, files = clean(content, is_drawn=is_drawn)
    return DRAWN, [about.encoded(), *files]


def _answer(wanted: bytes, content: bytes) -> tuple[bytes, list[bytes]]:
    if wanted in (CLEAN, STRIP):
        return _cleaned(content, is_drawn=wanted == CLEAN)
    try:
        return DRAWN, _emoji(content) if wanted == EMOJI else _avatar(content)
    except Invalid as error:
        return REFUSED, [str(error).encode()]
    except MemoryError:
        return REFUSED, [(EMOJI_TOO_COSTLY if wanted == EMOJI else TOO_COSTLY).encode()]


def _avatar(content: bytes) -> list[bytes]:
    from chatapp.pictures.drawing import draw  # the server reads this file too, and needs no Pillow

    return [draw(content)]


def _emoji(content: bytes) -> list[bytes]:
    from chatapp.pictures.emoji import draw_emoji

    return list(draw_emoji(content))


def _limit_cpu(seconds: int) -> None:
    used = resource.getrusage(resource.RUSAGE_SELF)
    _limit(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + 1 + seconds)


def _limit(what: int, value: int) -> None:
    """Set a limit, or leave the one that is lower."""
    _, hard = resource.getrlimit(what)
    resource.setrlimit(what, (value if hard == resource.RLIM_INFINITY else min(value, hard), hard))


def _read(source: BinaryIO) -> bytes | None:
    header = source.read(LENGTH.size)
    if len(header) < LENGTH.size:
        return None
    length = LENGTH.unpack(header)[0]
    content = source.read(length)
    return content if len(content) == length else None


if __name__ == "__main__":
    main(int(sys.argv[1]))
