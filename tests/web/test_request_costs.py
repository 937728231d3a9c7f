"""Whoever asks pays for what their requests take: strangers by network, and nobody else of that network waits."""

import asyncio

import pytest
from starlette.types import Message, Receive, Scope, Send

from chatapp.throttling import METER, Throttle
from chatapp.throttling.metered import EACH
from chatapp.web import urls
from chatapp.web.request_costs import RequestCosts, payer_of
from tests.support.running.clock import Clock

COOKIE, BEARER = (b"cookie", b"chatapp_session=x"), (b"authorization", b"Bearer x")


class Served:
    """An application whose requests take as much as their address says, and what networks waited for it."""

    def __init__(self) -> None:
        self.clock, self.waited, self.status = Clock(), list[float](), list[int]()
        self.strangers = Throttle(per_second=1, at_once=10, now=lambda: self.clock.now, sleep=self.sleep)
        self.accounts = Throttle(per_second=1, at_once=10, now=lambda: self.clock.now, sleep=self.sleep)
        self.app = RequestCosts(self.serve, self.strangers)

    async def sleep(self, seconds: float) -> None:
        self.waited.append(seconds)

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope.get("is_known"):
            payer_of(scope).is_now(self.accounts, "ann")
        meter = METER.get()
        assert meter is not None
        meter.add(scope["acts"] * EACH)
        await asyncio.sleep(0)

    async def ask(
        self, address: str, *headers: tuple[bytes, bytes], acts: float = 0, path: str = "/login", is_known: bool = False
    ) -> list[float]:
        """Make a request; return what it waited for."""
        self.waited.clear()
        scope = {"type": "http", "method": "GET", "path": path, "headers": list(headers), "client": (address, 1)}

        async def send(message: Message) -> None:
            self.status += [message["status"]] if "status" in message else []

        await self.app({**scope, "acts": acts, "is_known": is_known}, no_body, send)
        return list(self.waited)


async def no_body() -> Message:
    """There is none."""
    return {"type": "http.request", "body": b"", "more_body": False}


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Served:
    """However slow the machine, requests take nothing but what they say."""
    monkeypatch.setattr("chatapp.throttling.metered.perf_counter", lambda: 0.0)
    monkeypatch.setattr("chatapp.web.request_costs.AROUND", 0.0)
    return Served()


async def test_a_network_waits_for_what_its_strangers_have_taken_and_no_other_does(served: Served) -> None:
    assert await served.ask("192.0.2.1", acts=11) == []
    assert await served.ask("192.0.2.2") == []
    assert await served.ask("192.0.2.1", path=urls.HEALTH) == [1.0]
    assert await served.ask("192.0.2.1", COOKIE, path=urls.HEALTH) == [1.0]  # nobody would look at it
    served.clock.advance(1)
    assert await served.ask("192.0.2.1") == []


async def test_who_may_be_known_does_not_wait_and_pays_for_themselves_once_they_are(served: Served) -> None:
    await served.ask("192.0.2.1", acts=12.5)
    for header in (COOKIE, BEARER):
        assert await served.ask("192.0.2.1", header, acts=5.5, is_known=True, path="/rooms") == []
    assert served.strangers._due.keys() == {"192.0.2.1"}
    assert served.accounts._due["ann"] == 10
    assert await served.ask("192.0.2.1") == [2.0]  # as before


async def test_what_is_owed_is_waited_for_where_it_turns_out_that_nobody_is_known(served: Served) -> None:
    await served.ask("192.0.2.1", acts=12.5)
    scope: Scope = {"type": "http", "method": "GET", "path": "/rooms", "headers": [COOKIE], "client": ("192.0.2.1", 1)}

    async def unknown(scope: Scope, receive: Receive, send: Send) -> None:
        await payer_of(scope).require()

    await RequestCosts(unknown, served.strangers)(scope, no_body, no_answer)
    assert served.waited == [2.0]


async def test_too_many_that_wait_are_refused() -> None:
    served = Served()
    served.strangers._waiting_of_key = 0
    await served.ask("192.0.2.1", acts=12.5)
    await served.ask("192.0.2.1")
    assert served.status == [429]


async def no_answer(_: Message) -> None:
    """Take it."""


async def test_requests_that_take_little_are_not_free_for_a_network_and_an_accounts_count_one_by_one(
    served: Served,
) -> None:
    for _ in range(99):
        assert await served.ask("192.0.2.1", acts=0.1, path=urls.HEALTH) == []
    await served.ask("192.0.2.1", acts=1.1)
    assert await served.ask("192.0.2.1", path=urls.HEALTH) == pytest.approx([1.0])
    for _ in range(200):
        await served.ask("192.0.2.3", COOKIE, acts=0.1, is_known=True)
    assert await served.ask("192.0.2.3") == []


async def test_a_strangers_request_that_takes_nothing_costs_what_the_server_does_around_it(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chatapp.web.request_costs.AROUND", EACH)
    for _ in range(11):
        assert await served.ask("192.0.2.1") == []
    assert await served.ask("192.0.2.1") == [1.0]
