"""Searching in tests: everything that a query finds, page by page, and what it ought to find."""

from collections.abc import Iterable
from uuid import UUID

from chatapp.bootstrap import Chat
from chatapp.identity import Actor
from chatapp.search import Hit, Order
from models.keys import fold_letters

Found = set[tuple[UUID, int]]


async def hits(chat: Chat, actor: Actor, query: str, *, order: Order = Order.NEWEST, limit: int = 7) -> list[Hit]:
    """Return all that a query finds, in order; pages may be empty and have others after them."""
    found: list[Hit] = []
    cursor = ""
    for _ in range(1_000):
        page = await chat.search.find(actor=actor, query=query, order=order, cursor=cursor, limit=limit)
        found += page.hits
        cursor = page.cursor
        if not cursor:
            assert page.is_complete, page.note
            return found
    raise AssertionError(f"the pages of {query!r} have no end")


async def bodies(chat: Chat, actor: Actor, query: str) -> list[str]:
    """Return the texts that a query finds, the newest first."""
    return [hit.message.body for hit in await hits(chat, actor, query)]


def whole(text: str) -> str:
    """Return a text in the form in which texts are compared."""
    return " ".join(fold_letters(text).split())


def expected(said: Iterable[tuple[UUID, int, str]], term: str) -> Found:
    """Return where a term is, by looking at every text."""
    return {(room, number) for room, number, body in said if whole(term) in whole(body)}
