"""`ChatHandler`: log records in a room, few posts, and never a fault in the program that logs."""

import logging
import threading
from collections.abc import Iterator
from typing import Any, cast

import pytest

from chatapp.client import ChatHandler, Room
from chatapp.client.logs import WAITING
from chatapp.errors import Unavailable
from tests.support.running.patience import PATIENCE


class Wall:
    """A room that keeps what is posted, each time it may."""

    def __init__(self) -> None:
        self.posts: list[str] = []
        self.may_post = threading.Semaphore(0)
        self.begun = threading.Semaphore(0)
        self.is_away = False

    def post(self, text: str) -> None:
        self.begun.release()
        assert self.may_post.acquire(timeout=PATIENCE)
        if self.is_away:
            raise Unavailable("The server can't be reached.")
        self.posts.append(text)


@pytest.fixture
def wall() -> Wall:
    return Wall()


@pytest.fixture
def log(wall: Wall) -> Iterator[logging.Logger]:
    logger = logging.getLogger("a program")
    handler = ChatHandler(cast(Room, wall), interval=0)
    logger.addHandler(handler)
    yield logger
    logger.removeHandler(handler)
    for _ in range(100):
        wall.may_post.release()
    handler.close()


def _ended(log: logging.Logger, wall: Wall) -> list[str]:
    """Close the handler, which posts what is left, and return all posts."""
    [handler] = log.handlers
    for _ in range(100):
        wall.may_post.release()
    handler.close()
    return wall.posts


def test_what_comes_meanwhile_is_one_post_and_repeats_are_counted(log: logging.Logger, wall: Wall) -> None:
    log.error("first")
    assert wall.begun.acquire(timeout=PATIENCE)
    for _ in range(12):
        log.error("again")
    log.error("other")
    posts = _ended(log, wall)
    assert posts == ["```\nfirst\n```", "```\nagain\n× 12\nother\n```"]


def test_it_posts_its_level_and_above_and_nothing_of_its_own(log: logging.Logger, wall: Wall) -> None:
    log.setLevel(logging.DEBUG)
    log.info("too small")
    [handler] = log.handlers
    for name in ("httpx", "httpcore.connection", "chatapp.client.logs"):
        record: dict[str, Any] = {"name": name, "levelno": logging.ERROR, "msg": "own"}
        handler.handle(logging.makeLogRecord(record))
    log.warning("said")
    assert _ended(log, wall) == ["```\nsaid\n```"]


def test_a_traceback_with_backquotes_stays_in_its_block(log: logging.Logger, wall: Wall) -> None:
    try:
        raise ValueError("``` breaks out")
    except ValueError:
        log.exception("failed")
    [post] = _ended(log, wall)
    assert post.startswith("````\nfailed\nTraceback")
    assert post.endswith("``` breaks out\n````")


def test_a_server_that_is_away_loses_records_by_number_and_never_stops_the_program(
    log: logging.Logger, wall: Wall
) -> None:
    wall.is_away = True
    log.error("lost")
    assert wall.begun.acquire(timeout=PATIENCE)
    for number in range(WAITING + 30):
        log.error("waits %d", number)
    wall.may_post.release()
    assert wall.begun.acquire(timeout=PATIENCE)
    wall.is_away = False
    posts = _ended(log, wall)
    assert len(posts) >= 1
    assert "… and" in posts[0]
    assert max(map(len, posts)) <= 10_000


def test_closing_twice_and_logging_afterwards_do_nothing(log: logging.Logger, wall: Wall) -> None:
    [handler] = log.handlers
    assert _ended(log, wall) == []
    handler.close()
    log.error("too late")
    assert wall.posts == []
