"""What one does with a message: the toolbar, and what the server does for each of its acts.

| file | what it is |
|---|---|
| toolbar | one toolbar and one menu for a whole timeline |
| actions | the acts of the server, by their names |
| editing | editing in place |
| editions | what a message said before |
| deleting | one's own at once, others' after a question |
| reacting | a reaction |
| pins | pinning, and the list of pins |
| saving | keeping a message for later |
| reminding | being reminded of a message |
| readers | who has seen it |
| unread_from | unread from here on |
| beginning_threads | replying in a thread |
| pressing | pressing what blocks offer |
"""
