"""Notifications: what people want to be told of, when and where they are told, and the list of what concerned them.

`chatapp/alerts/` writes what concerns whom. `docs/notifications.md` has the table of who is told what, and when.

| file | what it holds |
|---|---|
| rules, quiet | what a person wants to be told of; until when they want to hear nothing |
| listing | Activity: what concerned a person, read and unread |
| notify_anyway | telling somebody in a direct chat in spite of their pause |
| due | alerts that are to be told, and what is to become of each |
| delivery | telling them a few seconds after the commit, once; the sweep of what a dying process left |
| channels, wording | where people are told, and in which words |
| mails, mail_text, unsubscribing | mails of what is still unread, and the way to end them |
| removal | the job that removes old alerts |
| missed | telling what another process told while the broker lost events |
| watchers | whose open pages hear that their list has changed |
"""

from chatapp.notifications.listing import AlertView, count_unread, listing, mark_read, still_unread
from chatapp.notifications.notify_anyway import NotifyAnyway, Partner, Pauses, pauses
from chatapp.notifications.rules import PAUSES, OwnRules, Rules, change, own, own_quiet, pause, set_level
from chatapp.notifications.wording import path_of
from models import LISTED, OWN_ALERTS, AlertKind, AlertLevel

__all__ = [
    "LISTED",
    "OWN_ALERTS",
    "PAUSES",
    "AlertKind",
    "AlertLevel",
    "AlertView",
    "NotifyAnyway",
    "OwnRules",
    "Partner",
    "Pauses",
    "Rules",
    "change",
    "count_unread",
    "listing",
    "mark_read",
    "own",
    "own_quiet",
    "path_of",
    "pause",
    "pauses",
    "set_level",
    "still_unread",
]
