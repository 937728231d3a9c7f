"""Webhooks of rooms: programs that know nothing of Chatapp post to an address, or hear of new messages at theirs.

| module | what it holds |
|---|---|
| hooks | `Hooks`, step by step: making, posting, editing |
| making | owners of rooms make, change and remove hooks |
| accounts | whom an incoming hook's messages are by |
| records | a hook as its owner sees it |
| tokens | which hook a token stands for, and that it has been used |
| incoming_payloads | what others send, as a message |
| refusals | what a hook answers to what it can't take |
| outgoing_payloads | a new message, as it is sent to others, and its signature |
| sending, unsent | sending the messages of rooms, again and again if need be; which were not sent yet |

docs/webhooks.md says how programs use them.
"""

from chatapp.hooks.hooks import Hooks, NewHook
from chatapp.hooks.making import HOOKS_AT_MOST, HookEdit, HookForm, delete, listing
from chatapp.hooks.records import HookView
from chatapp.hooks.refusals import BadPayload
from models import HookKind

__all__ = [
    "HOOKS_AT_MOST",
    "BadPayload",
    "HookEdit",
    "HookForm",
    "HookKind",
    "HookView",
    "Hooks",
    "NewHook",
    "delete",
    "listing",
]
