"""Reminders that people set for themselves: on a text or a message, once or again and again.

| module | what it holds |
|---|---|
| spoken_times | times as people type them: 10m, tomorrow 9:00, every weekday 9:00 |
| times_in_words | when a reminder comes, in words |
| repeating | when a reminder comes next, on the clocks of its zone |
| reminders | setting, listing, moving and ending them |
| reminding | telling what is due, once, by the process that leads |
"""

from chatapp.reminders.reminders import ReminderView, all_reminders, change, end, remind
from chatapp.reminders.reminding import Reminding
from models import REMINDER_LENGTH, Repeats

__all__ = ["REMINDER_LENGTH", "ReminderView", "Reminding", "Repeats", "all_reminders", "change", "end", "remind"]
