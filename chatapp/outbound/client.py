"""Sending a request to another machine, within limits."""

import asyncio
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from aiohttp import (
    ClientConnectorCertificateError,
    ClientConnectorDNSError,
    ClientConnectorError,
    ClientError,
    ClientSession,
    ClientSSLError,
    ClientTimeout,
    DummyCookieJar,
    TCPConnector,
)
from aiohttp.abc import AbstractResolver
from yarl import URL

from chatapp.outbound import switches, targets
from chatapp.outbound.call_log import Calls
from chatapp.outbound.guard import NOT_PUBLIC, IsPublic, NotPublicError, is_public, public_socket
from chatapp.outbound.refusals import CallFailed, OutboundError, Refused, SwitchedOff
from chatapp.outbound.uses import Use
from chatapp.storage.database import Database
from chatapp.storage.unit_of_work import Transactions

CONNECTIONS: Final = 100
CONNECTIONS_OF_HOST: Final = 8
CONNECTING: Final = 5.0  # seconds
USER_AGENT: Final = "Chatapp"


@dataclass(frozen=True, slots=True)
class Request:
    """What is sent. ``seconds``: for all of it, from looking up the name to the answer's last byte.

    ``most_bytes``: how much of the answer's body is read; the rest is left.
    """

    url: str
    method: str = "POST"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    seconds: float = 10.0
    most_bytes: int = 64 * 1024


@dataclass(frozen=True, slots=True)
class Response:
    """An answer, whatever its status. ``headers``: by their names in lower case; ``is_cut``: there was more body."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    is_cut: bool = False

    @property
    def is_ok(self) -> bool:
        """Whether the other side took it: 2xx. A redirect is a refusal; nobody follows it."""
        return 200 <= self.status < 300


class Outbound:
    """Calls other machines. Opens nothing before the first call that an administrator has switched on.

    ``hosts``: the operator's setting, comma-separated; ``resolver`` and ``is_public`` are for tests.
    """

    def __init__(
        self,
        database: Database,
        transactions: Transactions,
        *,
        hosts: str = "",
        resolver: AbstractResolver | None = None,
        is_public: IsPublic = is_public,
    ) -> None:
        self._database = database
        self.allowed = frozenset(targets.listed_hosts(hosts))  # what else the operator allows
        self._resolver = resolver
        self._is_public = is_public
        self._sessions: dict[bool, ClientSession] = {}
        self.calls = Calls(transactions)

    def check(self, url: str) -> None:
        """Refuse an address that can never be called, by its text; looks no name up.

        Raises:
            Refused: what is wrong with it, as a sentence.
        """
        targets.parsed(url, self.allowed)

    async def send(self, use: Use, request: Request) -> Response:
        """Send a request and return the answer, whatever its status. Counted, and listed in the administration.

        At most eight connections to one host are open at once; waiting for one counts towards ``request.seconds``.
        Wait for no answer in a transaction.

        Raises:
            SwitchedOff: no administrator has switched this use on; nothing was sent or looked up.
            Refused: the address may not be called; nothing was sent there.
            CallFailed: nobody answered, or not in time, or not in HTTP.
            Unavailable: the database cannot be reached.
        """
        async with self._database.reading() as session:
            is_allowed = await switches.is_on(session, use)
        if not is_allowed:
            raise SwitchedOff(f"{use.title}: an administrator has to switch this on first.")
        url = targets.parsed(request.url, self.allowed)
        host = url.raw_host or ""
        try:
            response = await self._send(url, request)
        except OutboundError as error:
            self.calls.note(use, host, result="refused" if isinstance(error, Refused) else "failed", error=str(error))
            raise
        told = "" if response.is_ok else f"{host} answered {response.status}."
        self.calls.note(use, host, result="ok" if response.is_ok else "rejected", error=told)
        return response

    async def close(self) -> None:
        """Close every connection, and write down what was called."""
        for session in self._sessions.values():
            await session.close()
        await self.calls.close()

    async def _send(self, url: URL, request: Request) -> Response:
        try:
            async with (
                asyncio.timeout(request.seconds),
                self._session(is_allowed=targets.is_allowed(url, self.allowed)).request(
                    request.method, url, data=request.body, headers=request.headers, allow_redirects=False
                ) as answer,
            ):
                body, is_cut = bytearray(), False
                async for chunk in answer.content.iter_any():
                    body += chunk
                    if is_cut := len(body) > request.most_bytes:
                        answer.close()
                        break
        except TimeoutError:
            raise CallFailed(f"{url.raw_host} took longer than {request.seconds:g} seconds.") from None
        except (ClientError, OSError) as error:
            raise _told(url, error) from error
        headers = {name.lower(): value for name, value in answer.headers.items()}
        return Response(answer.status, headers, bytes(body[: request.most_bytes]), is_cut)

    def _session(self, *, is_allowed: bool) -> ClientSession:
        """Return the connections to hosts that the operator allows, or those that lead to public addresses alone."""
        if is_allowed not in self._sessions:
            connector = TCPConnector(
                limit=CONNECTIONS,
                limit_per_host=CONNECTIONS_OF_HOST,
                resolver=self._resolver,
                use_dns_cache=False,
                socket_factory=None if is_allowed else partial(public_socket, is_public=self._is_public),
            )
            self._sessions[is_allowed] = ClientSession(
                connector=connector,
                cookie_jar=DummyCookieJar(),
                timeout=ClientTimeout(total=None, sock_connect=CONNECTING),
                headers={"User-Agent": USER_AGENT, "Accept-Encoding": "identity"},
                auto_decompress=False,
                trust_env=False,
            )
        return self._sessions[is_allowed]


def _told(url: URL, error: Exception) -> OutboundError:
    """Return what happened as a sentence; what libraries write may name files of this machine."""
    host = url.raw_host
    if isinstance(error, ClientConnectorCertificateError | ssl.CertificateError):
        return CallFailed(f"{host} has no certificate that can be trusted.")
    if isinstance(error, ClientSSLError):
        return CallFailed(f"{host} doesn't speak https.")
    if isinstance(error, ClientConnectorDNSError):
        return CallFailed(f"There is no host {host}.")
    if isinstance(error, ClientConnectorError) and NOT_PUBLIC in str(error.os_error):
        return Refused(NOT_PUBLIC)
    if isinstance(error, NotPublicError):
        return Refused(NOT_PUBLIC)
    return CallFailed(f"{host} can't be reached." if isinstance(error, OSError) else f"{host} didn't answer in HTTP.")
