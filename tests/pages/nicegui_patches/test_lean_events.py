"""NiceGUI's pages wait for events that have a queue only while somebody waits."""

import asyncio

from nicegui import Client
from nicegui.page import page

from chatapp.timers import LeanEvent
from pages.nicegui_patches import lean_events


async def test_a_pages_events_are_lean_and_are_asyncios_without_the_patch() -> None:
    assert lean_events.probe() == ""
    kinds = []
    try:
        for is_wanted in (True, False):
            lean_events.install(is_wanted=is_wanted)
            client = Client(page(""), request=None)
            kinds.append({type(client._waiting_for_connection), type(client._connected), type(client._deleted_event)})
            client.delete()
    finally:
        lean_events.install(is_wanted=True)
    assert kinds == [{LeanEvent}, {asyncio.Event}]
