"""Moving whole databases.

| module | what it holds |
|---|---|
| `sync` | copying a database, keeping the copy up to date, moving from SQLite to PostgreSQL |
"""
