"""Health checks for load balancers: `/healthz` (the process runs) and `/readyz` (it can serve).

A process whose broker is away serves on, and its pages follow the others from the database: ready, but degraded. So is
one whose replica is of no use, one that has nothing but the replica to read from, one whose commits hang, and one whose
disk is full. One that is draining is not ready.

Everybody is told the status, and a full disk; what Chatapp runs on, and how each part is, only operators.
"""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from chatapp.bootstrap import Chat
from chatapp.errors import Unavailable
from chatapp.storage.database import Database
from chatapp.storage.replica.read_target import StandbyState
from chatapp.web import urls
from chatapp.web.operators import is_operator


def router(chat: Chat) -> APIRouter:
    """Return the two routes; neither needs to be signed in, and neither tells anything private."""
    routes = APIRouter(include_in_schema=False)

    @routes.api_route(urls.HEALTH, methods=["GET", "HEAD"])
    async def healthz() -> JSONResponse:
        """Answer as long as the process runs."""
        return JSONResponse({"status": "ok"})

    @routes.api_route(urls.READY, methods=["GET", "HEAD"])
    async def readyz(request: Request) -> JSONResponse:
        """Answer 200 while requests can be served, else 503. Operators see what is missing."""
        code, status, details = await _readiness(chat)
        return JSONResponse({**status, **details} if is_operator(chat.settings, request) else status, code)

    return routes


async def _readiness(chat: Chat) -> tuple[int, dict[str, str], dict[str, Any]]:
    """Return the status code, what everybody is told, and what operators are told as well."""
    if chat.drain.is_draining:
        return 503, {"status": "leaving"}, {}
    checks = {"database": await _primary(chat.database), **_replica(chat.database)}
    if checks["database"] == "unreachable" and not _stands_in(chat.database):
        return 503, {"status": "unavailable"}, {"checks": checks}
    if chat.settings.broker_url:
        checks["broker"] = "ok" if chat.broker.is_whole else "unreachable"
    degraded = [part for part, state in checks.items() if state != "ok"]
    if not degraded:
        return 200, {"status": "ready"}, {"checks": checks}
    told = {"status": "degraded"}
    if problem := chat.database.disk.problem:
        told["detail"] = f"degraded: {problem}"
    return 200, told, {"degraded": degraded, "checks": checks, **_reason(chat.database)}


async def _primary(database: Database) -> str:
    if not database.can_save:
        return "unreachable"
    try:
        await database.check()
    except Unavailable:
        return "unreachable"
    return "not saving" if database.is_stuck or database.disk.problem else "ok"


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
