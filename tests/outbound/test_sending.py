"""Sending to other machines: off at first, to public addresses alone, within limits, and written down."""

import asyncio
from ipaddress import ip_address
from typing import Any

import pytest
from sqlmodel import select

from chatapp.bootstrap import Chat
from chatapp.errors import Invalid, NotFound, Unavailable
from chatapp.outbound import CallFailed, Outbound, Refused, Request, SwitchedOff, Use, switches
from models import AuditEntry, OutboundUse
from tests.support.people.chats import MakePerson
from tests.support.servers.fake_http_server import Elsewhere, Names, elsewhere, outbound_of, response, switch

PACKED = b"\x1f\x8b" * 10
USE = Use("tests", "Tests", "Sends what tests send.")


async def rows(chat: Chat) -> list[OutboundUse]:
    async with chat.reading() as session:
        return list((await session.exec(select(OutboundUse))).all())


async def test_nothing_is_sent_or_looked_up_before_an_administrator_switches_it_on(
    chat: Chat, person: MakePerson
) -> None:
    ann, ben = await person("ann"), await person("ben")
    names = Names([["127.0.0.1"]])
    async with elsewhere() as there:
        outbound = outbound_of(chat, hosts=f"far.example:{there.port}", resolver=names)
        request = Request(f"http://far.example:{there.port}/hook", body=b"{}")
        with pytest.raises(SwitchedOff):
            await outbound.send(USE, request)
        assert (names.asked, there.connections, await rows(chat)) == (0, 0, [])
        with pytest.raises(NotFound):
            await switch(chat, ben, USE)
        with pytest.raises(Invalid):
            await switch(chat, ann, USE, uses=[Use("other", "Other", "")])
        await switch(chat, ann, USE)
        await switch(chat, ann, USE)
        assert (await outbound.send(USE, request)).is_ok
        await switch(chat, ann, USE, is_on=False)
        with pytest.raises(SwitchedOff):
            await outbound.send(USE, request)
        await outbound.close()
        assert [body for _, _, body in there.requests] == [b"{}"]
    async with chat.reading() as session:
        trail = (await session.exec(select(AuditEntry.action, AuditEntry.subject))).all()
        with pytest.raises(NotFound):
            await switches.listing(session, actor=ben)
    assert [tuple(entry) for entry in trail] == [("allow outbound", "Tests"), ("forbid outbound", "Tests")]


async def open_to(chat: Chat, person: MakePerson, there: Elsewhere, **options: Any) -> Outbound:
    """Return a way out that may call this machine by the name far.example."""
    await switch(chat, await person("ann"), USE)
    return outbound_of(chat, **{"hosts": f"far.example:{there.port}", "resolver": Names([["127.0.0.1"]]), **options})


async def test_a_name_that_changes_or_leads_inside_gets_no_connection(chat: Chat, person: MakePerson) -> None:
    """127.0.0.1 stands for the open Internet here, 127.0.0.2 for what is inside."""
    inside = ip_address("127.0.0.2")
    async with elsewhere(answer=lambda _: response(200, b"", "Connection: close")) as there:
        async with elsewhere(host="127.0.0.2", port=there.port) as forbidden:
            names = Names([["127.0.0.1"], ["127.0.0.2"], ["127.0.0.2", "127.0.0.1"]])
            outbound = await open_to(
                chat, person, there, hosts="", resolver=names, is_public=lambda address: address != inside
            )
            # TLS ends at the first byte: what counts is who is connected to
            with pytest.raises(CallFailed):
                await outbound.send(USE, Request(f"https://far.example:{there.port}/"))
            for _ in range(2):
                with pytest.raises((Refused, CallFailed)):
                    await outbound.send(USE, Request(f"https://far.example:{there.port}/"))
            literally = outbound_of(chat)
            for literal in ("127.0.0.2", "2130706434", "0x7f.2", "[::ffff:127.0.0.2]"):
                with pytest.raises((Refused, CallFailed)):
                    await literally.send(USE, Request(f"https://{literal}:{there.port}/"))
            await literally.close()
            await outbound.close()
            assert names.asked == 3
            assert there.connections >= 1
            assert forbidden.connections == 0


async def test_a_redirect_is_an_answer_and_is_not_followed(chat: Chat, person: MakePerson) -> None:
    async with (
        elsewhere() as inside,
        elsewhere(answer=lambda _: response(302, b"", f"Location: {inside.url}")) as there,
    ):
        outbound = await open_to(chat, person, there)
        answer = await outbound.send(USE, Request(f"http://far.example:{there.port}/", method="GET"))
        assert (answer.status, answer.is_ok, answer.headers["location"]) == (302, False, inside.url)
        await outbound.close()
        assert inside.connections == 0
        first, headers, _ = there.requests[0]
        assert first == "GET / HTTP/1.1"
        assert (headers["user-agent"], "cookie" in headers, headers["host"]) == (
            "Chatapp",
            False,
            f"far.example:{there.port}",
        )


async def test_time_and_size_have_limits(chat: Chat, person: MakePerson) -> None:
    answers = iter(
        [
            None,
            response(200, b"x" * 3_000_000),
            response(200, b"\x1f\x8b" * 10, "Content-Encoding: gzip"),
            b"SSH-2.0\r\n\r\n",
        ]
    )
    async with elsewhere(answer=lambda _: next(answers)) as there:
        outbound = await open_to(chat, person, there)
        url = f"http://far.example:{there.port}/"
        with pytest.raises(CallFailed, match=r"took longer than 0\.2 seconds"):
            await outbound.send(USE, Request(url, seconds=0.2))
        large = await outbound.send(USE, Request(url, most_bytes=1_000))
        assert (len(large.body), large.is_cut) == (1_000, True)
        packed = await outbound.send(USE, Request(url))
        assert packed.body == PACKED  # nothing is unpacked: a small answer stays small
        with pytest.raises(CallFailed, match="didn't answer in HTTP"):
            await outbound.send(USE, Request(url))
        await outbound.close()


async def test_what_was_called_is_written_down_for_administrators_and_metrics(chat: Chat, person: MakePerson) -> None:
    ann = await person("ann")
    await switch(chat, ann, USE)
    answers = iter([response(), response(500, b"secret of theirs")])
    async with elsewhere(answer=lambda _: next(answers)) as there:
        outbound = outbound_of(chat, hosts="127.0.0.1")
        for _ in range(2):
            await outbound.send(USE, Request(there.url))
        with pytest.raises(Refused):
            await outbound.send(USE, Request("https://[::1]:8443/"))
        with pytest.raises(Refused):
            await outbound.send(USE, Request("http://example.org/"))  # by its text: nobody was called
        await outbound.close()
    assert outbound.calls.results == {("tests", "ok"): 1, ("tests", "rejected"): 1, ("tests", "refused"): 1}
    async with chat.reading() as session:
        (view,) = await switches.listing(session, actor=ann, uses=[USE])
        assert await switches.is_on(session, USE)
    assert (view.calls, view.failures, view.called_host, view.is_on) == (3, 2, "::1", True)
    assert view.error.startswith("This address isn't public")
    assert view.called_at == view.failed_at


async def test_while_the_database_is_away_counts_are_kept(chat: Chat, person: MakePerson, monkeypatch: Any) -> None:
    await switch(chat, await person("ann"), USE)
    calls = chat.outbound.calls
    begin = chat.transactions.begin

    def away() -> Any:
        raise Unavailable

    monkeypatch.setattr(chat.transactions, "begin", away)
    calls.note(USE, "far.example", result="failed", error="There is no host far.example.")
    await calls.write()
    monkeypatch.setattr(chat.transactions, "begin", begin)
    calls.note(USE, "near.example", result="ok")
    await asyncio.gather(calls.write(), calls.write())
    (row,) = await rows(chat)
    assert (row.calls, row.failures, row.called_host, row.error) == (
        2,
        1,
        "near.example",
        "There is no host far.example.",
    )
