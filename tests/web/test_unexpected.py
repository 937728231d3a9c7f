"""A request that fails as nobody has foreseen: the answer says that its connection ends, and the next one is served."""

from fastapi import FastAPI

from chatapp.web import problems
from tests.support.servers import loopback
from tests.support.servers.connections import serving


async def fails() -> None:
    raise RuntimeError("nobody has foreseen it")


async def works() -> str:
    return "fine"


def an_application() -> FastAPI:
    app = FastAPI()
    problems.register(app)
    app.get("/fails")(fails)
    app.get("/works")(works)
    return app


async def test_a_client_asks_on_after_a_request_that_failed() -> None:
    app = an_application()
    app.mount("/inside", an_application())  # as the REST API is
    async with serving(app) as port, loopback.client(base_url=f"http://127.0.0.1:{port}") as http:
        for place in ("", "/inside"):
            failed = await http.get(f"{place}/fails")
            assert failed.status_code == 500
            assert "nobody has foreseen it" not in failed.text
            assert failed.headers["connection"] == "close", "the server closes it, so nobody must ask on it"
            for _ in range(3):
                assert (await http.get(f"{place}/works")).json() == "fine"
