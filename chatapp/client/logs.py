"""`ChatHandler`: log records in a room, by the standard library's `logging`."""

import logging
import os
import queue
import threading
import time
from typing import Final

from chatapp.client.chat import Room
from chatapp.errors import ChatError

INTERVAL: Final = 2.0  # seconds between two posts, at least
WAITING: Final = 1_000  # records that wait to be posted; what comes then is counted
LONGEST: Final = 9_000  # characters of one post
OWN: Final = ("httpx", "httpcore", "chatapp.client")  # loggers whose records would beget others
ENDS_IN: Final = 10.0  # seconds that closing waits for what is left


class ChatHandler(logging.Handler):
    """Posts log records into a room, by a thread of its own: at most one post in two seconds.

    Records that come meanwhile are one post; the same one again is counted (“× 12”). While the server is away at most
    1,000 wait, and the next post says how many were dropped. It never raises into the program that logs, and ignores
    what httpx and this package log. `logging.shutdown`, which Python calls at its end, posts what is left.
    """

    def __init__(self, room: Room, level: int = logging.WARNING, *, interval: float = INTERVAL) -> None:
        super().__init__(level)
        self._room, self._interval = room, interval
        self._dropped = 0
        self._is_closed = False
        self._begin()

    def _begin(self) -> None:
        """Begin a queue and the thread that posts it. A queue of this kind may be filled while it is being filled."""
        self._records: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._process = os.getpid()
        self._thread = threading.Thread(target=self._post_all, name="chatapp log", daemon=True)
        self._thread.start()

    def emit(self, record: logging.LogRecord) -> None:
        """Take a record to be posted."""
        if self._is_closed or _is_own(record.name) or threading.current_thread() is self._thread:
            return
        try:
            if self._process != os.getpid():  # a fork takes no threads along
                self._begin()
            if self._records.qsize() < WAITING:
                self._records.put(self.format(record))
            else:
                self._dropped += 1
        except Exception:  # a record that can't be formatted is logging's own to tell of
            self.handleError(record)

    def close(self) -> None:
        """Post what is left, for ten seconds at most, and end."""
        if not self._is_closed:
            self._is_closed = True
            self._records.put(None)
            self._thread.join(ENDS_IN)
        super().close()

    def _post_all(self) -> None:
        while (first := self._records.get()) is not None:
            lines = [first]
            is_last = self._gather(lines)
            self._post(lines)
            if is_last:
                return
            time.sleep(0 if self._is_closed else self._interval)

    def _gather(self, lines: list[str]) -> bool:
        """Take all that waits; return whether it is the end."""
        while True:
            try:
                line = self._records.get_nowait()
            except queue.Empty:
                return False
            if line is None:
                return True
            lines.append(line)

    def _post(self, lines: list[str]) -> None:
        dropped, self._dropped = self._dropped, 0
        try:
            self._room.post(_text(lines, dropped))
        except ChatError as error:
            self._dropped += dropped + len(lines)
            logging.getLogger(__name__).warning("log records could not be posted: %s", error)


def _is_own(logger: str) -> bool:
    return any(logger == name or logger.startswith(f"{name}.") for name in OWN)


def _text(lines: list[str], dropped: int) -> str:
    """Return records as one message, the same ones counted, of at most `LONGEST` characters."""
    counted = dict[str, int]()
    for line in lines:
        counted[line] = counted.get(line, 0) + 1
    told = list[str]()
    size, left = 0, len(lines)
    for line, times in counted.items():
        text = line if times == 1 else f"{line}\n× {times}"
        if told and size + len(text) > LONGEST:
            break
        told.append(text[:LONGEST])
        size, left = size + len(text), left - times
    if missing := left + dropped:
        told.append(f"… and {missing:,} more")
    body = "\n".join(told)
    fence = "`" * max(3, _longest_run(body) + 1)
    return f"{fence}\n{body}\n{fence}"


def _longest_run(text: str) -> int:
    longest = run = 0
    for character in text:
        run = run + 1 if character == "`" else 0
        longest = max(longest, run)
    return longest
