"""Every colour can be told from its ground, in both themes and in all twelve hues: worked out, without a browser."""

import re

import pytest

from chatapp.rooms.hues import DEGREES
from tests.support.browser.theme_colours import THEMES, colour, contrast, rules, tokens

TEXT, CONTROL = 4.5, 3.0
GROUNDS = ("--bg", "--bg-side", "--bg-raised", "--bg-hover", "--accent-soft", "--code-bg")
TEXTS = ("--text", "--text-2", "--accent")
ON_PLAIN = ("--danger", "--unread", "--here", "--away")  # never on what is pointed at
PLAIN = ("--bg", "--bg-side", "--bg-raised")
PAIRS = (
    *((text, ground) for text in TEXTS for ground in GROUNDS),
    *((text, ground) for text in ON_PLAIN for ground in PLAIN),
    ("--accent-text", "--accent"),
    ("--unread-text", "--unread"),
    ("--danger-text", "--danger"),
    ("--danger", "--danger-soft"),
    ("--text", "--danger-soft"),
    ("--tile-text", "--tile"),
    ("--bg", "--text"),  # toasts
)
TOKEN = re.compile(r"var\((--[\w-]+)\)")
DECORATION = ("inherit", "currentColor", "none", "transparent", "Canvas", "Highlight")


@pytest.mark.parametrize("theme", THEMES)
def test_text_and_controls_stand_out_from_their_ground_in_every_hue_of_a_room(theme: str) -> None:
    faint = []
    for hue in DEGREES:
        known = tokens(theme, hue)
        value = {name: colour(f"var({name})", known) for name in {*sum(PAIRS, ()), "--line-control"}}
        faint += [f"{hue}: {t} on {g}" for t, g in PAIRS if contrast(value[t], value[g]) < TEXT]
        faint += [f"{hue}: border on {g}" for g in PLAIN if contrast(value["--line-control"], value[g]) < CONTROL]
    assert faint == []


@pytest.mark.parametrize("theme", THEMES)
def test_initials_stand_out_from_the_hue_of_their_person(theme: str) -> None:
    known = tokens(theme, 0)
    white = colour("oklch(1 0 0)", known)
    grounds = [colour(f"oklch(var(--avatar-at) {hue})", known) for hue in DEGREES]
    assert [ground for ground in grounds if contrast(white, ground) < TEXT] == []


@pytest.mark.parametrize("theme", THEMES)
def test_no_rule_puts_text_on_a_ground_that_hides_it(theme: str) -> None:
    """Whatever rule names both: read from all the styles, so that a new rule is checked, too."""
    known, faint, looked_at = tokens(theme, 178), [], 0
    for selector, declared in rules():
        text, ground = TOKEN.fullmatch(declared.get("color", "")), TOKEN.search(declared.get("background", ""))
        if text is None or ground is None or ground[1] not in known or "gradient" in declared["background"]:
            continue
        looked_at += 1
        if contrast(colour(text[0], known), colour(ground[0], known)) < TEXT:
            faint.append(f"{selector}: {text[1]} on {ground[1]}")
    assert faint == []
    assert looked_at > 20


def test_values_of_colours_are_written_in_the_tokens_alone() -> None:
    """Hex values and named colours elsewhere would not follow the theme; code, samples and QR codes have theirs."""
    written = re.compile(r"#[0-9a-fA-F]{3,8}\b|\b(?:white|rgba?\()")
    colours = ("color", "background", "border", "border-color", "box-shadow", "outline", "fill")
    strays = [
        f"{selector}: {value}"
        for selector, declared in rules()
        for name, value in declared.items()
        if name in colours and written.search(value) and not re.search(r"\.body \.|\.option-sample|\.qr", selector)
    ]
    assert strays == []


def test_amber_is_said_only_of_what_is_unread() -> None:
    users = [selector for selector, declared in rules() for value in declared.values() if "var(--unread" in value]
    assert users
    assert [one for one in users if not re.search(r"unread|NUMBER|count|pill|badge|more|-new", one)] == []


def test_what_moves_is_over_within_a_hundred_and_twenty_milliseconds() -> None:
    seconds = re.compile(r"(?<![\w.-])(\d*\.?\d+)(m?s)\b")
    slow = [
        f"{selector}: {name}: {value}"
        for selector, declared in rules()
        for name, value in declared.items()
        if name.startswith(("transition", "animation", "--quick", "--q-transition"))
        and "-wait" not in value  # a skeleton that stays away for a moment moves nothing
        for number, unit in seconds.findall(value)
        if float(number) / (1000 if unit == "ms" else 1) > 0.12
    ]
    assert slow == []
