"""Events as bytes: what is written can be read, and what another version or a stranger writes does no harm."""

import json
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from structlog.testing import capture_logs

from chatapp import events
from chatapp.broker import codec
from chatapp.broker.codec import Decoder, Envelope, encode, envelope_prefix
from chatapp.events import Event, EventsMissed, MessageChanged, MessageView, RoomChanged

NOW = datetime(2026, 11, 21, 7, 8, 9, 123456, tzinfo=UTC)
MESSAGE = MessageView(
    uuid4(), 7, 9, uuid4(), "ann", "Ann 🌷", "a1", "k", "a\u2028b\n\x00<b>", NOW, NOW, None, uuid4(), NOW
)
EVENTS: list[Event] = [
    MessageChanged(MESSAGE),
    RoomChanged(uuid4(), is_reopened=True),
    events.RoomAdministered(uuid4(), "Lab", 1, "edit room", "was Attic"),
    events.WebhookStopped(uuid4(), "Lab", 1, "CI", "ci.example.org can't be reached."),
    events.RoomClosed(uuid4()),
    events.MemberJoined(uuid4(), 1),
    events.MembersAdded(uuid4(), (1, 2)),
    events.StatusChanged(uuid4()),
    events.MemberLeft(uuid4(), 2),
    events.MembershipChanged(uuid4(), 3),
    events.RoomRead(uuid4(), 4, 5, 6),
    events.RoomUnread(uuid4(), 4, 5),
    events.FollowingChanged(uuid4(), uuid4(), 4, follows=True),
    events.DraftChanged(uuid4(), 4, 5, is_empty=True),
    events.SavedChanged(uuid4(), 4, 5),
    events.RemindersChanged(7),
    events.ScheduledChanged(4),
    events.ReactedInCrowd(uuid4(), 4, 5, "👍", True),
    events.ActionPressed(uuid4(), 4, 5, 6),
    events.PersonTyped(uuid4(), uuid4(), "Ann 🌷"),
    events.AccountChanged(6),
    events.PersonChanged(uuid4()),
    events.SessionEnded(7),
    events.TokensRevoked(7),
    events.WorkspaceChanged(),
    events.EmojiChanged(),
    events.AlertsAdded(uuid4(), (1, 2), (3,)),
    events.AlertDue(1, 2, "mention", uuid4(), 3, "Ann in Lab", "hi", has_sound=True),
    events.AlertsRead(1),
    events.NotificationRulesChanged(1),
    EventsMissed(),
    events.AttendanceChanged("p", 1, uuid4(), state="away"),
    events.AttendanceChanged("p", 2, uuid4(), room_uuid=uuid4(), is_here=True),
    events.AttendanceReported("p", 2, {uuid4(): "online"}, {uuid4(): [uuid4(), uuid4()]}),
    events.AttendanceConfirmed("p", 2),
    events.AttendanceRequested("p"),
]


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
def test_every_event_is_read_as_it_was_written(event: Event) -> None:
    written = encode("here", event)
    assert Decoder().decode(written) == Envelope("here", event)
    assert b"\n" not in written, "many travel together, a line each"
    assert written.startswith(envelope_prefix("here")), "its writer knows it unread"
    assert not written.startswith(envelope_prefix("her"))


def test_every_kind_of_event_either_travels_or_stays_by_decision() -> None:
    kinds = set(Event.__args__)
    assert kinds == set(codec.KINDS.values()) | set(codec.LOCAL_ONLY)
    assert kinds - set(codec.LOCAL_ONLY) == {type(event) for event in EVENTS}


def test_a_field_of_a_newer_version_is_passed_over() -> None:
    written = json.loads(encode("there", RoomChanged(MESSAGE.room_uuid)))
    written["e"]["colour"] = "blue"
    written["urgency"] = 3
    assert Decoder().decode(json.dumps(written).encode()) == Envelope("there", RoomChanged(MESSAGE.room_uuid))


def test_a_kind_that_only_a_newer_version_knows_is_passed_over_and_told_once() -> None:
    decoder = Decoder()
    with capture_logs() as told:
        for _ in range(100):
            assert decoder.decode(b'{"f": 1, "o": "there", "k": "poll.opened", "e": {}}') == Envelope("there", None)
    assert len(told) == 1
    assert decoder.undecodable == 100


def test_a_known_kind_that_cannot_be_read_means_that_something_was_missed() -> None:
    written = json.loads(encode("there", MessageChanged(MESSAGE)))
    del written["e"]["message"]["revision"]
    assert Decoder().decode(json.dumps(written).encode()) == Envelope("there", EventsMissed())


def test_typing_that_cannot_be_read_was_worth_nothing() -> None:
    written = json.loads(encode("there", events.PersonTyped(uuid4(), uuid4(), "Ann")))
    del written["e"]["name"]
    assert Decoder().decode(json.dumps(written).encode()) == Envelope("there", None)


@pytest.mark.parametrize(
    "garbage",
    [
        b"",
        b"\xff\xfe",
        b"null",
        b"[]",
        b"7",
        b'"x"',
        b"{}",
        b'{"f": 2, "o": "x", "k": "room.changed", "e": {}}',
        b'{"f": 1, "o": 5, "k": "room.changed", "e": {}}',
        b'{"f": 1, "o": "x", "k": ["room.changed"], "e": {}}',
        b"[" * 100_000,
        b"cos\nsystem\n(S'true'\ntR.",
    ],
)
def test_what_a_stranger_writes_is_nothing(garbage: bytes) -> None:
    assert Decoder().decode(garbage).event is None
