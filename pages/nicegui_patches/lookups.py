"""What NiceGUI finds out again and again while a page is built and connected, found out faster.

Together they were an eighth of an opening's Python, by a profile; without them it takes 5 % more CPU
(`benchmarks.patches`, two quiet runs).

| what | how often a page | here |
|---|---|---|
| which task is running | 290 | without the Python around asyncio's dictionary |
| an event's name in camel case | 40 | remembered |
| how many parameters a handler has | 10 | what its code says, without making a signature of it |
| an id that no other listener has | 48 | counted: asking the kernel for random bytes was 4 % |
| which of all elements are sub-pages | 3 | one look at the flat list, not a walk through the tree |

All are pure functions, so this changes nothing for other pages of the process. Fallback: NiceGUI's own.
"""

import asyncio
import inspect
import sys
from asyncio import get_running_loop, tasks
from collections.abc import Callable
from functools import lru_cache
from itertools import count
from types import FunctionType, SimpleNamespace
from typing import Any

import nicegui.client
import nicegui.event_listener
import nicegui.slot
from nicegui import Client, helpers
from nicegui.elements.sub_pages import SubPages
from nicegui.event_listener import EventListener
from nicegui.sub_pages_router import SubPagesRouter

from pages.nicegui_patches.source_parts import Parts, first_missing

_get_task_id = nicegui.slot.get_task_id
_camel_case = helpers.event_type_to_camel_case
_can_resolve = SubPagesRouter._can_resolve_full_path
_uuid = nicegui.event_listener.uuid  # type: ignore[attr-defined]
_listeners = count(1)  # an event names its page's element as well, so nobody gains anything by guessing
IS_SLOW = sys.version_info < (3, 12)  # asyncio.current_task, which is written in C from then on


def get_task_id() -> int:
    """Return the id of the running task, 0 outside of a loop."""
    try:
        return id(tasks._current_tasks.get(get_running_loop()))  # type: ignore[attr-defined]
    except RuntimeError:
        return 0


def signature(func: Callable[..., Any]) -> Any:
    """Return what has as many ``parameters`` as a function's signature."""
    function = getattr(func, "__func__", func)
    if type(function) is not FunctionType or hasattr(function, "__wrapped__") or hasattr(function, "__signature__"):
        return inspect.signature(func)
    code = function.__code__
    variable = bool(code.co_flags & inspect.CO_VARARGS) + bool(code.co_flags & inspect.CO_VARKEYWORDS)
    return SimpleNamespace(
        parameters=range(code.co_argcount + code.co_kwonlyargcount + variable - (function is not func))
    )


async def can_resolve(client: Client) -> bool:
    """Say whether the page's sub-pages know the whole address; as NiceGUI does, of which this is the case of one."""
    if len(found := [element for element in client.elements.values() if isinstance(element, SubPages)]) != 1:
        return await _can_resolve(client)
    [router] = found
    if router._active_tasks:
        await asyncio.sleep(0)
        if sum(isinstance(element, SubPages) for element in client.elements.values()) != 1:
            return await _can_resolve(client)
    if router._match is not None and router._match.remaining_path:
        router._set_match(None)
    return not (router.has_404 and router._404_enabled)


def install(*, is_wanted: bool) -> None:
    """Find them out this way from now on, or NiceGUI's."""
    nicegui.slot.get_task_id = get_task_id if is_wanted and IS_SLOW else _get_task_id
    helpers.event_type_to_camel_case = lru_cache(maxsize=1024)(_camel_case) if is_wanted else _camel_case
    nicegui.client.inspect = SimpleNamespace(signature=signature) if is_wanted else inspect  # type: ignore[assignment, attr-defined]
    nicegui.event_listener.uuid = SimpleNamespace(uuid4=_listeners.__next__) if is_wanted else _uuid  # type: ignore[assignment, attr-defined]
    SubPagesRouter._can_resolve_full_path = staticmethod(can_resolve if is_wanted else _can_resolve)  # type: ignore[method-assign]


def probe() -> str:
    """Return what differs from what we rely on; empty if nothing does."""
    known: Parts = {
        EventListener.__post_init__: ("self.id = str(uuid.uuid4())",),
        _get_task_id: ("return id(asyncio.current_task())", "return 0"),
        Client.safe_invoke: ("len(inspect.signature(func).parameters) == 1",),
        _can_resolve: (
            "await asyncio.sleep(0)",
            "sub_pages._set_match(None)",
            "return not has_any_unresolved_path(client, with_404_enabled_only=True)",
        ),
    }
    if missing := first_missing(known):
        return missing
    if inspect.getsource(nicegui.client).count("inspect.") != 1:
        return "a client inspects something else"
    others = inspect.getsource(nicegui.event_listener).count("uuid.") - 1
    return "a listener has other ids" if others else ""
