"""Names for what the fixtures about assembled applications hand to tests."""

from collections.abc import Awaitable, Callable

from playwright.async_api import Page

from chatapp.bootstrap import Chat
from chatapp.identity import Actor

ChatWith = Callable[..., Chat]
MakePerson = Callable[[str], Awaitable[Actor]]
OpenPage = Callable[..., Awaitable[Page]]
