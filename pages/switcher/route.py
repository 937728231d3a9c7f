"""Where a page fetches what its switcher offers: once, and again when it is opened, never for a key."""

from itertools import chain

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from chatapp import rooms, threads
from chatapp.accounts import directory
from chatapp.authentication.rate_limit import asker_of
from chatapp.bootstrap import Chat
from chatapp.storage.paging import AT_MOST
from chatapp.web import urls
from pages.components import icons
from pages.shell.authentication.session import visit_of
from pages.switcher import choices

COST = 2.0  # it counts as so many requests of a program


def routes(chat: Chat) -> APIRouter:
    """Return the route. `SessionMiddleware` lets only signed-in browsers ask."""
    router = APIRouter(include_in_schema=False)

    @router.get(urls.SWITCHER)
    async def offered(request: Request) -> Response:
        """Answer with all that the person may go to or do, and the icons that stand for it."""
        actor = visit_of(request).actor
        await chat.throttles.requests.require(asker_of(actor), COST)
        async with chat.reading() as session:
            found = await rooms.reachable(session, actor=actor)
            followed = await threads.followed(session, actor=actor, limit=AT_MOST)
            people = await directory.reachable(session, actor=actor)
        may_invite = await chat.invites.may_make(actor=actor)
        offers = [
            *chain(choices.of_rooms(found), choices.of_threads(followed.items), choices.of_people(people, found)),
            *chain(choices.of_views(actor), choices.of_acts(may_invite=may_invite)),
        ]
        used = sorted({icon for one in offers if (icon := one.get("icon"))} | {"search"})
        content = {"choices": offers, "icons": {name: icons.svg(name) for name in used}}
        return JSONResponse(content, headers={"Cache-Control": "no-store"})

    return router
