"""Signs of life for load balancers: `/healthz` (the process runs) and `/readyz` (it can serve).

A process whose broker is away serves on, and its pages follow the others from the database: ready, but degraded.
"""

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
        if not chat.settings.broker_url:
            return JSONResponse({"status": "ready", "checks": {"database": "ok"}})
        if chat.broker.is_whole:
            return JSONResponse({"status": "ready", "checks": {"database": "ok", "broker": "ok"}})
        checks = {"database": "ok", "broker": "unreachable"}
        return JSONResponse({"status": "degraded", "degraded": ["broker"], "checks": checks})

    return routes
