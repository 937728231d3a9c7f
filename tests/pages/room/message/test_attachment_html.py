"""Files in a message's HTML: their size stands there before they load, and no name or description can break out."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from chatapp.events import Attachment, MessageView
from pages.room.message.attachment_html import attachments_html
from pages.room.message.message_html import render

FILE = UUID(int=7)


def picture(width: int, height: int, thumbnail: int = 1200, media_type: str = "image/jpeg") -> str:
    return attachments_html((Attachment(FILE, "a.jpg", 5, media_type, width, height, thumbnail),))


@pytest.mark.parametrize(
    ("size", "shown"),
    [((4000, 3000), (400, 300)), ((3000, 4000), (225, 300)), ((200, 100), (200, 100)), ((10_000, 10), (400, 24))],
)
def test_a_picture_has_its_room_before_it_is_there(size: tuple[int, int], shown: tuple[int, int]) -> None:
    html = picture(*size)
    assert f'width="{shown[0]}" height="{shown[1]}" loading="lazy"' in html
    assert f'src="/files/{FILE}/a.jpg?size=480"' in html
    assert f"/files/{FILE}/a.jpg?size=1200 2x" in html


def test_what_moves_and_what_is_small_is_shown_as_it_is() -> None:
    moving = picture(600, 400, 480, "image/gif")
    assert f'<img src="/files/{FILE}/a.jpg" width=' in moving
    assert f'<source media="(prefers-reduced-motion: reduce)" srcset="/files/{FILE}/a.jpg?size=480 1x' in moving
    assert "size=" not in picture(300, 200, 0)


def test_films_and_sounds_play_in_place_and_all_else_is_a_card() -> None:
    kinds = ("video/mp4", "audio/mpeg", "application/pdf", "image/heic", "text/html")
    html = [attachments_html((Attachment(FILE, "Plan.pdf", 1_500_000, kind),)) for kind in kinds]
    assert "<video controls" in html[0]
    assert "<audio controls" in html[1]
    assert all('class="file"' in one and "PDF · 1.43 MB" in one for one in html)  # what can't be played can be had
    assert all("<img" not in one for one in html)


def test_files_without_a_text_stand_right_below_the_name() -> None:
    message = MessageView(
        room_uuid=FILE,
        number=1,
        revision=1,
        author_uuid=FILE,
        author_username="ann",
        author_name="Ann",
        author_avatar="",
        client_message_id="k",
        body="",
        created_at=datetime.now(UTC),
        attachments=(Attachment(FILE, "Plan.pdf", 5, "application/pdf"),),
    )
    assert '<div class="body"></div><ul class="files"' in render(message)


def test_a_pdf_says_how_many_pages_it_has() -> None:
    for pages, words in ((12, "PDF · 12 pages · 5 bytes"), (1, "PDF · 1 page · 5 bytes"), (None, "PDF · 5 bytes")):
        html = attachments_html((Attachment(FILE, "Plan.pdf", 5, "application/pdf", height=pages),))
        assert f'<span class="about">{words}</span>' in html
        assert "<img" not in html, "pages are no height"


def test_names_and_descriptions_are_text() -> None:
    evil = '"><script>alert(1)</script>'
    for kind, width in (("image/png", 9), ("video/mp4", None), ("application/pdf", None)):
        html = attachments_html((Attachment(FILE, evil, 1, kind, width, width, 0, evil),))
        assert "<script" not in html
    assert 'alt="A cat"' in attachments_html((Attachment(FILE, "a.png", 1, "image/png", 9, 9, 0, "A cat"),))


def test_several_pictures_stand_beside_each_other_as_high_as_their_neighbours() -> None:
    shapes = ((4000, 3000), (3000, 4000), (9000, 100), (50, 40))
    files = tuple(Attachment(FILE, "a.jpg", 5, "image/jpeg", width, height, 480) for width, height in shapes)
    html = attachments_html((*files, Attachment(FILE, "b.csv", 5, "text/plain")))
    assert html.startswith('<ul class="files several"')
    for width, height in ((213, 160), (120, 160), (280, 100), (50, 40)):
        assert f'width="{width}" height="{height}"' in html
    assert html.count('class="lines"') == 1  # of the text alone
    assert 'class="lines"' not in attachments_html((Attachment(FILE, "b.pdf", 5, "application/pdf"),))
