"""A page's own acknowledgements are taken from its socket; everything else goes on to Socket.IO as it came."""

from collections.abc import Iterator

import pytest
from nicegui import Client, ui

from pages.nicegui_patches import acknowledgements

OTHERS = (
    '42["ack",{"client_id":"another","next_message_id":2}]',
    '42["ack",{"client_id":"PAGE","next_message_id":"2"}]',
    '42["ack",{"client_id":"PAGE","next_message_id":2,"more":1}]',
    '42["event",{"client_id":"PAGE"}]',
    "3",
)


@pytest.fixture(autouse=True)
def enabled() -> Iterator[None]:
    acknowledgements.install(is_wanted=True)
    yield
    acknowledgements.install(is_wanted=False)


def test_nicegui_does_with_them_what_is_done_here() -> None:
    assert acknowledgements.probe() == ""


@pytest.mark.parametrize("space", ["", " "])
async def test_only_a_pages_own_are_taken(space: str) -> None:
    client = Client(ui.page(""))
    for number in range(3):
        client.outbox.message_history.append((number, 0.0, (client.id, "update", {})))
    own = f'42["ack",{space}{{"client_id":{space}"{client.id}",{space}"next_message_id":{space}2}}]'
    left = [text.replace("PAGE", client.id) for text in OTHERS]
    sent = [own, *left, own]
    assert [text for text in sent if not acknowledgements.take(text.encode(), client.id)] == left
    assert [number for number, *_ in client.outbox.message_history] == [2]
