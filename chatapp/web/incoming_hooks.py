"""`/hooks/…`, where programs post that know an address alone, and Slack's two methods for those that use its client.

Whoever has the token may post, and learns nothing: not what the room is called, who is in it, or what others say.
"""

from typing import Any, Final

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, PlainTextResponse

from chatapp.bootstrap import Chat
from chatapp.errors import ChatError, Forbidden, Gone, NotFound, RateLimited
from chatapp.hooks.incoming_payloads import content_of, parsed
from chatapp.hooks.refusals import BadPayload
from chatapp.hooks.tokens import FoundHook
from chatapp.web import urls
from chatapp.web.problems import problem

OK: Final = "ok"  # Alertmanager and Grafana compare it byte by byte
NUMBER: Final = "Chatapp-Message-Number"
SLACK_ERRORS: Final = (  # what Slack says where we raise this
    (BadPayload, "no_text"),
    (Gone, "is_archived"),
    (Forbidden, "account_inactive"),
    (RateLimited, "ratelimited"),
    (NotFound, "message_not_found"),
)


def router(chat: Chat) -> APIRouter:
    """Return the routes. None needs to be signed in: the token is the right."""
    routes = APIRouter(include_in_schema=False)

    @routes.post(urls.HOOK_ROUTE)
    async def post(request: Request, token: str) -> PlainTextResponse:
        """Post a message to the hook's room; answers exactly ``ok``, and the message's number in a header."""
        return _ok(await chat.hooks.receive(token, await request.body(), _content_type(request)))

    @routes.api_route(urls.HOOK_MESSAGE_ROUTE, methods=["POST", "PATCH"])
    async def edit(request: Request, token: str, number: str) -> PlainTextResponse:
        """Replace a message that the hook has posted; answers exactly ``ok``."""
        wanted = _number(number)
        return _ok(await chat.hooks.receive(token, await request.body(), _content_type(request), number=wanted))

    @routes.post(urls.SLACK_POST)
    async def slack_post(request: Request) -> JSONResponse:
        """Do what Slack's `chat.postMessage` does, in the room of the hook whose token it is."""
        return await _as_slack(chat, request, is_update=False)

    @routes.post(urls.SLACK_UPDATE)
    async def slack_update(request: Request) -> JSONResponse:
        """Do what Slack's `chat.update` does: ``ts`` is what `chat.postMessage` has answered."""
        return await _as_slack(chat, request, is_update=True)

    return routes


def _ok(number: int) -> PlainTextResponse:
    return PlainTextResponse(OK, headers={NUMBER: str(number)})


def _content_type(request: Request) -> str:
    return request.headers.get("content-type", "")


def _number(text: str) -> int:
    """Return a message's number; 0, which no message has, if it is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 18 else 0


async def _as_slack(chat: Chat, request: Request, *, is_update: bool) -> JSONResponse:
    """Answer as Slack does: 200 whatever happens, and ``error`` if it has not."""
    try:
        payload = parsed(await request.body(), _content_type(request))
    except BadPayload:
        return _refused("invalid_json")
    try:
        hook = await chat.hooks.find(_token(request, payload))
    except NotFound:
        return _refused("invalid_auth")
    except ChatError as error:
        return _slack_error(error)
    try:
        number = await _put(chat, hook, payload, is_update=is_update)
    except ChatError as error:
        return _slack_error(error)
    # the channel is the hook's own, whatever the program has named: it is what `chat.update` is given again
    ts = f"{number}.000000"
    message = {"type": "message", "ts": ts}
    return JSONResponse({"ok": True, "channel": str(hook.room_uuid), "ts": ts, "message": message})


async def _put(chat: Chat, hook: FoundHook, payload: dict[str, Any], *, is_update: bool) -> int:
    number = _number(str(payload.get("ts", "")).partition(".")[0]) if is_update else None
    reply_to = _number(str(payload.get("thread_ts") or "").partition(".")[0]) or None
    return await chat.hooks.put(hook, content_of(payload), number=number, reply_to=reply_to)


def _token(request: Request, payload: dict[str, Any]) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else str(payload.get("token", ""))


def _slack_error(error: ChatError) -> JSONResponse:
    name = next((name for kind, name in SLACK_ERRORS if isinstance(error, kind)), None)
    if name is None:
        return problem(error)
    answer = _refused(name)
    if isinstance(error, RateLimited):
        answer = JSONResponse({"ok": False, "error": name}, 429, {"Retry-After": str(error.retry_after)})
    return answer


def _refused(name: str) -> JSONResponse:
    return JSONResponse({"ok": False, "error": name})
