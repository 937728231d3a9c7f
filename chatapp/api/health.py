"""Signs of life for load balancers: `/healthz` (the process runs) and `/readyz` (it can serve)."""

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from chatapp.bootstrap import Chat
from chatapp.errors import Unavailable


def router(chat: Chat) -> APIRouter:
    """Return the two routes; neither needs to be signed in, and neither tells anything private."""
    routes = APIRouter(include_in_schema=False)

    @routes.api_route("/healthz", methods=["GET", "HEAD"])
    async def healthz() -> JSONResponse:
        return JSONResponse({"status": "ok"})

    @routes.api_route("/readyz", methods=["GET", "HEAD"])
    async def readyz() -> JSONResponse:
        try:
            await chat.database.check()
        except Unavailable:
            return JSONResponse({"status": "unavailable", "checks": {"database": "unreachable"}}, 503)
        return JSONResponse({"status": "ready", "checks": {"database": "ok"}})

    return routes
