"""What is for operators: read with the token, or from an address that is named; nobody is believed to be local."""

from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI, Request

from chatapp.bootstrap import Chat
from chatapp.settings import Settings
from chatapp.web import health, metrics
from chatapp.web.operators import is_operator

TOKEN = "scrape-me-if-you-can"


def request(client: str | None = "127.0.0.1", **headers: str) -> Request:
    raw = [(name.replace("_", "-").encode(), value.encode("latin-1")) for name, value in headers.items()]
    return Request({"type": "http", "headers": raw, "client": (client, 5) if client is not None else None})


def settings(**values: str) -> Settings:
    return Settings(_env_file=None, data_dir=Path("nowhere"), **values)  # type: ignore[arg-type]


@pytest.mark.parametrize("client", ["127.0.0.1", "::1", "192.168.0.7", "", None])
@pytest.mark.parametrize("host", ["localhost:8080", "127.0.0.1"])
def test_without_a_setting_nobody_is_one_not_even_at_this_machine(client: str | None, host: str) -> None:
    assert not is_operator(settings(), request(client, host=host))


@pytest.mark.parametrize(
    "authorization", ["", "Bearer", "Bearer ", "Bearer wrong", f"Basic {TOKEN}", f"Bearer {TOKEN}x"]
)
def test_without_the_token_nobody_is_one(authorization: str) -> None:
    assert not is_operator(settings(metrics_token=TOKEN), request(authorization=authorization))
    assert not is_operator(settings(), request(authorization=authorization))


@pytest.mark.parametrize("authorization", [f"Bearer {TOKEN}", f"bearer  {TOKEN} "])
def test_the_token_opens_from_anywhere(authorization: str) -> None:
    assert is_operator(settings(metrics_token=TOKEN), request("203.0.113.9", authorization=authorization))


@pytest.mark.parametrize("client", ["127.0.0.1", "::ffff:127.0.0.1", "10.1.2.3", "fd00::2"])
def test_addresses_that_are_named_may(client: str) -> None:
    allowed = settings(metrics_allow="127.0.0.1, 10.0.0.0/8, fd00::/64", metrics_token=TOKEN)
    assert is_operator(allowed, request(client))
    assert not is_operator(allowed, request("203.0.113.9"))
    assert not is_operator(allowed, request("testclient"))


async def test_strangers_are_told_how_ready_a_server_is_and_nothing_of_its_inside(chat: Chat) -> None:
    app = FastAPI()
    app.include_router(health.router(chat))
    app.include_router(metrics.router(chat))

    def program(address: str) -> httpx.AsyncClient:
        return httpx.AsyncClient(transport=httpx.ASGITransport(app, client=(address, 5)), base_url="http://localhost")

    async with program("203.0.113.9") as stranger, program("127.0.0.1") as operator:
        assert (await stranger.get("/readyz")).json() == {"status": "ready"}
        assert (await stranger.get("/metrics")).status_code == 403
        assert (await operator.get("/readyz")).json() == {"status": "ready", "checks": {"database": "ok"}}
        assert (await operator.get("/metrics")).status_code == 200
