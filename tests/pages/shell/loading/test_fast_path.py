"""Pages on their short way: few are built at the same time, however many are asked for."""

import asyncio
from types import SimpleNamespace

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from pages.shell.loading.fast_path import AT_ONCE, PATTERN_KEY, PageFastPath
from tests.support.running.patience import until

SCOPE: Scope = {"type": "http", "method": "GET", "path": "/rooms", "headers": [], PATTERN_KEY: "/rooms"}


async def test_few_pages_are_built_at_the_same_time_and_each_is_answered() -> None:
    building, answered, may_end = list[Request](), list[int](), asyncio.Event()

    async def endpoint(request: Request) -> Response:
        building.append(request)
        await may_end.wait()
        return Response("whole")

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            answered.append(message["status"])

    app = PageFastPath(nothing, [])
    app._routes = {"/rooms": SimpleNamespace(endpoint=endpoint)}  # type: ignore[dict-item]
    asking = [asyncio.create_task(app(SCOPE, receive, send)) for _ in range(3 * AT_ONCE)]
    await until(lambda: len(building) >= AT_ONCE)
    await asyncio.sleep(0.05)
    assert len(building) == AT_ONCE
    may_end.set()
    await asyncio.gather(*asking)
    assert answered == [200] * len(building) == [200] * 3 * AT_ONCE


async def receive() -> Message:
    return {"type": "http.request"}


async def nothing(scope: Scope, receive: Receive, send: Send) -> None:
    raise AssertionError("it is one of our pages")
