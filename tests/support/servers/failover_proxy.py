"""A proxy on loopback before several servers: each connection goes to the first of them that takes it."""

import asyncio

from tests.support.servers.cut_proxy import CutProxy


class FailoverProxy(CutProxy):
    """Leads to the first of the ``ports`` that is open."""

    def __init__(self, *ports: int) -> None:
        super().__init__(ports[0])
        self._ports = ports

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        for port in self._ports[:-1]:
            try:
                return await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                continue
        return await asyncio.open_connection("127.0.0.1", self._ports[-1])
