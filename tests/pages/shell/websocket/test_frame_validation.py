"""What a page's socket may carry: what our pages send is readable, everything else closes it."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.types import Message

from pages.shell.websocket.frame_validation import (
    MOST_ARGUMENTS,
    MOST_FRAMES,
    PageFrames,
    is_id,
    is_readable_payload,
    only_readable,
)

ID = "0f3a9c1e-0d0c-4b57-9a53-9f0c7a1d2b3c"
EVENT = {"id": 5 << 32, "client_id": ID, "listener_id": ID, "args": ['"text"', None]}
SHAKE = {"client_id": ID, "tab_id": ID, "old_tab_id": None, "document_id": ID, "next_message_id": 0}

WRONG: tuple[object, ...] = ({}, [[]], "", "x" * 65, 1.5, None)


def event(name: Any, *message: Any) -> str:
    return f"42{json.dumps([name, *message])}"


@pytest.mark.parametrize(
    "frame",
    [
        "1",
        "3",
        "40",
        '40{"token":"x"}',
        "41",
        event("event", EVENT),
        event("event", {**EVENT, "args": []}),
        event("event", {**EVENT, "args": ["1"] * MOST_ARGUMENTS}),
        event("javascript_response", {"client_id": ID, "request_id": ID, "result": [1]}),
        event("ack", {"client_id": ID, "next_message_id": 7}),
        event("log", {"client_id": ID, "level": "error", "message": "x"}),
        event("handshake", SHAKE),
        event("handshake", {**SHAKE, "implicit_handshake": False, "next_message_id": "12", "old_tab_id": ID}),
        f'420["handshake",{json.dumps(SHAKE)}]',
        f'4217["handshake",{json.dumps(SHAKE)}]',
    ],
)
def test_what_our_pages_send_is_readable(frame: str) -> None:
    assert PageFrames().is_readable(frame)


@pytest.mark.parametrize(
    "frame",
    [
        "",
        None,
        b"4",
        "4",
        "x",
        "0",
        "2",
        "2probe",  # only a socket that takes over from long polling
        "5",
        "6",
        "7",
        "b4AA=",
        event("event", {**EVENT, "args": ["1"] * (MOST_ARGUMENTS + 1)}),
        "33",
        "\u0663",
        "40/other,",
        "40{",
        "40[]",
        "42",
        "42{}",
        "42[",
        "42[]",
        "42[[]]",
        "42[null,{}]",
        '42["event"]',
        '42["event",null]',
        '42["event",{},{}]',
        '42/other,["event",{}]',
        '421["event",{}]',
        "43[]",
        "431[]",
        "44{}",
        "451-[]",
        '451-["event",{"_placeholder":true,"num":0}]',
        "461-[]",
        "42" + "[" * 100_000,
        event("connect", {}),
        event("disconnect", {}),
        event("*", {}),
        event("unknown", {}),
        *(event("event", {**EVENT, name: wrong}) for name in EVENT for wrong in WRONG),
        event("event", {**EVENT, "id": True}),
        event("event", {**EVENT, "id": "5"}),
        event("event", {**EVENT, "args": [1]}),
        event("ack", {"client_id": ID, "next_message_id": "7"}),
        event("javascript_response", {"client_id": ID, "request_id": []}),
        *(
            event("handshake", {**SHAKE, name: wrong})
            for name in ("client_id", "tab_id", "document_id")
            for wrong in (*WRONG, "\u00e4", "a b", "a\n", 7)
        ),
        event("handshake", {**SHAKE, "old_tab_id": "x" * 900_000}),
        event("handshake", {**SHAKE, "next_message_id": "9" * 5000}),
        event("handshake", {**SHAKE, "next_message_id": "\u0663"}),
        event("handshake", {**SHAKE, "next_message_id": {}}),
        '42["handshake"]',
    ],
)
def test_whatever_else_is_not(frame: object) -> None:
    assert not PageFrames().is_readable(frame)


def test_a_page_connects_once() -> None:
    frames = PageFrames()
    assert frames.is_readable("40")
    assert not frames.is_readable("40")


def test_a_socket_that_takes_over_from_long_polling_says_so_and_then_goes_on() -> None:
    frames = PageFrames(is_taking_over=True)
    assert all(map(frames.is_readable, ("2probe", "5", "3", event("event", EVENT))))
    for wrong in (("5",), ("2probe", "2probe"), ("2probe", "5", "5"), ("2probe", "5", "40"), ("3",)):
        frames = PageFrames(is_taking_over=True)
        assert not all(map(frames.is_readable, wrong)), wrong


@pytest.mark.parametrize("value", ["a", "A_9-", "x" * 64, ID])
def test_an_id_is_1_to_64_word_characters(value: str) -> None:
    assert is_id(value)


@given(st.text(max_size=40) | st.binary(max_size=5))
def test_no_text_is_more_than_readable_or_not(frame: object) -> None:
    PageFrames().is_readable(frame)
    PageFrames(is_taking_over=True).is_readable(frame)
    PageFrames().is_readable(f"42{frame!r}")


def receiving(*messages: Message) -> Any:
    waiting = list(messages)

    async def receive() -> Message:
        return waiting.pop(0)

    return receive


async def test_engine_io_hears_that_the_socket_has_closed() -> None:
    messages: list[Message] = [
        {"type": "websocket.connect"},
        {"type": "websocket.receive", "text": "40"},
        {"type": "websocket.receive", "bytes": b"\0"},
    ]
    receive = only_readable(receiving(*messages), is_taking_over=False)
    assert [(await receive())["type"] for _ in messages] == [
        "websocket.connect",
        "websocket.receive",
        "websocket.disconnect",
    ]


@pytest.mark.parametrize("body", [b"", b"\xff", b"x", b"40\x1ex", b"40\x1e40", b"d=3", b"\x1e"])
def test_a_request_by_long_polling_is_unreadable_if_one_of_its_frames_is(body: bytes) -> None:
    assert not is_readable_payload(body)


def test_a_request_by_long_polling_may_have_several_frames() -> None:
    assert is_readable_payload(f"40\x1e{event('event', EVENT)}\x1e3".encode())


def test_of_too_many_frames_in_a_request_none_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    looked, is_readable = list[object](), PageFrames.is_readable

    def counted(frames: PageFrames, frame: object) -> bool:
        looked.append(frame)
        return is_readable(frames, frame)

    monkeypatch.setattr(PageFrames, "is_readable", counted)
    assert is_readable_payload("\x1e".join(["3"] * MOST_FRAMES).encode())
    assert looked == ["3"] * MOST_FRAMES
    looked.clear()
    assert not is_readable_payload(b"3\x1e" * 490_000)
    assert looked == []
