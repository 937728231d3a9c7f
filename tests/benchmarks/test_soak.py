"""What people leave behind when they go: nothing, even where Python's garbage collector never runs."""

from pathlib import Path

import pytest

from benchmarks.holdings import COLLECTOR, Holdings
from benchmarks.soak import COMMAND, RECONNECT, ROOMS, WAYS, Plan, Soak
from benchmarks.soak_verdict import broken
from tests.support.servers.server import Server

SMALL = Plan(pages=20, requests=25, sign_ins=8, people=4, parts=1)
# What a read holds that is cut off because the last page of a room has gone: SQLAlchemy keeps its error, and that its
# frames, until the collector comes. So do Engine.IO and a request that is cut off.
CUT_OFF = (
    "chatapp.",
    "pages.room.timeline.chunks.",
    "pages.room.timeline.pending_read.",
    "pages.room.timeline.rendered_room.",
)
REQUEST = (
    "pages.nicegui_patches.engine_io.Body",
    "pages.shell.websocket.handshake.Handshake",
)  # of one that is cut off
SESSION = "pages.nicegui_patches.engine_session.EngineSession"  # that such a request belongs to
CUT_OFF_AT_MOST = 2
A_FEED = "chatapp.realtime.room_feed.RoomFeed"


@pytest.mark.nightly
@pytest.mark.parametrize("way", WAYS)
async def test_pages_rooms_requests_and_sign_ins_leave_nothing_behind(tmp_path: Path, way: str) -> None:
    settings = {"CHATAPP_FANOUT": way, "CHATAPP_RECONNECT_SECONDS": RECONNECT, COLLECTOR: "off"}
    told = tmp_path / "holdings.json"
    server = await Server(tmp_path / "data", settings, command=(*COMMAND, str(told))).start()
    try:
        before, after = await Soak(server, told, SMALL)()
    finally:
        await server.stop()
    assert broken([before, after]) == []
    more = _more_instances(before, after)
    assert [name for name in more if not name.startswith((*CUT_OFF, *REQUEST, SESSION))] == []
    assert more.get(SESSION, 0) <= CUT_OFF_AT_MOST
    assert more.get(A_FEED, 0) <= ROOMS


def _more_instances(before: Holdings, after: Holdings) -> dict[str, int]:
    """Return the classes of which there are more afterwards."""
    return {
        name: count - before.instances.get(name, 0)
        for name, count in after.instances.items()
        if count > before.instances.get(name, 0)
    }
