"""Messages that people write now and that are posted later, by the process that leads.

| module | what it holds |
|---|---|
| wall_clock | a date and time on the clocks of a place, and the moment that it means |
| scheduled_messages | writing, listing, changing and deleting them |
| files | files that they take along |
| sending, due | posting what is due, once; a message as it is posted |
| putting_off | what may not be posted just now waits, and keeps nobody else waiting |
"""

from chatapp.scheduled.scheduled_messages import ScheduledView, all_scheduled, cancel, count_scheduled, edit, schedule
from chatapp.scheduled.sending import ScheduledSender

__all__ = ["ScheduledSender", "ScheduledView", "all_scheduled", "cancel", "count_scheduled", "edit", "schedule"]
