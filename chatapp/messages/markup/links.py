"""Links: addresses as they were typed, `[text](address)`, and what could make either look like another address.

Source: the rules `linkify` and `link` of markdown-it-py, which these replace. Those look for the end of
each bracket again, decode an address before it is shown, and know nothing of quotation marks in other scripts.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

from chatapp.messages.markup.addresses import BIDI_CONTROLS, Address, bare_address, whole_address
from chatapp.messages.markup.budget import ATTEMPT, LINK, NOTE, spend
from chatapp.text import is_visible

SCHEMES: Final = ("https", "http", "mailto")
PAIRS: Final = re.compile(r"[\[\]()\s]|`+")
COMPUTED: Final = -1  # the key in a state's cache that says it holds the pairs of brackets
OVERRIDES: Final = "\u202d\u202e"
MARKS: Final = re.compile(r"[*~`]")
WORDS: Final = re.compile(r"[^\s()\[\]{}<>\"'«»„“”‚‘’|,;]+")
LABEL_LIMIT: Final = 500  # characters that are compared with the address; of a longer text it is always shown
CONTROLS: Final = re.compile(f"[{BIDI_CONTROLS}]+")
AFTER_LINK: Final = ("link_close", "target_close")
LOOKALIKES: Final = str.maketrans({"。": ".", "⁄": "/", "∕": "/", "⧸": "/", "∶": ":", "ː": ":", "꞉": ":"})
LIKE_AN_ADDRESS: Final = re.compile(
    r"\w\w:/?/|mailto:|(?<=\w)\.(?:xn--[\w-]+|[^\W\d_]{2,})\b|^localhost\b|^\d{1,3}(?:\.\d{1,3}){3}\b", re.IGNORECASE
)
BEGINNING: Final = re.compile(r"^(?:\w+:/*|mailto:)?(?:www\.)?", re.IGNORECASE)


def add_links(parser: MarkdownIt) -> None:
    """Make a parser turn addresses with a scheme into links, and nothing else that merely looks like one."""
    parser.inline.ruler.at("linkify", _bare)
    parser.inline.ruler.at("link", _labelled)
    parser.inline.ruler.after("link", "bidi_control", _bidi_control)
    parser.enable(["linkify", "link"])
    parser.core.ruler.disable("linkify")


# ---------------------------------------------------------------------- an address as it was typed


def _bare(state: StateInline, silent: bool) -> bool:
    """Parse an address at the colon of its scheme; the scheme is in the text before it."""
    if silent or state.src[state.pos] != ":" or state.linkLevel:
        return False
    start = _scheme_start(state)
    if start is None or not spend(state.env, ATTEMPT):
        return False
    address = bare_address(state.src, start, state.pos, is_underlined=_is_underlined(state))
    if address is None or address.end > state.posMax or not spend(state.env, LINK):
        return False
    state.pending = state.pending[: start - state.pos]
    _push_open(state, address)
    state.push("text", "", 0).content = state.src[start : address.end]
    state.push("link_close", "a", -1)
    if address.has_user and "." in state.src[start : address.end].split("@")[0]:
        _push_note(state, "target", f" ({address.host})")
    state.pos = address.end
    return True


def _scheme_start(state: StateInline) -> int | None:
    """Return where the scheme before the colon begins, if it is one that is linked and is a word of its own."""
    before = state.src[max(0, state.pos - 6) : state.pos].lower()
    scheme = next((scheme for scheme in SCHEMES if before.endswith(scheme)), None)
    if scheme is None:
        return None
    start = state.pos - len(scheme)
    previous = state.src[start - 1 : start] if start else ""
    is_word = previous != "+" and not (previous.isascii() and previous.isalnum())
    return start if is_word and state.pending.lower().endswith(scheme) else None


def _is_underlined(state: StateInline) -> bool:
    """Say whether an underscore lately before may begin emphasis."""
    return any(delimiter.open and delimiter.marker == ord("_") for delimiter in state.delimiters[-20:])


# ---------------------------------------------------------------------- [text](address)


def _labelled(state: StateInline, silent: bool) -> bool:
    """Parse `[text](address)`. Without a visible text, a scheme that is linked, or with more in it, it is no link."""
    src, opening, maximum = state.src, state.pos, state.posMax
    if silent or src[opening] != "[" or state.linkLevel:
        return False
    pairs = _pairs(state)
    label_end = pairs.get(opening, maximum)
    end = pairs.get(label_end + 1, maximum)
    label = src[opening + 1 : label_end]
    if end >= maximum or not _is_label(label) or not spend(state.env, ATTEMPT):
        return False
    address = whole_address(src[label_end + 2 : end])
    if address is None or not spend(state.env, LINK):
        return False
    _push_open(state, address)
    state.pos, state.posMax = opening + 1, label_end
    state.linkLevel += 1
    state.md.inline.tokenize(state)
    state.linkLevel -= 1
    state.push("link_close", "a", -1)
    if target := _target(label, src[label_end + 2 : end], address):
        _push_note(state, "target", f" ({target})")
    state.pos, state.posMax = end + 1, maximum
    return True


def _pairs(state: StateInline) -> dict[int, int]:
    """Return where each bracket is closed, and each parenthesis without white space in it; found out once a text.

    It is the cache that markdown-it-py gives a state for pairs.
    """
    if COMPUTED not in state.cache:
        state.cache[COMPUTED] = COMPUTED
        brackets: list[int] = []
        parentheses: list[int] = []
        for mark, at in _marks(state.src):
            if mark in "[(":
                (brackets if mark == "[" else parentheses).append(at)
            elif mark == "]" and brackets:
                state.cache[brackets.pop()] = at
            elif mark == ")" and parentheses:
                state.cache[parentheses.pop()] = at
            elif mark.isspace():
                parentheses.clear()
    return state.cache


def _marks(src: str) -> Iterator[tuple[str, int]]:
    """Yield the brackets, parentheses and white space of a text outside of code."""
    found = [(mark[0], mark.start()) for mark in PAIRS.finditer(src)]
    closing = _code_ends(found)
    skipped_to = -1
    for mark, at in found:
        if at < skipped_to:
            continue
        if mark[0] == "`":
            skipped_to = closing.get(at, at)
        else:
            yield mark, at


def _code_ends(found: list[tuple[str, int]]) -> dict[int, int]:
    """Return, for each run of backticks, where the code that it begins ends."""
    ends: dict[int, int] = {}
    following: dict[str, int] = {}  # by the run, where the next equal one ends
    for mark, at in reversed(found):
        if mark[0] == "`":
            if mark in following:
                ends[at] = following[mark]
            following[mark] = at + len(mark)
    return ends


def _is_label(label: str) -> bool:
    """Say whether a link's text is visible, has no link in it, and no code that hides a turn of the text."""
    if "](" in label or ("`" in label and any(control in label for control in BIDI_CONTROLS)):
        return False
    return is_visible(MARKS.sub("", label))


def _target(label: str, typed: str, address: Address) -> str:
    """Return what to show of where a link leads, if its text looks like another address; otherwise nothing."""
    if len(label) > LABEL_LIMIT:
        return address.href
    led = _bared(typed)
    led = led.partition("@")[2] if address.has_user else led
    for word in WORDS.findall(_unmasked(label)):
        if LIKE_AN_ADDRESS.search(word) is not None:
            bare = _bared(word)
            if led != bare and not led.startswith(tuple(bare + boundary for boundary in "/?#:")):
                return address.href if "/" in word or not address.host else address.host
    return ""


def _unmasked(label: str) -> str:
    """Return a link's text with its lookalikes of dots and slashes as those, and without what is not seen."""
    plain = unicodedata.normalize("NFKC", label).translate(LOOKALIKES)
    return MARKS.sub("", "".join(c for c in plain if unicodedata.category(c) != "Cf"))


def _bared(address: str) -> str:
    return BEGINNING.sub("", address).casefold().rstrip("/.:!?…")


# ---------------------------------------------------------------------- what both need


def _push_open(state: StateInline, address: Address) -> None:
    state.push("link_open", "a", 1).attrs = {"href": address.href}


def _push_note(state: StateInline, kind: str, text: str) -> None:
    """Add small text that nobody typed."""
    state.push(f"{kind}_open", "span", 1).attrs = {"class": kind}
    state.push("text", "", 0).content = text
    state.push(f"{kind}_close", "span", -1)


def _bidi_control(state: StateInline, silent: bool) -> bool:
    """Show characters that would turn the text around them: in a link, right after one, and overrides everywhere."""
    controls = CONTROLS.match(state.src, state.pos, state.posMax)
    if silent or controls is None:
        return False
    follows_link = not state.pending and state.tokens and state.tokens[-1].type in AFTER_LINK
    is_seen = state.linkLevel or follows_link or any(override in controls[0] for override in OVERRIDES)
    if is_seen and spend(state.env, NOTE):
        _push_note(state, "control", " ".join(f"U+{ord(control):04X}" for control in controls[0]))
    else:
        state.append_pending(controls[0])
    state.pos = controls.end()
    return True
