"""Alerts are written here, in the transaction of what caused them, for those whom it concerns and for nobody else.

When and where people are told of them, `chatapp/notifications/` decides.

| file | what it holds |
|---|---|
| concern | whom a message concerns, in one statement |
| keywords | words that people wait for |
| listening | whose rules have to be looked at with each message of a room |
| reactions_and_additions | reactions and additions |
"""

from chatapp.alerts.concern import Added, note_message, note_newly_named
from chatapp.alerts.listening import is_attentive, note_members, note_rules
from chatapp.alerts.reactions_and_additions import note_addition, note_reaction, take_back_reaction

__all__ = [
    "Added",
    "is_attentive",
    "note_addition",
    "note_members",
    "note_message",
    "note_newly_named",
    "note_reaction",
    "note_rules",
    "take_back_reaction",
]
