"""Mentions: names in a message's text, found by the markup's own tokens, and stored in the message's own transaction.

| file | what it holds |
|---|---|
| names | the names in a text, and where each may end |
| resolving | which people and rooms they mean |
| storing | storing that, with a post and with an edit |
| mentions_column | what is stored, as one column of a message's row |
| listing | where a person is mentioned |
| outsiders | who is named and not in the room |
| suggestions | what may be meant, while a name is typed |
"""

from chatapp.messages.mentions.names import NONE, Endings, Names, may_name, meant, names_in
from chatapp.messages.mentions.resolving import NOTHING, Naming, Resolved, here, look_up
from chatapp.messages.mentions.storing import renew, store

__all__ = [
    "NONE",
    "NOTHING",
    "Endings",
    "Names",
    "Naming",
    "Resolved",
    "here",
    "look_up",
    "may_name",
    "meant",
    "names_in",
    "renew",
    "store",
]
