"""Addresses in a text: one ends where a person would end it, and its link leads exactly where its characters say.

Everything here takes time in proportion to the length of the address.
"""

import re
import unicodedata
from dataclasses import dataclass
from html import escape
from ipaddress import IPv6Address
from string import punctuation
from typing import Final
from urllib.parse import quote

from markdown_it.common.normalize_url import normalizeLink

from chatapp.messages.markup.sanitizing import cleaned
from models.keys.visibility import BLANK

BIDI_CONTROLS: Final = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
HOST_LIMIT: Final = 253  # characters, as in the Domain Name System
ADDRESS_LIMIT: Final = 2_048  # characters in `[text](address)`; browsers take about as many
UNSEEN: Final = f"{BLANK}\u034f"
RUN: Final = re.compile(r'[^\s<>"`\\\x00-\x1f\x7f]*')  # what no address holds, whatever surrounds it
WHOLE: Final = re.compile(
    rf'[^\s<>"`\\\x00-\x1f\x7f-\x9f\xad{UNSEEN}\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb'
    r"\U000e0000-\U000e0fff]+"
)  # the same without what is invisible
CANDIDATE: Final = re.compile(r"[()\[\]{}',;|]|~~|\*\*|[^\x00-\x7f]")  # where an address may end within its run
NEXT: Final = re.compile(r"(?:https?://|mailto:)", re.IGNORECASE)
OPENING: Final = {")": "(", "]": "[", "}": "{"}
TRAILING: Final = ".,:!?'*|([{"  # never an address's last character
ENTITY: Final = re.compile(r"&[A-Za-z]{2,31};$")
JOINERS: Final = "\u200c\u200d"  # parts of words in some scripts
CONNECTORS: Final = "\u00b7\u055a\u055b\u055c\u055e\u058a\u05be\u05f3\u05f4\u0f0b\u2010\u2011\u2013\u2027\u30fb\uff65"
VARIATIONS: Final = "\ufe0e\ufe0f\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff"  # of the emoji before
SIGNS: Final = re.compile("[\u2190-\u21ff\u2500-\u25ff\u27f0-\u27ff\u2900-\u297f\uff00-\uff65\uffe0-\uffee]")

USER: Final = re.compile(r"[\w.~!$&'*+;=:%-]{1,64}@", re.ASCII)
HOST: Final = re.compile(r"[A-Za-z0-9_.\-\u0080-\U0010ffff]+")
IPV6: Final = re.compile(r"\[([0-9A-Fa-f:.]{2,45})\]")
ROOTED: Final = re.compile(r"/|:\d|[?#]\w")  # what follows a host whose last dot is the root's
ANOTHER: Final = re.compile(r"[@%]|:\d")  # after a host: it would be another than what is read
PORT: Final = re.compile(r":(\d{1,5})(?!\d)")
MAILBOX: Final = re.compile(r"[\w.!#$%&'*+/=^{|}~-]{1,64}@")
HEADERS: Final = re.compile(r"\?[A-Za-z-]+=")


@dataclass(frozen=True, slots=True)
class Address:
    """An address in a text. ``end``: the index after it; ``host``: where it leads, with its port, in ASCII."""

    end: int
    href: str
    host: str
    has_user: bool = False  # before the host, as in `https://bank.example@evil.example`


@dataclass(frozen=True, slots=True)
class _Origin:
    """An address's part up to its path."""

    end: int
    href: str
    host: str
    has_user: bool = False


def bare_address(src: str, start: int, colon: int, *, is_underlined: bool = False) -> Address | None:
    """Return the address that begins at ``start``, whose scheme ends at ``colon``; None if there is none.

    ``is_underlined``: an underscore before it may mark it, so one at its end is no part of it.
    """
    origin = _origin(src, start, colon)
    if origin is None:
        return None
    end = origin.end
    if src[end : end + 1] in _path_starts(src[start:colon]):
        closing = "'" if start and src[start - 1] == "'" else None
        end = _trimmed(src, end, _run_end(src, end, closing), is_underlined)
    return _address(src, origin, end)


def whole_address(src: str) -> Address | None:
    """Return the address that ``src`` is from its first to its last character; None if it is none."""
    colon = src.find(":", 0, len("mailto:"))
    if colon < 0 or len(src) > ADDRESS_LIMIT or NEXT.match(src) is None or WHOLE.fullmatch(src) is None:
        return None
    origin = _origin(src, 0, colon)
    if origin is None or (origin.end < len(src) and src[origin.end] not in _path_starts(src[:colon])):
        return None
    return _address(src, origin, len(src))


def _path_starts(scheme: str) -> str:
    return "?" if scheme.lower() == "mailto" else "/?#"


def _address(src: str, origin: _Origin, end: int) -> Address | None:
    href = origin.href + quote(src[origin.end : end], safe=punctuation)
    is_doubtful = "xn--" in origin.host or origin.host[-1:].isdigit()
    if is_doubtful and "href=" not in cleaned(f'<a href="{escape(href)}">'):
        return None  # no browser would follow it
    return Address(end, href, origin.host, origin.has_user)


# ---------------------------------------------------------------------- where it begins: scheme, user, host, port


def _origin(src: str, start: int, colon: int) -> _Origin | None:
    scheme = src[start:colon].lower()
    if scheme == "mailto":
        return _mailbox(src, colon + 1)
    if not src.startswith("//", colon + 1):
        return None
    at = colon + 3
    if user := USER.match(src, at):
        at = user.end()
    end, host = _host(src, at)
    port = PORT.match(src, end)
    if port and int(port[1]) < 2**16:
        end, host = port.end(), host and host + port[0]
    if not host or ANOTHER.match(src, end):
        return None
    return _Origin(end, f"{scheme}://{user[0] if user else ''}{host}", host, user is not None)


def _mailbox(src: str, start: int) -> _Origin | None:
    if HEADERS.match(src, start):
        return _Origin(start, "mailto:", "")
    local = MAILBOX.match(src, start)
    if local is None:
        return None
    end, host = _host(src, local.end())
    if not host or ANOTHER.match(src, end):
        return None
    return _Origin(end, f"mailto:{quote(local[0], safe=punctuation)}{host}", host)


def _host(src: str, start: int) -> tuple[int, str]:
    """Return where the host at ``start`` ends, and the host in ASCII; ``(start, "")`` if there is none."""
    if literal := IPV6.match(src, start):
        try:
            IPv6Address(literal[1])
        except ValueError:
            return start, ""
        return literal.end(), literal[0].lower()
    run = HOST.match(src, start)
    if run is None:
        return start, ""
    end = _host_end(src, start, run.end())
    name = src[start:end]
    labels = name.removesuffix(".").split(".")
    if len(name) > HOST_LIMIT or not all(0 < len(label) < 64 and label[0] != "-" for label in labels):
        return start, ""
    return (end, host) if (host := _ascii(name)) else (start, "")


def _host_end(src: str, start: int, end: int) -> int:
    """Return where a host ends within a run of letters, digits, dots, hyphens and underscores."""
    is_ascii = src[start:end].isascii()
    if not is_ascii:
        end = next((at for at in range(start, end) if src[at] > "\x7f" and _ends(src, at)), end)
    while end > start and src[end - 1] in ".-_" and not (src[end - 1] == "." and ROOTED.match(src, end)):
        end -= 1
    if not is_ascii:  # a top-level domain has no symbols
        last = src.rfind(".", start, end - 1) + 1 or start
        end = next((at for at in range(last, end) if unicodedata.category(src[at])[0] == "S"), end)
    return end


def _ascii(host: str) -> str:
    """Return a host as the Domain Name System knows it; empty if it would become another than it looks."""
    if host.isascii():
        return host.lower()
    plain = unicodedata.normalize("NFKC", host).lower()
    if HOST.fullmatch(plain) is None:
        return ""
    name = normalizeLink(f"https://{plain}").removeprefix("https://")
    return name if name.isascii() and HOST.fullmatch(name) else ""


# ---------------------------------------------------------------------- where it ends


def _run_end(src: str, start: int, closing: str | None) -> int:
    """Return where the run of an address's characters from ``start`` ends: brackets balanced, other marks left out."""
    run = RUN.match(src, start)
    end = run.end() if run else start
    depth = dict.fromkeys("([{", 0)
    for found in CANDIDATE.finditer(src, start, end):
        mark, at = found[0], found.start()
        if mark in depth:
            depth[mark] += 1
        elif mark in OPENING:
            depth[OPENING[mark]] -= 1
            if depth[OPENING[mark]] < 0:
                return at
        elif mark in ("~~", "**", closing) or _ends(src, at):
            return at
    return end


def _ends(src: str, at: int) -> bool:
    """Say whether an address ends before a character that is not ASCII, or separates it from the next one."""
    c = src[at]
    if c <= "\x7f":
        return c in ",;|" and NEXT.match(src, at + 1) is not None
    category = unicodedata.category(c)
    if category[0] == "L" or category in ("Mc", "Nd"):
        return c in UNSEEN
    before, after = src[at - 1], src[at + 1 : at + 2]
    if c in JOINERS:
        return not (before > "\x7f" and after > "\x7f" and _is_letter(before) and _is_letter(after))
    if c in CONNECTORS:
        return not (before.isalnum() and after.isalnum()) or NEXT.match(src, at + 1) is not None
    return category[0] in "CPZ" or c in UNSEEN or SIGNS.match(c) is not None


def _is_letter(c: str) -> bool:
    return unicodedata.category(c)[0] in "LM"


def _trimmed(src: str, start: int, end: int, is_underlined: bool) -> int:
    """Return where an address ends before the punctuation of its sentence, and before the marks around it."""
    trailing = TRAILING + "_" * is_underlined
    while end > start:
        last = src[end - 1]
        if last == ";":
            entity = ENTITY.search(src, max(start, end - 33), end) if src[end - 2].isalpha() else None
            end = entity.start() if entity else end - 1
        elif last in trailing:
            end -= 1
        elif last > "\x7f" and (words_end := _before_emoji(src, start, end)) < end:
            end = words_end
        else:
            break
    return end


def _before_emoji(src: str, start: int, end: int) -> int:
    """Return where emoji begin that follow a word's last letter; ``end`` if they are parts of the path."""
    at = end
    while at > start and (src[at - 1] in VARIATIONS or unicodedata.category(src[at - 1]) == "So"):
        at -= 1
    return at if at > start and src[at - 1].isalnum() else end
