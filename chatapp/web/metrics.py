"""`/metrics` for Prometheus, readable from this machine, or with the token if one is set."""

import hmac

from fastapi import APIRouter, Request
from fastapi.responses import Response
from prometheus_client import CONTENT_TYPE_LATEST

from chatapp.bootstrap import Chat
from chatapp.errors import Forbidden, Unauthenticated
from chatapp.web import urls
from chatapp.web.first_run import is_local
from chatapp.web.problems import problem


def router(chat: Chat) -> APIRouter:
    """Return the route. The numbers tell nothing of any person or room, but how busy everybody is."""
    routes = APIRouter(include_in_schema=False)

    @routes.api_route(urls.METRICS, methods=["GET", "HEAD"])
    async def metrics(request: Request) -> Response:
        """Answer with the metrics in Prometheus' text format."""
        token = chat.settings.metrics_token
        if token and not _has_token(request, token):
            return problem(Unauthenticated("Send the token of CHATAPP_METRICS_TOKEN as “Authorization: Bearer …”."))
        if not token and not is_local(request):
            return problem(Forbidden("Only this machine itself may read this, unless CHATAPP_METRICS_TOKEN is set."))
        return Response(await chat.metrics.text(), media_type=CONTENT_TYPE_LATEST)

    return routes


def _has_token(request: Request, token: str) -> bool:
    kind, _, given = request.headers.get("authorization", "").partition(" ")
    return kind.lower() == "bearer" and hmac.compare_digest(given.strip().encode(), token.encode())
