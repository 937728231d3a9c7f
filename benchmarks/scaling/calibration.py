"""What the real code costs on this machine, in a few seconds: CPU of this thread, and of a real redis-server.

Nothing here imitates Chatapp: events go through its codec and its Redis broker, messages through its renderer, message
lists and outboxes into kernel sockets that a process of ours empties. Only browsers are missing.
"""

from benchmarks.scaling.events import ORIGIN, cpu, some
from benchmarks.scaling.pages import to_pages
from benchmarks.scaling.redis import through_redis
from chatapp.broker.codec import Decoder, encode


async def calibrate(*, pages: int = 100, events: int = 2000, turns: int = 3) -> dict[str, float]:
    """Measure everything so often; returns the least of each, for what else runs only adds: µs of CPU, or bytes."""
    found = [codec(events) | await through_redis(events) | await to_pages(pages) for _ in range(turns)]
    return {name: min(each[name] for each in found) for name in found[0]}


def codec(events: int) -> dict[str, float]:
    """Write events as bytes, and read them."""
    said, decoder = some(events), Decoder()
    with cpu() as writing:
        raw = [encode(ORIGIN, event) for event in said]
    with cpu() as reading:
        for data in raw:
            decoder.decode(data)
    return {"encode": writing() / events, "decode": reading() / events, "event_bytes": float(len(raw[0]))}
