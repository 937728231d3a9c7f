"""Alerts are written here, in the transaction of what caused them, for those whom it concerns and for nobody else.

When and where people are told of them, `chatapp/notifications/` decides.

| file | what it holds |
|---|---|
| recipients | whom a message concerns, in one statement |
| edited | what an edit changes of it |
| keywords | words that people wait for |
| attentive_rooms | whose rules have to be looked at with each message of a room |
| reactions_and_additions | reactions and additions |
| no_longer_news | what is no longer news: read before, deleted, in a thread that is no longer followed |
| own | reminders, and messages for later that could not be sent |
"""

from chatapp.alerts.attentive_rooms import is_attentive, note_members, note_rules
from chatapp.alerts.edited import note_edit
from chatapp.alerts.no_longer_news import note_change, note_seen, note_unfollowed
from chatapp.alerts.own import note_own, read_own
from chatapp.alerts.reactions_and_additions import note_addition, note_reaction, take_back_reaction
from chatapp.alerts.recipients import Added, note_message, passes

__all__ = [
    "Added",
    "is_attentive",
    "note_addition",
    "note_change",
    "note_edit",
    "note_members",
    "note_message",
    "note_own",
    "note_reaction",
    "note_rules",
    "note_seen",
    "note_unfollowed",
    "passes",
    "read_own",
    "take_back_reaction",
]
