"""What administrators may see and do: people, rooms, messages, sessions, categories, jobs, and the trail of their acts.

| module | what it holds |
|---|---|
| people | finding people |
| newcomers | making accounts for people who then choose a password |
| accounts | deactivate, reactivate, delete, administrators' rights, password resets |
| rooms | finding rooms; what is done to them goes through `chatapp.rooms` |
| messages | finding messages; they are removed through `chatapp.messages` |
| sessions | signed-in browsers, and signing them out |
| categories | add, edit, delete |
| files | how much room files take, and whose they are |
| jobs | what runs in the background |
| audit_trail | reading the audit trail, which `chatapp.audit` writes |
| operator | acts from the command line |

Every function asks the database whether the actor is an administrator now, whatever was true when the page was opened,
and raises NotFound if not: others need not know what there is. Every act leaves an entry in the audit trail, in its own
transaction. Administrators cannot read direct messages.
"""

from chatapp.administration import (
    accounts,
    audit_trail,
    categories,
    files,
    jobs,
    messages,
    operator,
    people,
    rooms,
    sessions,
)

__all__ = [
    "accounts",
    "audit_trail",
    "categories",
    "files",
    "jobs",
    "messages",
    "operator",
    "people",
    "rooms",
    "sessions",
]
