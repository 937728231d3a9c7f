"""The one place where pages turn a `ChatError` into something people see. Services raise; pages let it through.

| what failed | what people see | by |
|---|---|---|
| a form, with `Invalid` | a sentence beside each field | `components.forms.Form.show` |
| an event handler | a notification | `with_error_notices` |
| a job that an event started | a notification, unless the page has ended | `run_in_background` |
| building a view | the error's title and sentence in the view's place | `show_error` |
| building the whole page | the same, on a page of its own | `show_failure` |
| finding who is signed in, before any page | a plain page without scripts | `plain_page` |

The routes that forms post to and the REST API answer with problem JSON instead: `chatapp.web.problems`.
"""

from collections.abc import Awaitable, Callable, Coroutine
from html import escape
from pathlib import Path
from string import Template
from typing import Any, ParamSpec

from nicegui import Client, background_tasks
from starlette.responses import HTMLResponse, Response

from chatapp.errors import ChatError, NotFound, RateLimited, Unauthenticated, Unavailable
from chatapp.web import urls
from pages.browser.calls import call
from pages.components import icons
from pages.components.elements import box, icon, text
from pages.shell.layout.page_layout import FIRST_PAINT, LEAN_STYLE, first_head, menu_button, prepare_page

P = ParamSpec("P")
FAILURE = "We couldn't show this page, and we've logged why. Try again in a moment."
PAGE_NOT_FOUND = "Page not found"
BACK = "Back to rooms"
RETRY_SECONDS = 5
RETRIES = "We'll keep trying."
REFRESH = f'<meta http-equiv="refresh" content="{RETRY_SECONDS}">'
PLAIN_PAGE = Template((Path(__file__).parent / "plain_page.html").read_text(encoding="utf-8"))


def notify(client: Client, sentence: str) -> None:
    """Show a short notification on a page of the shell."""
    client.run_javascript(call("toasts.show", sentence))


def with_error_notices(client: Client, handler: Callable[P, Awaitable[None]]) -> Callable[P, Awaitable[None]]:
    """Wrap an event handler: what a service refuses is shown as a notification."""
    return _Noticing(client, handler)


class _Noticing:
    """A handler that tells of refusals; it takes what the handler in it takes. Each page has thirteen."""

    __slots__ = ("__wrapped__", "_client")

    def __init__(self, client: Client, handler: Callable[..., Awaitable[None]]) -> None:
        self._client, self.__wrapped__ = client, handler

    async def __call__(self, *args: Any, **kwargs: Any) -> None:
        try:
            await self.__wrapped__(*args, **kwargs)
        except ChatError as error:
            notify(self._client, str(error))


def run_in_background(client: Client, job: Coroutine[Any, Any, None]) -> None:
    """Run what an event started. Its errors become notifications, unless the page or its session has ended."""

    async def running() -> None:
        try:
            await job
        except Unauthenticated:
            return  # the page is on its way to the sign-in page
        except ChatError as error:
            if not client.is_deleted:
                notify(client, str(error))

    background_tasks.create(running(), name="page reacts to an event", context=client)


def show_failure(error: Exception) -> None:
    """Fill the page that replaces one that could not be built. NiceGUI logs the error."""
    prepare_page()
    show_error(as_chat_error(error))


def as_chat_error(error: Exception) -> ChatError:
    """Return an error that people may read; an unexpected one becomes one without details."""
    return error if isinstance(error, ChatError) else ChatError(FAILURE)


def title_of(error: ChatError) -> str:
    """Return an error's title for people: for programs, what is not found need not be a page."""
    return PAGE_NOT_FOUND if isinstance(error, NotFound) else error.title


def show_error(error: ChatError) -> None:
    """Show an error in the place of a view. What is missing and what is forbidden look the same.

    If the database is away, the page reloads after `RETRY_SECONDS`, as long as the error is shown. If the session ended
    while the page was being built, it reloads at once, which leads to the sign-in page: its socket would be refused.
    """
    with box("pane"):
        with box("pane-head"):
            menu_button()
        with box("empty not-here"):
            icon("compass")
            text("h1", title_of(error))
            text("p", str(error))
            if isinstance(error, Unavailable):
                text("try-again", RETRIES).props["data-seconds"] = str(RETRY_SECONDS)
            elif isinstance(error, Unauthenticated):
                text("try-again", "").props["data-seconds"] = "0"
            text("a", BACK, "button primary").props["href"] = urls.ROOMS


def plain_page(error: ChatError) -> Response:
    """Return a page for a request that is answered before any NiceGUI page is built."""
    is_temporary = isinstance(error, Unavailable)
    detail = f"{error} {RETRIES}" if is_temporary else str(error)
    content = PLAIN_PAGE.substitute(
        title=escape(title_of(error)),
        detail=escape(detail),
        home=urls.HOME,
        head=first_head() + LEAN_STYLE + REFRESH * is_temporary,
        body=FIRST_PAINT,
        label=BACK,
        icon=icons.svg("compass"),
    )
    headers = {"Retry-After": str(error.retry_after)} if isinstance(error, RateLimited | Unavailable) else {}
    return HTMLResponse(content, error.status, headers)
