"""How a page's browser asks to be woken: the steps of the REST API, for whoever is signed in with a cookie."""

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from chatapp import web_push
from chatapp.authentication.rate_limit import asker_of
from chatapp.authentication.sessions import Visit
from chatapp.bootstrap import Chat
from chatapp.outbound import PUSH
from chatapp.outbound.switches import is_on
from chatapp.web import urls
from chatapp.web_push.subscriptions import OVER
from pages.shell.authentication.session import require_visit


class _Subscription(BaseModel):
    """What a browser tells of itself."""

    endpoint: str
    p256dh: str
    auth: str


def routes(chat: Chat) -> APIRouter:
    """Return the routes. `SessionMiddleware` lets what changes something pass, so who asks is found here."""
    router = APIRouter(include_in_schema=False)

    @router.get(urls.PUSH)
    async def key(request: Request) -> dict[str, str]:
        """Answer with the key that a subscription is made with; empty while an administrator has it switched off."""
        await _visit(request)
        async with chat.reading() as session:
            return {"key": chat.pushes.keys.public if await is_on(session, PUSH) else ""}

    @router.post(urls.PUSH, status_code=204)
    async def subscribe(request: Request, new: _Subscription) -> Response:
        """Have this browser woken, until it is signed out."""
        visit = await _visit(request)
        form = web_push.SubscriptionForm(new.endpoint, new.p256dh, new.auth)
        async with chat.changing(visit.actor) as work:
            await web_push.subscribe(
                work, actor=visit.actor, form=form, allowed=chat.outbound.allowed, session_id=visit.session_id
            )
        return Response(status_code=204)

    async def _visit(request: Request) -> Visit:
        visit = await require_visit(chat, request, OVER)
        await chat.throttles.requests.require(asker_of(visit.actor))
        return visit

    return router
