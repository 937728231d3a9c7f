"""The search page: messages by any part of their text, and rooms, people and files by name."""
