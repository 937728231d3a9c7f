"""Drafts: what a person has typed in a room and not sent, the same on all their devices.

| file | what it holds |
|---|---|
| service | reading and writing one draft, and bringing a deleted one back |
| listing | all drafts of a person, with their rooms |
| ending | sending ends the draft, in the transaction that stores the message |
| preview | what a draft would look like as a message |
"""

from chatapp.messages.drafts.ending import Sent, SentDraft, end_drafts
from chatapp.messages.drafts.listing import ListedDraft, all_drafts, rooms_with_drafts
from chatapp.messages.drafts.preview import DraftPreview
from chatapp.messages.drafts.service import DraftView, OutdatedDraft, discard, end, get, put, restore

__all__ = [
    "DraftPreview",
    "DraftView",
    "ListedDraft",
    "OutdatedDraft",
    "Sent",
    "SentDraft",
    "all_drafts",
    "discard",
    "end",
    "end_drafts",
    "get",
    "put",
    "restore",
    "rooms_with_drafts",
]
