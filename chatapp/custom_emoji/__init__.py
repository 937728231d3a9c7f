"""Emoji that a workspace has made itself: pictures with names, written as `:name:`.

Messages and reactions keep the name alone. What it looks like is looked up when they are shown, so that a text's
rendering may be kept whatever emoji come and go; the name of one that was deleted is shown as it was typed.

| module | what it holds |
|---|---|
| names | what an emoji may be called |
| service | listing and deleting them, and their pictures |
| adding | taking uploads |
| current | those that this process shows |
"""

from chatapp.custom_emoji.adding import AT_MOST, CustomEmojis
from chatapp.custom_emoji.current import CurrentEmoji
from chatapp.custom_emoji.service import MEDIA_TYPE, EmojiView, delete, listing, may_add, picture, picture_named

__all__ = [
    "AT_MOST",
    "MEDIA_TYPE",
    "CurrentEmoji",
    "CustomEmojis",
    "EmojiView",
    "delete",
    "listing",
    "may_add",
    "picture",
    "picture_named",
]
