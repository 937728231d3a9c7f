"""Scripts that a page is to run, whose results nobody asks for: they go into its outbox at once.

NiceGUI makes a task and a random id for each, because its caller may await a result. Ours never do (`chatapp` in the
browser emits events instead). A script that went out a turn of the loop later would be overtaken by what is written to
the page at once: a row that is drawn, by the frame that counts on from it. It takes 1 µs instead of 11, too, which is
0.1 % of a post. Only pages with a direct outbox; an awaited script of theirs has no result. Fallback: NiceGUI's own,
with which nothing is written at once.
"""

from functools import wraps

from nicegui import Client
from nicegui.awaitable_response import AwaitableResponse, NullResponse

from pages.nicegui_patches.direct_outbox import DirectOutbox
from pages.nicegui_patches.source_parts import Parts, first_missing

_run_javascript = Client.run_javascript


@wraps(_run_javascript)  # so that other probes find NiceGUI's own
def run_javascript(client: Client, code: str, *, timeout: float = 1.0) -> AwaitableResponse:
    """Have a page run a script."""
    if not isinstance(client.outbox, DirectOutbox):
        return _run_javascript(client, code, timeout=timeout)
    if not client.is_deleted:
        client.outbox.enqueue_message("run_javascript", {"code": code}, client.id)
    return NullResponse()


def install(*, is_wanted: bool) -> None:
    """Send scripts at once from now on, or as NiceGUI does."""
    Client.run_javascript = run_javascript if is_wanted else _run_javascript  # type: ignore[method-assign, assignment]


def probe() -> str:
    """Return what differs from what we rely on; empty if nothing does."""
    known: Parts = {
        _run_javascript: (
            "if self.is_deleted:",
            "self.outbox.enqueue_message('run_javascript', {'code': code}, target_id)",
        ),
        NullResponse.__init__: ("pylint: disable=super-init-not-called",),
    }
    return first_missing(known)
