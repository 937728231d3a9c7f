"""Blocks in a message's HTML: the same for every reader, and no word of theirs can break out."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from chatapp.events import Attachment
from chatapp.messages import blocks
from pages.room.message import message_html
from tests.messages.blocks.test_blocks import ALL, TABLE
from tests.support.browser.rendered_rooms import START, message

EVIL = "\"><script>alert('x')</script>"
FILE = UUID(int=7)


def shown(*given: dict[str, Any], files: tuple[Attachment, ...] = ()) -> str:
    stored = blocks.store(blocks.parse(list(given)), [FILE])
    return message_html.render(replace(message(1, body="fallback"), blocks=stored, attachments=files))


def evil(value: Any) -> Any:
    """Return the same with something evil in place of every word that may be anything."""
    kept = ("type", "id", "url", "style", "state", "once")
    if isinstance(value, dict):
        return {key: one if key in kept else evil(one) for key, one in value.items()}
    if isinstance(value, list):
        return [evil(one) for one in value]
    return EVIL if isinstance(value, str) else value


def test_every_kind_is_shown_and_the_fallback_is_not() -> None:
    html = shown(*ALL)
    assert '<div class="body blocks">' in html
    assert "fallback" not in html
    for part in (
        "<strong>api</strong>",
        "<dt><bdi>Service</bdi></dt>",
        '<th scope="col" class="right">',
        '<progress max="1" value="0.420" aria-label="ETL">',
        'class="button danger" data-action="no"',
        '<select data-action="env" aria-label="Where">',
        'data-action="rota" aria-haspopup="dialog"',
    ):
        assert part in html, part
    assert "<img" not in html.split('class="body blocks"')[1]  # no reader's browser asks another site


def test_no_word_of_a_block_breaks_out() -> None:
    given = [evil(one) for one in ALL]
    given[7] = {
        **given[7],
        "fields": [{"name": "a", "label": EVIL, "value": EVIL, "hint": EVIL, "type": kind} for kind in ("line",)],
    }
    html = shown(*given)
    assert "<script" not in html
    assert "alert('x')\"" not in html


def test_numbers_stand_at_the_right_and_what_is_left_out_is_counted() -> None:
    html = shown({**TABLE, "more": 1800, "rows": [["a", 1], ["b", None]]})
    assert html.count("<td class=right>") == 2
    assert 'data-count="1,800"' in html
    assert "right" not in shown({**TABLE, "rows": [["a", True]]}).split("<tbody>")[1]


def test_a_file_that_a_block_shows_is_not_shown_twice() -> None:
    files = (Attachment(FILE, "a.png", 5, "image/png", 400, 300, 0), Attachment(UUID(int=8), "b.csv", 5, "text/csv"))
    html = shown({"type": "image", "upload": str(FILE), "alt": "Load"}, files=files)
    assert html.count(str(FILE)) == html.split('class="files')[0].count(str(FILE))
    assert 'alt="Load"' in html
    assert "b.csv" in html.split('class="files')[1]
    gone = shown({"type": "image", "upload": str(FILE), "alt": "Load"})
    assert "<p><bdi>Load</bdi></p>" in gone


def test_a_long_text_folds_and_a_deleted_message_has_no_blocks() -> None:
    long = {"type": "text", "text": "word " * 900}
    assert 'class="text long narrow-long"' in shown(long)
    assert "blocks" not in message_html.render(replace(message(1), body="", deleted_at=START))
