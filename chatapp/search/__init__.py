"""Finding messages by any part of their text, and rooms, people and files by their names."""
