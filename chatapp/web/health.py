"""Health checks for load balancers: `/healthz` (the process runs) and `/readyz` (it can serve).

A process whose broker is away serves on, and its pages follow the others from the database: ready, but degraded. So is
one whose replica is of no use, one that has nothing but the replica to read from, and one whose commits hang. One that
is draining is not ready.
"""

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from chatapp.bootstrap import Chat
from chatapp.errors import Unavailable
from chatapp.storage.database import Database
from chatapp.storage.replica import StandbyState
from chatapp.web import urls


def router(chat: Chat) -> APIRouter:
    """Return the two routes; neither needs to be signed in, and neither tells anything private."""
    routes = APIRouter(include_in_schema=False)

    @routes.api_route(urls.HEALTH, methods=["GET", "HEAD"])
    async def healthz() -> JSONResponse:
        """Answer as long as the process runs."""
        return JSONResponse({"status": "ok"})

    @routes.api_route(urls.READY, methods=["GET", "HEAD"])
    async def readyz() -> JSONResponse:
        """Answer 200 while requests can be served, else 503 with what is missing."""
        if chat.drain.is_draining:
            return JSONResponse({"status": "leaving"}, 503)
        checks = {"database": await _primary(chat.database), **_replica(chat.database)}
        if checks["database"] == "unreachable" and not _stands_in(chat.database):
            return JSONResponse({"status": "unavailable", "checks": checks}, 503)
        if chat.settings.broker_url:
            checks["broker"] = "ok" if chat.broker.is_whole else "unreachable"
        degraded = [part for part, state in checks.items() if state != "ok"]
        if not degraded:
            return JSONResponse({"status": "ready", "checks": checks})
        status = {"status": "degraded", "degraded": degraded, "checks": checks}
        return JSONResponse({**status, **_reason(chat.database)})

    return routes


async def _primary(database: Database) -> str:
    if not database.can_save:
        return "unreachable"
    try:
        await database.check()
    except Unavailable:
        return "unreachable"
    return "not saving" if database.is_stuck else "ok"


def _stands_in(database: Database) -> bool:
    return database.monitor is not None and database.monitor.standby_serves_reads


def _replica(database: Database) -> dict[str, str]:
    """Return the replica's state, if there is to be one."""
    standby = database.monitor.standby if database.monitor is not None else None
    return {"replica": str(standby.state)} if standby is not None else {}


def _reason(database: Database) -> dict[str, str]:
    """Return why the replica is not used, if it is not."""
    standby = database.monitor.standby if database.monitor is not None else None
    return {"replica": standby.why} if standby is not None and standby.state != StandbyState.OK else {}
