"""The timeline by itself: in whatever order changes come, it shows each message once, in order, as it is now.

Every test runs both ways: by the shared elements of the fan-out, and by NiceGUI's public means.
"""

import random
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from nicegui import Client, ui

from chatapp.events import MessageView, Reaction
from pages import nicegui_patches
from pages.components.elements import short
from pages.room.message import message_html
from pages.room.timeline.chunks import OPEN_CHUNKS
from pages.room.timeline.element_ids import CHUNK_SIZE
from pages.room.timeline.window import MAX_CHUNKS, SLACK
from tests.support.browser.rendered_rooms import START, Page, StoredRoom, message


@pytest.fixture(params=["shared", "public"])
def page(request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page of an empty room."""
    assert nicegui_patches.install(is_wanted=request.param == "shared") == (request.param == "shared")
    client = nicegui_patches.adopt(Client(ui.page("")))
    page = Page(client, StoredRoom())
    page.go(page.pager.to_newest())
    yield page
    client.delete()
    nicegui_patches.install(is_wanted=False)


async def test_new_messages_come_below_and_old_news_are_dropped(page: Page) -> None:
    page.post(2)
    for change in (message(2), message(3), message(1), message(3), message(4)):
        page.apply(change)
    assert page.shown() == [1, 2, 3, 4]


async def test_an_edit_changes_the_row_in_its_place(page: Page) -> None:
    page.apply(*(message(n) for n in range(1, 52)))
    page.apply(message(7, revision=52, body="seven, edited"))
    page.apply(message(51, revision=53, body="fifty-one, edited"))
    assert page.shown() == list(range(1, 52))
    assert "seven, edited" in page.html()
    assert "fifty-one, edited" in page.html()
    assert "message 7<" not in page.html()


async def test_after_a_gap_a_message_edited_meanwhile_is_not_lost(page: Page) -> None:
    page.apply(*(message(n) for n in range(1, 5)))
    page.apply(message(6, revision=6))  # by revision, 6 comes before 5, which was edited
    page.apply(message(5, revision=7, body="five, edited"))
    assert page.shown() == [1, 2, 3, 4, 5, 6]


async def test_many_live_messages_freeze_into_chunks_and_keep_their_order(page: Page) -> None:
    page.apply(*(message(number) for number in range(1, 451)))
    assert page.shown() == list(range(1, 451))
    standing_alone = [element for element in page.elements.values() if element and "data-number" in str(element)]
    assert len(standing_alone) <= OPEN_CHUNKS * CHUNK_SIZE + 450 // CHUNK_SIZE
    page.apply(message(30, revision=451, body="thirty, edited in its block"))
    assert "thirty, edited in its block" in page.html()


async def test_the_page_stays_bounded_and_older_messages_come_back(page: Page) -> None:
    for number in range(1, 2001):
        page.apply(message(number))
    numbers = page.shown()
    assert numbers == list(range(numbers[0], 2001))
    assert len(numbers) <= (MAX_CHUNKS + SLACK) * CHUNK_SIZE
    assert page.timeline.window.low > 0
    page.go(page.pager.back())
    assert page.shown()[0] == numbers[0] - CHUNK_SIZE
    assert page.is_stored()
    page.apply(message(3, revision=2001, body="an edit of what is not on the page"))
    assert "an edit of what is not on the page" not in page.html()


async def test_any_order_of_revisions_with_edits_ends_like_the_database(page: Page) -> None:
    generator = random.Random(3)
    page.apply(*(message(n) for n in range(1, 4)))
    latest = {n: message(n) for n in range(1, 4)}
    for revision in range(4, 300):
        number = generator.choice([len(latest) + 1, len(latest) + 1, generator.randrange(1, len(latest) + 1)])
        latest[number] = message(number, revision, f"body {revision}")
    for change in sorted(latest.values(), key=lambda m: m.revision):  # what the database answers after a gap
        page.apply(change)
    assert page.shown() == sorted(latest)
    assert all(f"body {m.revision}<" in page.html() for m in latest.values() if m.revision > 3)


def test_one_authors_messages_within_five_minutes_stand_under_one_name() -> None:
    assert 'class="msg cont"' in message_html.render(message(2))
    assert 'class="msg"' in message_html.render(message(1))
    stranger = {**fields(message(2)), "author_uuid": uuid4()}
    assert 'class="msg"' in message_html.render(MessageView(**stranger))
    late = {**fields(message(2)), "created_at": START + timedelta(minutes=6)}
    assert 'class="msg"' in message_html.render(MessageView(**late))


def test_names_and_keys_are_escaped_in_the_row() -> None:
    hostile = '"><img src=x onerror=alert(1)>'
    row = message_html.render(
        MessageView(**{**fields(message(1)), "author_name": hostile, "client_message_id": hostile})
    )
    assert "<img" not in row


def test_a_deleted_message_leaves_a_quiet_trace() -> None:
    row = message_html.render(MessageView(**{**fields(message(1)), "deleted_at": START, "body": ""}))
    assert "This message was deleted." in row


def test_the_mark_of_an_edit_stands_below_a_text_that_could_turn_it_around() -> None:
    def mark(body: str) -> str:
        return message_html.render(MessageView(**{**fields(message(1)), "body": body, "edited_at": START}))

    assert '</p><button type="button" class="edited" aria-haspopup="dialog">(edited)</button></div>' in mark(
        "**plain** enough"
    )
    assert 'class="edited below" aria-haspopup="dialog">(edited)</button></div>' in mark(
        "turned \u202e around \u2067 twice"
    )


def fields(view: MessageView) -> dict[str, Any]:
    return {name: getattr(view, name) for name in MessageView.__dataclass_fields__}


def test_reactions_stand_under_the_message_and_name_ten_people_at_most() -> None:
    people = tuple(UUID(int=index << 80) for index in range(30))
    names = ("<Ann>", *(f"p{index}" for index in range(29)))
    shown = (Reaction("👍", people, names), Reaction("❤️", people[:1], names[:1]))
    row = message_html.render(MessageView(**{**fields(message(1)), "reactions": shown}))
    first = ",\u00a0".join(("&lt;Ann&gt;", *(f"p{index}" for index in range(9))))
    assert f'👍 <b>30</b><span role="img" aria-label="by {first} and 20 more"></span></button>' in row
    assert f'<li data-emoji="❤️" data-people="{short(people[0])}"><button type="button">❤️ <b>1</b>' in row
    assert row.count(short(people[19])) == 1
    assert short(people[20]) not in row  # the row does not grow with the people
    assert str(people[0]) not in row.split("reactions")[1]  # 37 bytes for each of them, on every page
    assert "reactions" not in message_html.render(message(1))
