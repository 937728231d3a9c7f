"""People: the list of them and the card that shows one, choosing some of them, direct chats, and their statuses.

| file | what it holds |
|---|---|
| `page` | everybody, as members see them: recent and online first, searched as one types |
| `card`, `person`, `popover` | the card of one person, at an address of its own and over any page |
| `picker` | choosing people from a list, as chips |
| `direct_chats` | direct chats: with one person, or with several |
| `picker_sources` | whom a picker offers |
| `person_row` | a person in a list: face, presence, names, status |
| `status` | what one does just now: how it is said, and the dialog that sets it |
"""
