"""`/metrics` for Prometheus, readable with the token, or from the addresses that are named."""

from fastapi import APIRouter, Request
from fastapi.responses import Response
from prometheus_client import CONTENT_TYPE_LATEST

from chatapp.bootstrap import Chat
from chatapp.errors import Forbidden, Unauthenticated
from chatapp.web import urls
from chatapp.web.operators import is_operator
from chatapp.web.problems import problem


def router(chat: Chat) -> APIRouter:
    """Return the route. The numbers tell nothing of any person or room, but how busy everybody is."""
    routes = APIRouter(include_in_schema=False)

    @routes.api_route(urls.METRICS, methods=["GET", "HEAD"])
    async def metrics(request: Request) -> Response:
        """Answer with the metrics in Prometheus' text format."""
        if is_operator(chat.settings, request):
            return Response(await chat.metrics.text(), media_type=CONTENT_TYPE_LATEST)
        if chat.settings.metrics_token:
            return problem(Unauthenticated("Send the token of CHATAPP_METRICS_TOKEN as “Authorization: Bearer …”."))
        return problem(Forbidden("Set CHATAPP_METRICS_TOKEN, or allow addresses in CHATAPP_METRICS_ALLOW."))

    return routes
