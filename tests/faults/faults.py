"""The faults: what is broken without a word (SIGKILL), and what an operator, or a supervisor, does about it."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from tests.faults.site import Site, to_the_end

Deed = Callable[[Site], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Fault:
    """``what`` is done, and what ``mends`` it, in words and in deeds. ``standbys``: how many PostgreSQL has."""

    what: str
    mends: str
    strike: Deed
    mend: Deed
    standbys: int = 2


async def _nothing(_: Site) -> None:
    """Leave it as it is."""


async def _kill_a_process(site: Site) -> None:
    await site.servers[0].kill()


async def _start_a_process(site: Site) -> None:
    await site.servers[0].start()


async def _kill_all_processes(site: Site) -> None:
    await asyncio.gather(*(server.kill() for server in site.servers))


async def _start_all_processes(site: Site) -> None:
    await asyncio.gather(*(server.start() for server in site.servers))


async def _replace_all_processes(site: Site) -> None:
    for server in site.servers:
        await server.stop()
        await server.start()


async def _kill_redis(site: Site) -> None:
    await site.redis.kill()


async def _start_redis(site: Site) -> None:
    await site.redis.start()


async def _kill_the_primary(site: Site) -> None:
    await to_the_end(site.cluster.primary.kill)


async def _start_the_primary(site: Site) -> None:
    await to_the_end(lambda: site.cluster.restart(site.cluster.primary))


async def _promote(site: Site) -> None:
    await to_the_end(site.cluster.promote)


async def _kill_a_standby(site: Site) -> None:
    await to_the_end(site.cluster.standbys[0].kill)


async def _start_a_standby(site: Site) -> None:
    await to_the_end(lambda: site.cluster.restart(site.cluster.standbys[0]))


async def _kill_a_machine(site: Site) -> None:
    await asyncio.gather(_kill_a_process(site), _kill_redis(site), _kill_the_primary(site))


async def _mend_without_a_process(site: Site) -> None:
    await _promote(site)
    await _start_redis(site)


async def _mend_a_machine(site: Site) -> None:
    await _mend_without_a_process(site)
    await _start_a_process(site)


FAULTS = {
    "process": Fault("one process killed", "started again", _kill_a_process, _start_a_process),
    "processes": Fault("all three processes killed", "started again", _kill_all_processes, _start_all_processes),
    "update": Fault("the processes told to stop, one by one", "each started again", _replace_all_processes, _nothing),
    "redis": Fault("Redis killed", "started again, empty", _kill_redis, _start_redis),
    "no-redis": Fault("Redis killed", "never started again", _kill_redis, _nothing),
    "primary": Fault("the primary killed", "a standby promoted", _kill_the_primary, _promote),
    "primary-back": Fault("the primary killed", "started again", _kill_the_primary, _start_the_primary),
    "replica": Fault("the replica killed, one of two", "started again", _kill_a_standby, _start_a_standby),
    "only-replica": Fault("the replica killed, the only one", "started again", _kill_a_standby, _start_a_standby, 1),
    "machine": Fault(
        "a process, Redis and the primary killed at once",
        "a standby promoted, Redis and the process started",
        _kill_a_machine,
        _mend_a_machine,
    ),
}
BRIEFLY = Fault(
    "a process, Redis and the primary killed at once",
    "a standby promoted, Redis started",
    _kill_a_machine,
    _mend_without_a_process,
)  # what `make test` tries
