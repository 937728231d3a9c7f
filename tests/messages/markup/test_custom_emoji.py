"""Custom emoji in texts: a name is its picture as long as there is one, whatever renderings are kept."""

from collections.abc import Iterator, Mapping

import pytest

from chatapp.messages import markup
from chatapp.messages.markup.custom_emoji import AT_MOST, picture_html
from chatapp.messages.markup.rendering import marked_up
from chatapp.messages.plain_words import first_line, plain
from tests.support.browser.rendered_text import Rendered

PARTY = picture_html("party", "0" * 64, is_moving=False)
PICTURES = {"party": PARTY, "ship-it_2": "[ship]"}


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        (":party:", f"<p>{PARTY}</p>"),
        (":Party: :PARTY:", f"<p>{PARTY} {PARTY}</p>"),
        (":Tada: :Nope:", "<p>🎉 :Nope:</p>"),
        ("Yes :party::party:!", f"<p>Yes {PARTY}{PARTY}!</p>"),
        (":tada::party::nope:", f"<p>🎉{PARTY}:nope:</p>"),
        ("**(:ship-it_2:)**", "<p><strong>([ship])</strong></p>"),
        ("> :party:", f"<blockquote>\n<p>{PARTY}</p>\n</blockquote>"),
        ("好的:party:", f"<p>好的{PARTY}</p>"),
    ],
)
def test_a_name_between_colons_is_its_picture(typed: str, shown: str) -> None:
    assert markup.render(typed, PICTURES).strip() == shown


@pytest.mark.parametrize(
    "typed",
    [
        *("`:party:`", "```\n:party:\n```", "a:party:b", "x:party:", "https://example.org/:party:/x"),
        *(":par ty:", "::party:", ":party:x", "[:party:]", ":nope:", ":p:", ":1party:"),
    ],
)
def test_what_is_no_name_or_part_of_something_else_stays_as_typed(typed: str) -> None:
    html = markup.render(typed, PICTURES)
    assert "<img" not in html
    assert html == markup.render(typed)
    assert 'class="emoji"' not in html


def test_the_picture_of_a_kept_rendering_comes_and_goes_with_the_emoji() -> None:
    typed, pictures = "kept :party: **text**", dict[str, str]()
    for _ in range(2):
        assert ":party:" in markup.render(typed, pictures)
        assert PARTY not in markup.render(typed, pictures)
        pictures["party"] = PARTY
        assert PARTY in markup.render(typed, pictures)
        assert marked_up(typed) == markup.render_signed(typed)
        del pictures["party"]


def test_nobody_writes_the_element_that_stands_for_one() -> None:
    forged = '<span class="emoji">:party:</span>'
    inside = forged.replace("<", "&lt;").replace(">", "&gt;")
    assert markup.render(f"`{forged}`", PICTURES) == f"<p><code>{inside}</code></p>\n"
    assert markup.render(forged, PICTURES) == f"<p>{inside.replace(':party:', PARTY)}</p>\n"
    assert markup.render(forged, {}) == f"<p>{inside}</p>\n"


def test_a_picture_says_its_name_and_one_that_moves_has_a_still_one() -> None:
    assert 'alt=":party:"' in PARTY
    moving = picture_html("party", "0" * 64, is_moving=True)
    assert "prefers-reduced-motion" in moving
    assert moving.count("/emoji/") == 2


def test_plain_words_have_the_name() -> None:
    assert plain("**Yes** :party: it is") == "Yes :party: it is"
    assert first_line(":party: it is\nmore") == ":party: it is"
    assert Rendered("hi :party:").text.strip() == "hi :party:"


def test_a_text_has_so_many_pictures_and_then_names() -> None:
    html = markup.render(":party: " * 500, PICTURES)
    assert html.count("<img") == AT_MOST
    assert html.count(":party:") == AT_MOST * 2 + 500 - AT_MOST


class Counted(Mapping[str, str]):
    """Counts what is looked up, and refuses to be gone through."""

    def __init__(self, size: int) -> None:
        self._known = {f"name{number}": "[x]" for number in range(size)}
        self.asked = 0

    def __getitem__(self, name: str) -> str:
        self.asked += 1
        return self._known[name]

    def __iter__(self) -> Iterator[str]:
        raise AssertionError("it is gone through")

    def __len__(self) -> int:
        raise AssertionError("it is counted")


def test_a_name_costs_one_look_up_however_many_emoji_there_are() -> None:
    typed = "a :name0: **b** :nope: `:name0:` 12:30:45 :tada:"
    for size in (1, 500):
        pictures = Counted(size)
        assert markup.render(typed, pictures).count("[x]") == 1
        assert pictures.asked == 2
        nothing = Counted(size)
        markup.render("no *names* at all: 12:30", nothing)
        assert nothing.asked == 0
