"""The timeline by itself: in whatever order changes come, it shows each message once, in order, as it is now."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from nicegui import Client, ui

from chatapp.events import MessageView
from pages import timeline
from pages.timeline import MOUNTED, SINGLES, Timeline
from tests.page_client import ROW

ROOM, ANN = uuid4(), uuid4()
START = datetime(2026, 11, 20, 12, tzinfo=UTC)


def message(number: int, revision: int | None = None, body: str = "", author: UUID = ANN) -> MessageView:
    return MessageView(
        room_uuid=ROOM,
        number=number,
        revision=revision or number,
        author_uuid=author,
        author_username="ann",
        author_name="Ann",
        author_avatar="",
        client_message_id=f"key-{number}",
        body=body or f"message {number}",
        created_at=START + timedelta(seconds=number),
        previous_author_uuid=author if number > 1 else None,
        previous_at=START + timedelta(seconds=number - 1) if number > 1 else None,
    )


@pytest.fixture
def page() -> Iterator[Timeline]:
    client = Client(ui.page(""))
    with client:
        yield Timeline("Garden")
    client.delete()


def shown(page: Timeline) -> list[int]:
    """Return the numbers in the order of the element tree, as a browser would show them."""
    log = page.viewport.default_slot.children[0]
    html = "".join(str(child.props.get("innerHTML", "")) for child in log.default_slot.children)
    return [int(number) for number, _ in ROW.findall(html)]


def html(page: Timeline) -> str:
    log = page.viewport.default_slot.children[0]
    return "".join(str(child.props.get("innerHTML", "")) for child in log.default_slot.children)


async def test_new_messages_come_below_and_old_news_are_dropped(page: Timeline) -> None:
    page.show([message(1), message(2)], revision=2)
    for change in (message(2), message(3), message(1), message(3), message(4)):
        page.apply(change)
    assert shown(page) == [1, 2, 3, 4]


async def test_an_edit_changes_the_row_in_its_place(page: Timeline) -> None:
    page.show([message(n) for n in range(1, 51)], revision=50)
    page.apply(message(51))
    page.apply(message(7, revision=52, body="seven, edited"))
    page.apply(message(51, revision=53, body="fifty-one, edited"))
    assert shown(page) == list(range(1, 52))
    assert "seven, edited" in html(page)
    assert "fifty-one, edited" in html(page)
    assert "message 7<" not in html(page)


async def test_after_a_gap_a_message_edited_meanwhile_is_not_lost(page: Timeline) -> None:
    page.show([message(n) for n in range(1, 5)], revision=4)
    page.apply(message(6, revision=6))  # by revision, 6 comes before 5, which was edited
    page.apply(message(5, revision=7, body="five, edited"))
    assert shown(page) == [1, 2, 3, 4, 5, 6]


async def test_many_live_messages_fold_into_blocks_and_keep_their_order(page: Timeline) -> None:
    page.show([message(1)], revision=1)
    for number in range(2, 451):
        page.apply(message(number))
    assert shown(page) == list(range(1, 451))
    log = page.viewport.default_slot.children[0]
    assert len(log.default_slot.children) <= SINGLES + 450 // (SINGLES // 2) + 2
    page.apply(message(30, revision=451, body="thirty, edited in its block"))
    assert "thirty, edited in its block" in html(page)


async def test_a_single_older_message_above_does_not_fold_with_those_below(page: Timeline) -> None:
    page.show([message(n) for n in range(52, 102)], revision=101)
    page.prepend([message(n) for n in range(2, 52)])
    page.prepend([message(1)])
    for number in range(102, 102 + SINGLES + 5):
        page.apply(message(number))
    assert shown(page) == list(range(1, 102 + SINGLES + 5))


async def test_the_page_stays_bounded_and_older_messages_come_back(page: Timeline) -> None:
    page.show([message(1)], revision=1)
    for number in range(2, 2001):
        page.apply(message(number))
    numbers = shown(page)
    assert numbers == list(range(numbers[0], 2001))
    assert len(numbers) <= MOUNTED + SINGLES
    assert page.has_earlier
    page.prepend([message(n) for n in range(numbers[0] - 50, numbers[0])])
    assert shown(page) == list(range(numbers[0] - 50, 2001))
    page.apply(message(3, revision=2001, body="an edit of what is not on the page"))
    assert "an edit of what is not on the page" not in html(page)


async def test_any_order_of_revisions_with_edits_ends_like_the_database(page: Timeline) -> None:
    generator = random.Random(3)
    page.show([message(n) for n in range(1, 4)], revision=3)
    latest = {n: message(n) for n in range(1, 4)}
    for revision in range(4, 300):
        number = generator.choice([len(latest) + 1, len(latest) + 1, generator.randrange(1, len(latest) + 1)])
        latest[number] = message(number, revision, f"body {revision}")
    for change in sorted(latest.values(), key=lambda m: m.revision):  # what the database answers after a gap
        page.apply(change)
    assert shown(page) == sorted(latest)
    assert all(f"body {m.revision}<" in html(page) for m in latest.values() if m.revision > 3)


def test_one_authors_messages_within_five_minutes_stand_under_one_name() -> None:
    assert 'class="msg cont"' in timeline.render(message(2))
    assert 'class="msg"' in timeline.render(message(1))
    stranger = {**fields(message(2)), "author_uuid": uuid4()}
    assert 'class="msg"' in timeline.render(MessageView(**stranger))
    late = {**fields(message(2)), "created_at": START + timedelta(minutes=6)}
    assert 'class="msg"' in timeline.render(MessageView(**late))


def test_names_and_keys_are_escaped_in_the_row() -> None:
    hostile = '"><img src=x onerror=alert(1)>'
    row = timeline.render(MessageView(**{**fields(message(1)), "author_name": hostile, "client_message_id": hostile}))
    assert "<img" not in row


def test_a_deleted_message_leaves_a_quiet_trace() -> None:
    row = timeline.render(MessageView(**{**fields(message(1)), "deleted_at": START, "body": ""}))
    assert "This message was deleted." in row


def fields(view: MessageView) -> dict[str, object]:
    return {name: getattr(view, name) for name in MessageView.__dataclass_fields__}


async def test_older_messages_that_come_too_late_leave_no_hole(page: Timeline) -> None:
    page.show([message(n) for n in range(1001, 1051)], revision=1050)
    for number in range(1051, 1051 + MOUNTED + 2 * SINGLES):
        page.apply(message(number))
    assert page.first_number > 1001  # while the reading was under way, the page has moved on
    page.prepend([message(n) for n in range(951, 1001)])
    numbers = shown(page)
    assert numbers == list(range(numbers[0], numbers[-1] + 1))
    page.prepend([message(n) for n in range(page.first_number - 50, page.first_number)])
    assert shown(page) == list(range(numbers[0] - 50, numbers[-1] + 1))
