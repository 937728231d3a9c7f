"""Chatapp from a shell: `python -m chatapp.client post ops "Done."`; a dash posts what comes through a pipe."""

import argparse
import sys
from pathlib import Path
from typing import Final

from chatapp.client import Chat, Message
from chatapp.errors import ChatError

LONGEST: Final = 9_000  # characters of a pipe that are posted as a message; more is a file


def main(arguments: list[str] | None = None) -> int:
    """Do what the arguments say; return the exit status: 1 if the server refused."""
    options = _parser().parse_args(arguments)
    try:
        with Chat(options.url, options.token) as chat:
            options.run(chat, options)
    except (ChatError, OSError) as error:
        print(f"chatapp: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m chatapp.client", description="Post and read in Chatapp.")
    parser.add_argument("--url", help="the server's address; by default CHATAPP_URL")
    parser.add_argument("--token", help="by default CHATAPP_TOKEN, which no list of processes shows")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    post = commands.add_parser("post", help="post a message, or what comes through a pipe")
    post.add_argument("room", help="its name, or @ and a username")
    post.add_argument("text", nargs="?", default="-", help="the message; - or nothing: standard input")
    post.add_argument("--file", type=Path, action="append", default=[], help="a file to send with it")
    post.add_argument("--code", action="store_true", help="show it as it is, in lines")
    post.set_defaults(run=_post)
    tail = commands.add_parser("tail", help="print the last messages of a room, and go on as they come")
    tail.add_argument("room", help="its name, or @ and a username")
    tail.add_argument("--lines", type=int, default=10, help="how many to begin with")
    tail.add_argument("--once", action="store_true", help="don't wait for others")
    tail.set_defaults(run=_tail)
    search = commands.add_parser("search", help="find messages")
    search.add_argument("query", help='as in the search field: "in:ops after:2026-11 timeout"')
    search.add_argument("--limit", type=int, default=20)
    search.set_defaults(run=_search)
    return parser


def _post(chat: Chat, options: argparse.Namespace) -> None:
    text = options.text
    if text == "-" and not (options.file and sys.stdin.isatty()):
        text = sys.stdin.buffer.read().decode("utf-8", "replace")
    elif text == "-":
        text = ""
    if options.code and len(text) <= LONGEST:
        text = f"```\n{text.rstrip()}\n```"
    chat.room(options.room).post(text, *options.file)


def _tail(chat: Chat, options: argparse.Namespace) -> None:
    room = chat.room(options.room)
    last = list(room.history(limit=max(1, options.lines)))[::-1]
    for message in last:
        _print(message)
    if options.once:
        return
    seen = max((message.number for message in last), default=0)
    for message in room.listen(since=max((message.revision for message in last), default=0)):
        if message.number > seen:
            seen = message.number
            _print(message)


def _search(chat: Chat, options: argparse.Namespace) -> None:
    for found in chat.search(options.query, limit=options.limit):
        _print(found, f"{found.room_name} · ")


def _print(message: Message, place: str = "") -> None:
    if message.deleted_at is None:
        at = message.created_at.astimezone().strftime("%Y-%m-%d %H:%M")
        files = "".join(f" [{file.name}]" for file in message.attachments)
        print(f"{at} {place}{message.author_username}: {message.body}{files}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
