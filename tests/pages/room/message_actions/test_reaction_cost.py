"""What a reaction costs in a full room: no more than a message, counted in what is rendered and sent."""

from dataclasses import replace

import pytest
from nicegui import json

from chatapp.events import Reaction
from chatapp.messages.history import MessagePage
from pages.room.message import message_html
from pages.room.timeline.change import Change
from pages.room.timeline.rendered_room import RenderedRoom
from tests.support.browser.rendered_rooms import ANN, BEN, message, messages

PAGES = 200


class View:
    """An open page that keeps what it is shown."""

    def __init__(self) -> None:
        self.shown: list[Change] = []

    def show(self, change: Change) -> None:
        self.shown.append(change)

    def covers(self, chunk: int) -> bool:
        return True


async def test_a_reaction_before_200_pages_is_one_row_rendered_once_and_shared_like_a_message(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    room, views, rendered = RenderedRoom(), [View() for _ in range(PAGES)], []
    render = message_html.render
    monkeypatch.setattr(message_html, "render", lambda view, *_: rendered.append(view.number) or render(view))
    with room.tracking(0, None) as pending:
        room.merge(pending, MessagePage(messages(1, 40), 40, has_more=False, last_number=40))
    room.flush()
    for view in views:
        room.join(view)
    rendered.clear()
    room.apply(message(41))
    room.flush()
    posted = [view.shown[-1] for view in views]
    counted = len(rendered)
    rendered.clear()
    two = (Reaction("👍", (ANN, BEN), ("Ann", "Ben")), Reaction("🎉", (ANN,), ("Ann",)))
    room.apply(replace(message(41, 42), reactions=two))
    room.flush()
    reacted = [view.shown[-1] for view in views]
    assert len({id(change) for change in posted}) == len({id(change) for change in reacted}) == 1  # encoded once
    assert len(rendered) <= counted == 1
    assert len(reacted[0].elements) == 1 <= len(posted[0].elements)  # a message changes its chunk's children, too
    size = {name: len(json.dumps(change[0].elements)) for name, change in (("post", posted), ("react", reacted))}
    assert size["react"] < size["post"] + 500  # the row, and its chips


def test_a_row_with_twenty_kinds_of_ten_thousand_stays_small() -> None:
    people, names = tuple([ANN] * 100), tuple(["Ann Lindqvist"] * 100)
    kinds = [Reaction(chr(0x1F600 + at), people, names, unlisted=9_900) for at in range(20)]
    row = message_html.render(replace(message(1), reactions=tuple(kinds)))
    assert "<b>10,000</b>" in row
    assert len(row) < 16_000
