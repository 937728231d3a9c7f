"""Waking browsers by push: a real service on loopback, what it gets, what its answers mean, and who may be woken."""

import asyncio
import json
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID, uuid4

import pytest
from aiohttp import web
from sqlmodel import select

from chatapp import web_push, workspace
from chatapp.authentication import sessions
from chatapp.authentication.sessions import SignedIn
from chatapp.bootstrap import Chat
from chatapp.errors import Conflict, Invalid, NotFound, Unauthenticated
from chatapp.identity import Actor
from chatapp.outbound import PUSH, SwitchedOff
from chatapp.outbound.switches import switch
from chatapp.web_push.channel import AT_ONCE, MOST_FAILURES, PushChannel
from chatapp.web_push.cli import wake
from chatapp.web_push.sending import Result
from chatapp.web_push.subscriptions import AT_MOST, SubscriptionForm
from chatapp.workspace import WorkspaceEdit
from models import LoginSession, PushSubscription
from tests.support.browser.push_browser import PushBrowser
from tests.support.people.chats import ChatWith, MakePerson
from tests.support.servers.push_service import PushService

ROOM = uuid4()


@dataclass(frozen=True)
class Notice:
    """What a person is told, as `chatapp.notifications` has it."""

    alert_id: int
    kind: str
    room_uuid: UUID | None
    number: int | None
    title: str
    text: str
    path: str = f"/rooms/{ROOM}/42"


NOTICE = Notice(7, "mention", ROOM, 42, "Ada Lovelace mentioned you in Lobby", "Shall we deploy?")


@dataclass
class Scene:
    """A Chatapp whose administrator, Ann, has switched pushes on, and Ben, who has a browser."""

    chat: Chat
    service: PushService
    ann: Actor
    ben: Actor
    session: SignedIn
    browser: PushBrowser
    pauses: list[float]

    @property
    def pushes(self) -> PushChannel:
        """What wakes browsers."""
        return self.chat.pushes

    def form(self, name: str = "ben", browser: PushBrowser | None = None) -> SubscriptionForm:
        """Return what a browser tells of itself."""
        return SubscriptionForm(f"{self.service.address}/{name}", **(browser or self.browser).keys)

    async def subscribe(self, name: str = "ben", **more: object) -> int:
        """Have a browser of Ben's woken."""
        values = {"actor": self.ben, "form": self.form(name), **more}
        if "session_id" not in values:
            values["session_id"] = await self.session_id()
        async with self.chat.transaction() as work:
            return await web_push.subscribe(work, allowed=self.chat.outbound.allowed, **values)  # type: ignore[arg-type]

    async def session_id(self) -> int:
        """Return the id of Ben's sign-in."""
        visit = await self.chat.sessions.visit(self.session.token)
        assert visit is not None
        return visit.session_id

    async def tell(self, *notices: Notice) -> list[dict[str, object]]:
        """Tell Ben; returns what his browser has read of what the service got since."""
        before = len(self.service.got)
        await self.pushes.deliver(self.ben, notices or (NOTICE,))
        await self.pushes.emptied()
        return [json.loads(self.browser.read(body)) for _, _, body in self.service.got[before:]]

    async def row(self) -> PushSubscription | None:
        """Return the one subscription there is."""
        async with self.chat.reading() as session:
            return (await session.exec(select(PushSubscription))).first()


@pytest.fixture
async def scene(
    service: PushService, chat_with: ChatWith, person: MakePerson, monkeypatch: pytest.MonkeyPatch
) -> Scene:
    chat = chat_with(outbound_hosts=service.address.removeprefix("http://"))
    ann, ben = await person("ann"), await person("ben")
    async with chat.transaction() as work:
        await switch(work, actor=ann, name=PUSH.name, is_on=True)
    session = await chat.sessions.start(ben.account_id, device="Mozilla/5.0 (X11; Linux) Firefox/130.0", address="::1")
    scene = Scene(chat, service, ann, ben, session, PushBrowser(), [])

    async def sleep(seconds: float) -> None:
        scene.pauses.append(seconds)

    monkeypatch.setattr(chat.pushes, "_sleep", sleep)
    return scene


async def test_a_push_says_what_the_workspace_lets_it_and_only_to_the_browser(scene: Scene) -> None:
    await scene.subscribe()
    place = f"/rooms/{ROOM}/42"
    assert await scene.tell() == [
        {
            "alert_id": 7,
            "kind": "mention",
            "room_uuid": str(ROOM),
            "number": 42,
            "path": place,
            "title": NOTICE.title,
            "account": str(scene.ben.uuid),
            "text": "",  # who and where is what it says if nobody has chosen
        }
    ]
    path, headers, body = scene.service.got[0]
    assert path == "/ben"
    assert headers["content-encoding"] == "aes128gcm"
    assert headers["authorization"].startswith("vapid t=")
    assert headers["authorization"].endswith(f", k={scene.pushes.keys.public}")
    assert (headers["ttl"], headers["urgency"], len(headers["topic"])) == ("86400", "high", 32)
    for secret in (b"Ada", b"deploy", str(ROOM).encode(), b"ben@example.org"):
        assert secret not in body
        assert secret.decode() not in repr(headers)
    nothing = ("Something new in Chatapp", "", "/home")
    for text, told in (("all", (NOTICE.title, NOTICE.text, place)), ("nothing", nothing)):
        async with scene.chat.transaction() as work:
            await workspace.edit(work, actor=scene.ann, changes=WorkspaceEdit(push_text=text))
        (said,) = await scene.tell()
        assert (said["title"], said["text"], said["path"]) == told
        assert ("room_uuid" in said) == (text == "all")
    async with scene.chat.transaction() as work:
        with pytest.raises(Invalid):
            await workspace.edit(work, actor=scene.ann, changes=WorkspaceEdit(push_text="everything"))
    long = Notice(8, "direct", ROOM, 43, "\U0001f984" * 200, "\U0001f984" * 300)
    async with scene.chat.transaction() as work:
        await workspace.edit(work, actor=scene.ann, changes=WorkspaceEdit(push_text="all"))
    (said,) = await scene.tell(long)
    assert len(scene.service.got[-1][2]) <= 4096
    assert str(said["text"]).startswith("\U0001f984")


async def test_the_newer_of_two_pushes_to_a_browser_comes_last(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    await scene.subscribe()
    scene.service.answers = [web.Response(status=503)]  # the first is tried again
    monkeypatch.setattr(scene.pushes, "_sleep", lambda _: asyncio.sleep(0.3))  # time for the second, if it has its turn
    said = await scene.tell(NOTICE, replace(NOTICE, alert_id=8, number=43))
    assert [one["alert_id"] for one in said] == [7, 7, 8]


async def test_a_push_that_is_tried_again_ends_with_the_sign_in(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    await scene.subscribe()
    scene.service.answers = [web.Response(status=503)]

    async def sign_out(_: float) -> None:
        await scene.chat.sessions.sign_out(scene.session.token)

    monkeypatch.setattr(scene.pushes, "_sleep", sign_out)
    await scene.tell()
    assert len(scene.service.got) == 1, "whoever sits there now reads nothing of it"


async def test_nothing_leaves_before_an_administrator_switches_it_on(scene: Scene) -> None:
    await scene.subscribe()
    async with scene.chat.transaction() as work:
        await switch(work, actor=scene.ann, name=PUSH.name, is_on=False)
    assert await scene.tell() == []
    assert scene.service.got == []


async def test_a_browser_that_is_gone_is_forgotten(scene: Scene) -> None:
    for status in (404, 410):
        await scene.subscribe()
        scene.service.answers.append(web.Response(status=status))
        assert len(await scene.tell()) == 1
        assert await scene.row() is None
        assert scene.pushes.results[Result.GONE]
        assert await scene.tell() == []


async def test_a_service_that_asks_for_time_is_tried_again_and_then_left_alone(scene: Scene) -> None:
    await scene.subscribe()
    scene.service.answers += [web.Response(status=503), web.Response(status=429, headers={"Retry-After": "7"})]
    assert len(await scene.tell()) == 3
    assert scene.pauses == [5.0, 30.0]
    row = await scene.row()
    assert row is not None
    assert (row.failures, row.not_before) == (0, None)
    scene.service.answers += [web.Response(status=500) for _ in range(3)]
    assert len(await scene.tell()) == 3
    row = await scene.row()
    assert row is not None
    assert row.failures == 1
    assert row.not_before is not None
    assert await scene.tell() == [], "it is left alone"
    await again(scene)
    scene.service.answers.append(web.Response(status=429, headers={"Retry-After": "3600"}))
    assert len(await scene.tell()) == 1, "an hour is too long to wait here"
    await again(scene)
    assert len(await scene.tell()) == 1
    row = await scene.row()
    assert row is not None
    assert row.failures == 0
    for _ in range(MOST_FAILURES):
        await again(scene)
        scene.service.answers.append(web.Response(status=403))
        await scene.tell()
    assert await scene.row() is None, "nobody goes on for ever"


async def again(scene: Scene) -> None:
    """Let the time pass for which a service is left alone."""
    async with scene.chat.transaction() as work:
        for row in await work.session.exec(select(PushSubscription)):
            row.not_before = None


async def test_a_redirect_is_not_followed_and_a_private_address_is_no_endpoint(scene: Scene) -> None:
    await scene.subscribe()
    scene.service.answers.append(web.Response(status=307, headers={"Location": f"{scene.service.address}/elsewhere"}))
    await scene.tell()
    assert [path for path, _, _ in scene.service.got] == ["/ben"]
    for endpoint in (
        "https://push.example.org/x",
        "http://fcm.googleapis.com/fcm/send/x",
        "https://fcm.googleapis.com.example.org/x",
        "https://fcm.googleapis.com:8443/x",
        "https://127.0.0.1/x",
        "https://[64:ff9b::7f00:1]/x",
        "https://[::1",
        "https://x@fcm.googleapis.com/x",
        "https://127.0.0.1\\.fcm.googleapis.com/x",
        "https://127.0.0.1%2f.fcm.googleapis.com/x",
        "file:///etc/passwd",
        "",
        "https://fcm.googleapis.com/" + "x" * 1000,
        "https://fcm.googleapis.com/\u00e9",
    ):
        with pytest.raises(Invalid):
            await scene.subscribe(form=SubscriptionForm(endpoint, **scene.browser.keys))
    known = ("fcm.googleapis.com/fcm/send/x", "updates.push.services.mozilla.com/wpush/v2/x", "web.push.apple.com/x")
    for address in known:
        await scene.subscribe(form=SubscriptionForm(f"https://{address}", **PushBrowser().keys))
    for wrong in ({"p256dh": "x"}, {"p256dh": ""}, {"auth": "AAAA"}, {"auth": "\u00e9"}):
        with pytest.raises(Invalid):
            await scene.subscribe(form=replace(scene.form(), **wrong))


async def test_a_subscription_ends_with_its_sign_in_or_token(scene: Scene) -> None:
    await scene.subscribe()
    async with scene.chat.transaction() as work:
        await sessions.sign_out(work, scene.session.token)
    assert await scene.row() is None
    assert await scene.tell() == []
    with pytest.raises(Unauthenticated):
        await scene.subscribe(session_id=1)
    with pytest.raises(Unauthenticated):
        await scene.subscribe(session_id=None, token="unknown")
    token = await scene.chat.sessions.make_token(actor=scene.ben, name="watch")
    await scene.subscribe(session_id=None, token=token.token)
    async with scene.chat.reading() as session:
        (one,) = await web_push.listing(session, actor=scene.ben)
        assert (one.device, one.service) == ("watch", "127.0.0.1")
        assert await web_push.listing(session, actor=scene.ann) == []
    assert len(await scene.tell()) == 1
    async with scene.chat.transaction() as work:
        assert await web_push.unsubscribe(work, actor=scene.ann, endpoint=scene.form().endpoint) == 0
        assert await web_push.unsubscribe(work, actor=scene.ben) == 1


async def test_another_account_gets_an_endpoint_only_with_its_keys_and_the_oldest_of_many_gives_way(
    scene: Scene,
) -> None:
    await scene.subscribe()
    other = await scene.chat.sessions.start(scene.ann.account_id, device="", address="::1")
    visit = await scene.chat.sessions.visit(other.token)
    assert visit is not None
    hers: dict[str, Any] = {"actor": scene.ann, "session_id": visit.session_id}
    with pytest.raises(Conflict):
        await scene.subscribe(**hers, form=scene.form(browser=PushBrowser()))
    await scene.subscribe(**hers)  # the same browser: she has signed in there
    assert await scene.tell() == []
    ids = [await scene.subscribe(f"b{number}") for number in range(AT_MOST + 2)]
    async with scene.chat.reading() as session:
        kept = await web_push.listing(session, actor=scene.ben)
    assert [one.id for one in kept] == ids[:1:-1]


async def test_a_crowd_of_pushes_waits_for_nobody_and_is_bounded(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    await scene.subscribe()
    monkeypatch.setattr("chatapp.web_push.channel.MOST_WAITING", AT_ONCE)
    told = await scene.tell(*(Notice(number, "direct", ROOM, number, "Ada", "") for number in range(1, AT_ONCE + 6)))
    assert len(told) == AT_ONCE
    assert scene.pushes.results["dropped"] == 5


async def test_an_expired_sign_in_is_woken_no_more(scene: Scene) -> None:
    await scene.subscribe()
    async with scene.chat.transaction() as work:
        for row in await work.session.exec(select(LoginSession)):
            row.expires_at = row.created_at
    assert await scene.tell() == []


async def test_an_operator_sees_whether_somebodys_browsers_can_be_woken(scene: Scene) -> None:
    assert await wake(scene.chat.database, scene.pushes, "Ben") == []
    await scene.subscribe()
    await scene.subscribe("other")
    scene.service.answers += [web.Response(status=201), web.Response(status=410)]
    told = await wake(scene.chat.database, scene.pushes, "ben")
    assert [one.split(":")[0] for one in told] == ["127.0.0.1"] * 2
    assert "was taken" in told[0]
    assert "forgotten. It answered 410." in told[1]
    assert json.loads(scene.browser.read(scene.service.got[0][2]))["text"] == "Push notifications work."
    with pytest.raises(NotFound):
        await wake(scene.chat.database, scene.pushes, "nobody")
    async with scene.chat.transaction() as work:
        await switch(work, actor=scene.ann, name=PUSH.name, is_on=False)
    with pytest.raises(SwitchedOff):
        await wake(scene.chat.database, scene.pushes, "ben")
