"""Writing a message: what the page has for it, and how it is sent.

| file | what it is |
|---|---|
| composer | the field, its tools, and what is on its way |
| send_queue | what the browser sends becomes messages |
| send_later | the dialog that asks when |
| command_suggestions | what a text that begins with / may become |
| name_suggestions | whom a name that is being typed may mean |
| typing | who is typing |
| outsiders | people who were named and are not in the room |
| paused_note | who has paused notifications |
"""
