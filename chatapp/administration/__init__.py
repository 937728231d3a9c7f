"""What administrators may see and do: people, rooms, messages, sessions, categories, and the trail of their acts.

Every function asks the database whether the actor is an administrator now, whatever was true when the page was opened,
and raises NotFound if not: others need not know what there is. Every act leaves an entry in the audit trail, in its own
transaction. Conversations of two people are not to be read here.
"""
