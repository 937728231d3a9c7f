"""Threads: rooms of their own that belong to a message of another room, whose members have the rights in them.

A thread has numbers, revisions, a feed, history, read marks, drafts and files as any room, so that nearly everything
done in rooms is done in threads by the same functions. What its message shows of it in the room, and what a
reply does besides being posted, is in `chatapp.messages.replies`.

| module | what it holds |
|---|---|
| beginning | the thread of a message, made when somebody first wants it |
| following | following a thread, or all new ones of a room |
| also_in_room | replying, and saying it in the room as well |
| listing | the threads that a person follows, and those with unread messages |
"""

from chatapp.threads.also_in_room import post_in_both
from chatapp.threads.beginning import Begun, begin
from chatapp.threads.following import follow, follow_new, unfollow
from chatapp.threads.listing import FollowedThread, followed, followed_among, unread

__all__ = [
    "Begun",
    "FollowedThread",
    "begin",
    "follow",
    "follow_new",
    "followed",
    "followed_among",
    "post_in_both",
    "unfollow",
    "unread",
]
