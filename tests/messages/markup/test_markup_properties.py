"""Of any text: what was typed is seen, links lead where they say, nothing acts, and its cost is bounded."""

import os
import re
from collections import Counter
from time import process_time
from typing import Final
from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatapp.messages.markup import HIGHLIGHT_LIMIT, SCHEMES, TAGS
from chatapp.messages.markup.addresses import BIDI_CONTROLS
from chatapp.messages.markup.rendering import marked_up
from chatapp.messages.markup.sanitizing import ATTRIBUTES
from chatapp.text import BODY_LIMIT
from tests.support.browser.rendered_text import Rendered
from tests.support.samples.hostile_texts import CODE_PATTERNS, PATTERNS, Build

TIMES: Final = int(os.environ.get("CHATAPP_TEST_EXAMPLES", "1"))
often = settings(max_examples=200 * TIMES)

WORDS: Final = ("alpha", "bravo", "charlie", "漢字", "день", "é", "x", "42", "🎉")
MARKS: Final = (
    *(
        "*",
        "**",
        "***",
        "_",
        "__",
        "~~",
        "`",
        "``",
        "[",
        "]",
        "(",
        ")",
        "[ ]",
        "[x]",
        "<",
        ">",
        "|",
        ":",
        "!",
        "#",
        "\\",
    ),
    *(" ", "  ", "\n", "\n\n", "\n\n\n", "\t", "> ", "- ", "* ", "1. ", "2) ", "10. ", "# ", "## ", "---", "\n---\n"),
    *(
        "|-|-|\n",
        "| a | b |\n",
        "|:-|-:|",
        "- - -",
        "=",
        "/",
        ".",
        ",",
        "'",
        '"',
        "{",
        "}",
        "-",
        "+",
        "&amp;",
        "\u3000",
    ),
)
FENCES: Final = ("```", "```\n", "\n```\n", "```python\n", "~~~\n", "````")
LINKS: Final = (
    *(
        "http://",
        "https://alpha.example",
        "https://bravo.example/",
        "mailto:charlie@x.example",
        "](",
        "](https://alpha.example)",
    ),
    *(
        "[bravo](https://alpha.example/b)",
        "[alpha.example](https://bravo.example)",
        "http://[::1]",
        "@",
        "%20",
        "?",
        "。",
        "「",
    ),
    *("\u202e", "\u200b", "\u200e", "…", "https://é.example/é", ":tada:", ":x:", "://"),
)


def _mixed(*fragments: str) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(fragments), min_size=1, max_size=25).map("".join)


PROSE: Final = _mixed(*WORDS, *MARKS)
ANYTHING: Final = _mixed(*WORDS, *MARKS, *FENCES, *LINKS) | st.text(max_size=80)

EFFECTS: Final = {  # a mark that is not seen: one of these elements is its effect
    "*": ("em", "strong", "li"),
    "_": ("em",),
    "~": ("s",),
    "`": ("code",),
    ">": ("blockquote",),
    "#": ("strong",),
    "-": ("li", "hr", "table"),
    "|": ("table",),
    ":": ("table",),
    "\\": ("table",),
    **dict.fromkeys("0123456789.)", ("ol",)),
    **dict.fromkeys("[]xX", ("span",)),
}


def _dense(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _is_within(part: str, whole: str) -> bool:
    """Say whether the characters of ``part`` are in ``whole`` in the same order."""
    rest = iter(whole)
    return all(character in rest for character in part)


@often
@given(PROSE)
def test_every_character_is_seen_or_is_a_mark_whose_effect_is_seen(body: str) -> None:
    rendered = Rendered(body)
    typed, seen = _dense(body), _dense(rendered.text)
    boxes = "☐☑\ufe0e"
    assert _is_within("".join(character for character in seen if character not in boxes), typed)
    vanished = Counter(typed) - Counter(seen)
    for mark, times in vanished.items():
        effects = sum(rendered.elements[element] for element in EFFECTS[mark])
        assert effects, f"{times} {mark!r} vanished of {body!r}"
    assert vanished["~"] == 4 * rendered.elements["s"]
    assert (
        vanished["*"] + vanished["_"]
        <= 2 * rendered.elements["em"] + 4 * rendered.elements["strong"] + rendered.elements["li"]
    )


@often
@given(ANYTHING)
def test_every_word_is_seen_or_led_to(body: str) -> None:
    rendered = Rendered(body)
    shown = rendered.text + "".join(unquote(link.href) for link in rendered.links if link.href != link.text)
    for word in WORDS[:5]:
        assert body.count(word) <= shown.count(word), f"{word} vanished of {body!r}"


@often
@given(ANYTHING)
def test_links_lead_where_they_say(body: str) -> None:
    for link in Rendered(body).links:
        parts = urlsplit(link.href)
        assert parts.scheme in SCHEMES
        assert link.href.isascii()
        if link.text.lower().startswith(("http:", "https:", "mailto:")) and not link.target:
            said = urlsplit(link.text)
            assert (said.scheme, said.port) == (parts.scheme, parts.port)
            if link.text.isascii():
                assert link.href.lower().startswith(link.text.lower())
        elif "alpha.example" in link.text:
            assert parts.hostname == "alpha.example" or link.target
        assert not set(link.text) & set(BIDI_CONTROLS) or "control" in marked_up(body)


@often
@given(ANYTHING)
def test_html_is_well_formed_and_nothing_in_it_acts(body: str) -> None:
    rendered = Rendered(body)
    assert set(rendered.elements) <= TAGS
    assert rendered.attributes <= {(tag, name) for tag in ATTRIBUTES for name in ATTRIBUTES[tag]} | {("a", "rel")}
    assert marked_up(body) == marked_up(body)


# A text four times as long may take eight times as long, and a little; what grows with the square takes sixteen times.
# It is processor time, and what a busy machine adds to it is not there in another try.
GROWTH: Final = 4
SLACK: Final = 0.004  # seconds
TRIES: Final = 5
SOME: Final = slice(None, None, 3 if TIMES == 1 else 1)  # all of them in the nightly run


def _cost(body: str) -> float:
    began = process_time()
    marked_up(body)
    return process_time() - began


@pytest.mark.parametrize(
    ("patterns", "size"),
    [(PATTERNS, 2_000 if TIMES == 1 else BODY_LIMIT), (CODE_PATTERNS, HIGHLIGHT_LIMIT)],
    ids=["marks", "code"],
)
def test_no_text_costs_more_than_in_proportion_to_its_length(patterns: dict[str, Build], size: int) -> None:
    steep = [*patterns][SOME]
    least: dict[tuple[str, int], float] = {}
    for _ in range(TRIES):
        for name in steep:
            for length in (size // GROWTH, size):
                cost = _cost(patterns[name](length))
                least[name, length] = min(cost, least.get((name, length), cost))
        steep = [name for name in steep if least[name, size] > 2 * GROWTH * least[name, size // GROWTH] + SLACK]
    assert steep == []
