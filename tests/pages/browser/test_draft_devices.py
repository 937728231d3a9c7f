"""Two devices type, are cut off, come back and send, in any order: nothing is lost, no draft survives its message.

The browsers' own modules run in two tabs that share no storage; their questions are answered by the real services, and
what is on its way when a device is cut off may have arrived or not.

CHATAPP_TEST_EXAMPLES: how many times as many examples as usual are tried.
"""

import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from playwright.async_api import Page

from chatapp import messages
from chatapp.bootstrap import Chat
from chatapp.events import DraftChanged, Event, account_topic
from chatapp.identity import Actor
from chatapp.messages import OutdatedDraft, SentDraft, drafts
from chatapp.storage.snapshot import within
from tests.pages.browser.composer_page import HTML
from tests.pages.browser.conftest import LoadModules
from tests.support.people.chats import MakePerson
from tests.support.people.rooms import a_room, listen

pytestmark = pytest.mark.browser

ANSWERED = "replying.to(conversation_place.all()[0])?.number ?? null"
MODULES = ("composer", "drafts", "draft_sync", "draft_events", "send_queue", "conversation_place", "replying")
TYPE = """(words) => {
  const entry = document.querySelector('.composer textarea');
  entry.value = `${entry.value} ${words}`.trim();
  entry.dispatchEvent(new Event('input', {bubbles: true}));
}"""
ANSWER = """(number) => {
  const row = Object.assign(document.createElement('article'), {className: 'msg'});
  row.innerHTML = '<a class="who">Ann</a><div class="body"><p>words</p></div>';
  row.dataset.number = number;
  document.querySelector('[data-place]').append(row);
  row.dispatchEvent(new CustomEvent('chatapp:act', {bubbles: true, detail: {act: 'reply'}}));
  row.remove();
}"""
START = """(room) => {
  document.querySelector('.shell').dataset.account = `${window.name}-${room}`;
  document.querySelector('[data-place]').dataset.place = room;
  document.querySelector('.composer textarea').value = '';
  socket.connected = true;
  sent.length = 0;
  composer.enter(room);
}"""
ACTS = st.tuples(
    st.integers(0, 1), st.sampled_from(["type", "type", "answer", "pause", "send", "cut", "return", "serve", "lose"])
)


@dataclass
class Device:
    """One tab, and what it has asked for."""

    page: Page
    is_cut: bool = False
    asked: list[Any] = field(default_factory=list)
    sent_from: dict[str, SentDraft] = field(default_factory=dict)
    heard: int = 0  # of the person's events

    async def drain(self) -> None:
        self.asked += await self.page.evaluate("window.sent.splice(0)")


@dataclass
class World:
    """The person, the room and both devices."""

    chat: Chat
    actor: Actor
    room: UUID
    devices: list[Device]
    events: list[Event]
    typed: int = 0
    words: set[str] = field(default_factory=set)

    async def act(self, who: int, what: str) -> None:
        device = self.devices[who]
        if what == "type":
            self.typed += 1
            self.words.add(word := f"w{self.typed}.")
            await device.page.evaluate(TYPE, word)
        elif what == "answer":
            self.typed += 1
            await device.page.evaluate(ANSWER, self.typed)
        elif what == "pause":
            await device.page.clock.run_for(1100)
        elif what == "send":
            await device.page.get_by_role("button", name="Send").evaluate("button => button.click()")
        elif what == "cut":
            await self.cut(device, arrives=False)
        elif what == "lose":
            await self.cut(device, arrives=True)
        elif what == "return":
            await self.give_back(device)
        await device.drain()
        if what == "serve":
            await self.serve(device)

    async def cut(self, device: Device, *, arrives: bool) -> None:
        """Cut a device off: what it has asked for arrives, or does not; no answer does."""
        await device.page.evaluate("socket.connected = false")
        await device.drain()
        device.is_cut = True
        if arrives:
            await self.serve(device)
        device.asked.clear()

    async def give_back(self, device: Device) -> None:
        if not device.is_cut:
            return
        device.is_cut, device.heard = False, len(self.events)
        async with self.chat.reading() as session:
            rooms = await within(session, messages.rooms_with_drafts, actor=self.actor)
        told = list(map(str, rooms))
        await device.page.evaluate("socket.connected = true, send_queue.connected()")
        await device.page.evaluate("rooms => draft_events.connected(rooms)", told)

    async def serve(self, device: Device) -> None:
        """Answer what a device has asked, and tell it what it has not heard."""
        asked, device.asked = device.asked, []
        for kind, *given_ in asked:
            answer = await self.answer(device, kind, given_)
            if answer and not device.is_cut:
                await device.page.evaluate("([name, room, ...told]) => eval(name)(room, ...told)", answer)
        for event in self.events[device.heard :] if not device.is_cut else []:
            assert isinstance(event, DraftChanged)
            told = [str(event.room_uuid), event.revision, event.is_empty]
            await device.page.evaluate("told => draft_events.hear(...told)", told)
        device.heard = len(self.events)
        await device.drain()

    async def answer(self, device: Device, kind: str, told: list[Any]) -> list[Any]:
        room = str(self.room)
        if kind == "draft_read":
            draft = await self.stored()
            return ["draft_sync.arrived", room, draft.revision, draft.body, draft.other_body, draft.reply_to or 0]
        if kind == "draft_sent":
            device.sent_from[told[0]] = SentDraft(told[1], told[2])
        if kind == "message_post":
            _, key, body = told[:3]
            await messages.post(
                self.chat.post_queue,
                actor=self.actor,
                room_uuid=self.room,
                body=body,
                client_message_id=key,
                draft=device.sent_from.get(key),
            )
            return ["send_queue.done", key]
        return await self.write(told) if kind == "draft_write" else []

    async def write(self, told: list[Any]) -> list[Any]:
        room, body, revision, other, *reply = told
        given: dict[str, Any] = {"body": body, "revision": revision, "other_body": other}
        try:
            async with self.chat.transaction() as work:
                draft = await drafts.put(
                    work, actor=self.actor, room_uuid=self.room, reply_to=next(iter(reply), None), **given
                )
        except OutdatedDraft as error:
            new = error.draft
            last = new.body, new.other_body, error.was_sent, new.reply_to or 0
            return ["draft_sync.outdated", room, new.revision, *last]
        return ["draft_sync.stored", room, draft.revision]

    async def stored(self) -> messages.DraftView:
        async with self.chat.reading() as session:
            return await drafts.get(session, actor=self.actor, room_uuid=self.room)

    async def come_to_rest(self) -> None:
        for device in self.devices:
            await self.give_back(device)
        for _ in range(12):
            for device in self.devices:
                await device.page.clock.run_for(4000)
                await device.drain()
                await self.serve(device)

    async def check(self) -> None:
        draft = await self.stored()
        async with self.chat.reading() as session:
            page = await messages.read(session, actor=self.actor, room_uuid=self.room)
        sent = [one.body for one in page.messages]
        shown = [await device.page.locator(".composer textarea").input_value() for device in self.devices]
        assert shown == [draft.body, draft.body]
        if draft.body:
            answered = [await device.page.evaluate(ANSWERED) for device in self.devices]
            assert answered == [draft.reply_to, draft.reply_to]
        everything = " ".join([*sent, draft.body, draft.other_body]).split()
        assert self.words <= set(everything)
        for text in filter(None, (draft.body, draft.other_body)):
            assert not any(one.startswith(text) for one in sent), "a draft has survived its message"


@pytest.fixture
def load(load_stopped: LoadModules) -> LoadModules:
    """Loads modules into pages whose clock these tests set."""
    return load_stopped


@pytest.fixture
async def make_world(chat: Chat, person: MakePerson, load: LoadModules) -> Callable[[], Awaitable[World]]:
    ann = await person("ann")
    devices = []
    for name in ("laptop", "phone"):
        page = await load(*MODULES, html=HTML)
        await page.clock.install(time=0)
        await page.clock.pause_at(1_000_000)
        await page.evaluate("name => { window.name = name }", name)
        devices.append(Device(page))
    events = listen(chat, account_topic(ann.account_id))

    async def make() -> World:
        room = await a_room(chat, ann)
        events.clear()
        world = World(chat, ann, room, [Device(device.page) for device in devices], events)
        for device in world.devices:
            await device.page.evaluate(START, str(room))
            await device.drain()
        return world

    return make


@settings(
    max_examples=4 * int(os.environ.get("CHATAPP_TEST_EXAMPLES", "1")),
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(acts=st.lists(ACTS, min_size=4, max_size=24))
async def test_nothing_typed_is_lost_and_no_draft_survives_its_message(
    make_world: Callable[[], Awaitable[World]], acts: list[tuple[int, str]]
) -> None:
    world = await make_world()
    for who, what in acts:
        await world.act(who, what)
    await world.come_to_rest()
    await world.check()
