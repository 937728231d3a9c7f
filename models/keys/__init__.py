"""Keys: the forms of names and addresses that decide what is the same, and by which people and rooms are found.

They are stored beside the names, so a change here needs a migration that computes them again (`v0006_keys`).

| module | what it does |
|---|---|
| `folding` | one form for all spellings of a text; usernames and e-mail addresses have a few spellings more |
| `visibility` | which characters show nothing |
| `confusables` | letters of different scripts that look alike: a table of Unicode |
"""

from models.keys.folding import FOLDED, email_key, fold, fold_letters, username_key
from models.keys.visibility import is_blank, is_ignorable, is_visible

__all__ = ["FOLDED", "email_key", "fold", "fold_letters", "is_blank", "is_ignorable", "is_visible", "username_key"]
