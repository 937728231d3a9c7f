"""Threads: rooms of their own that belong to a message of another room, whose members have the rights in them.

A thread has numbers, revisions, a feed, history, read marks, drafts and files as any room, so that nearly everything
done in rooms is done in threads by the same functions. What a thread shows in its room is in `chatapp.messages.chips`,
and what a message in a thread does besides in `chatapp.messages.thread_replies`.

| module | what it holds |
|---|---|
| beginning | the thread of a message, made when somebody first wants it |
"""

from chatapp.threads.beginning import Begun, begin

__all__ = ["Begun", "begin"]
