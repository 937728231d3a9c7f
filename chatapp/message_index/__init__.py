"""The index of messages: which of them may hold a text. It proposes; who searches looks into the messages themselves.

| file | what it holds |
|---|---|
| folding | a text's letters in one form, and where they stand |
| document | what is indexed of a message, and what of a term is looked up |
| entries | messages as the index takes them |
| sqlite, postgresql | the index itself |
| writing | messages get into it and out of it, in their own transactions |
| state | how far it goes |
| rebuilding | rebuilding it, some messages at a time |
"""

from chatapp.message_index.document import Entry
from chatapp.message_index.entries import new_entry
from chatapp.message_index.writing import add, change, forget_room

__all__ = ["Entry", "add", "change", "forget_room", "new_entry"]
