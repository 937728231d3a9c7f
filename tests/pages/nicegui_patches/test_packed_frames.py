"""A conversation's rows are compressed on their way to one page that can inflate them, apart from what is its own."""

import json
import zlib
from random import Random
from typing import Any

import pytest

from pages.nicegui_patches import packed_frames
from pages.nicegui_patches.frames import BINARY, TEXT, frames_of, websocket_frame
from pages.nicegui_patches.packed_frames import LEAST, MARK, own_frames
from pages.room.timeline.element_ids import ElementIds

NUMBER = 7
ROW = ElementIds().row(1)
LONG = "".join(Random(1).choices("abcdefgh ", k=LEAST))


def element(html: str) -> dict[str, Any]:
    return {"tag": "div", "props": {"innerHTML": html}}


def taken(elements: dict[int, Any], *, inflates: bool = True) -> tuple[bytes, Any]:
    """Return what is written for an update, and what the page reads of it."""
    frames, size = own_frames("update", elements, NUMBER, inflates=inflates)
    written = b"".join(frames)
    is_packed = written.startswith(MARK)
    frame = written.removeprefix(MARK)
    payload = frame[{126: 4, 127: 10}.get(frame[1], 2) :]
    assert frame == websocket_frame(BINARY if is_packed else TEXT, payload)
    text = zlib.decompress(payload, wbits=-zlib.MAX_WBITS) if is_packed else payload
    assert len(text) <= size < len(text) + 20
    name, told = json.loads(text[2:])
    assert name == "update"
    return written, told


def as_it_is(elements: dict[int, Any]) -> Any:
    """Return what a page reads that is sent everything as it is."""
    return taken(elements, inflates=False)[1]


def test_a_long_message_with_rows_says_the_same_in_fewer_bytes() -> None:
    elements = {ROW + 9: None, 5: element("é`$&"), ROW: element(LONG * 5), 6: None}
    written, told = taken(elements)
    assert written.startswith(MARK)
    assert len(written) < len(LONG * 5) / 2
    assert told == as_it_is(elements) == {**{str(key): one for key, one in elements.items()}, "_id": NUMBER}


@pytest.mark.parametrize(
    "elements",
    [
        pytest.param({5: element(LONG * 5)}, id="nothing of a conversation, so perhaps of several"),
        pytest.param({5: element(LONG * 5), ROW: None}, id="rows that go"),
        pytest.param({5: element("short"), ROW: element("short, too")}, id="short"),
    ],
)
def test_all_else_is_sent_as_it_is(elements: dict[int, Any]) -> None:
    written, told = taken(elements)
    assert not written.startswith(MARK)
    assert told == as_it_is(elements)


def test_what_calls_and_who_has_not_offered_to_inflate_is_told_as_ever() -> None:
    call, rows = {"code": LONG * 5}, {ROW: element(LONG * 5)}
    assert own_frames("run_javascript", call, 7, inflates=True)[0] == frames_of("run_javascript", {**call, "_id": 7})
    assert own_frames("update", rows, 7)[0] == frames_of("update", {**rows, "_id": 7})
    assert packed_frames.is_offered(b"EIO=4&inflates=true&transport=websocket")
    assert not packed_frames.is_offered(b"EIO=4&inflates=trueish&next=inflates")


def test_no_length_tells_whether_somebody_s_own_is_like_what_others_wrote() -> None:
    secret, other = ("".join(Random(seed).choices("0123456789abcdef", k=400)) for seed in (2, 3))
    alike, different = (len(taken({5: element(own), ROW: element(LONG + secret)})[0]) for own in (secret, other))
    assert abs(alike - different) < 20  # compressed together it is 319
