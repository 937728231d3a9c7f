"""What a message that answers another shows of it: one line, safe, and as that message is now."""

from dataclasses import replace

import pytest

from chatapp.events import MessageView
from chatapp.messages.history import MessagePage
from pages.room.message import message_html
from pages.room.timeline.pending_read import PendingRead
from pages.room.timeline.rendered_room import RenderedRoom
from tests.support.browser.rendered_rooms import BEN, START, message

QUOTE = '<a class="quote clip" id="{0}" aria-labelledby="say-reply {0}" href="/rooms/{1}/1">{2}</a>'


def answer(quoted: MessageView, number: int = 2) -> MessageView:
    return message(number, body="yes", quoted=quoted)


def read(*views: MessageView) -> MessagePage:
    return MessagePage(list(views), max(view.revision for view in views), has_more=False, last_number=views[-1].number)


def a_room(*views: MessageView, low: int = 0) -> RenderedRoom:
    room = RenderedRoom()
    with room.tracking(low, None) as pending:
        room.merge(pending, read(*views))
    return room


def test_the_quote_is_a_link_with_name_and_first_line() -> None:
    first = message(1, body="**Ship** <it>\n\nand more")
    row = message_html.render(answer(first))
    words = '<bdi>Ann</bdi>: <bdi class="words">Ship &lt;it&gt;</bdi>'
    identifier = f"quote-{first.room_uuid.hex[:8]}-2"  # a page may show two rooms
    assert QUOTE.format(identifier, first.room_uuid, words) in row
    assert 'class="msg"' in row  # a block of its own, though the same person wrote the message before
    assert 'class="msg cont"' in message_html.render(message(3))
    hostile = message_html.render(answer(replace(first, author_name="<script>", body="\u202e" + "x" * 5000)))
    assert "<script>" not in hostile
    assert "U+202E" + "x" * 154 + "…" in hostile
    assert "x" * 155 not in hostile


def test_what_is_deleted_says_so_and_what_was_an_answer_and_is_deleted_quotes_nothing() -> None:
    gone = answer(replace(message(1), body="", deleted_at=START))
    assert '<bdi class="words gone">This message was deleted.</bdi>' in message_html.render(gone)
    removed = message_html.render(replace(gone, body="", deleted_at=START))
    assert "quote" not in removed
    assert 'class="msg cont"' in removed


@pytest.mark.parametrize("family", ["👩‍👩‍👧‍👦", "e\u0301", "🇦🇹"])
def test_a_long_line_is_cut_between_characters(family: str) -> None:
    row = message_html.render(answer(message(1, body=family * 200)))
    words = row.partition('class="words">')[2].partition("…")[0]
    assert words == family * (message_html.QUOTED // len(family))


async def test_a_change_of_the_quoted_message_is_shown_wherever_it_is_quoted_and_read_nowhere() -> None:
    first = message(1, body="before")
    others = [message(number) for number in range(101, 131)]
    room = a_room(*others, answer(first, 131), answer(others[0], 132), low=2)  # the first message itself is not held
    html = room.html(2, 2)
    assert html.count("before") == 1
    room.apply(replace(first, body="after", revision=133))
    assert room.html(2, 2) == html.replace("before", "after")
    version = room.version
    room.apply(replace(first, body="after", revision=134))  # somebody reacted: nothing to draw
    room.flush()
    room.flush()
    assert room.version == version + 1
    room.apply(replace(first, body="", deleted_at=START, revision=135))
    assert room.html(2, 2).count("This message was deleted.") == 1
    room.apply(replace(first, body="back", revision=136))
    assert room.html(2, 2) == html.replace("before", "back")


async def test_frozen_chunks_quote_what_is_now_too() -> None:
    first = message(1, body="before")
    room = a_room(first, answer(first), *(message(number) for number in range(3, 181)))
    room.apply(replace(first, body="after", revision=190, author_name="Anna", author_uuid=BEN))
    assert room.html(0, 0).count("after") == 2
    room.flush()
    assert str(room.since(room.version - 1, 0, 3)).count("after") == 2


def test_a_change_while_the_answer_is_being_read_is_not_lost_and_an_older_one_wins_nothing() -> None:
    first = message(1, body="before")
    pending = PendingRead(2, None)
    pending.keep(replace(first, body="after", revision=200))
    as_read = answer(first, 131)
    assert [view.quote.body for view in pending.merged([as_read]) if view.quote] == ["after"]
    newer = answer(replace(first, body="newest", revision=201), 131)
    assert pending.merged([newer]) == [newer]
