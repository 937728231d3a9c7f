"""How Chatapp looks: tokens, and the rules that use them, one file for each part of the product."""

from pages.theme import admin, base, codes, forms, frame, profile, room, rooms, sidebar, tokens

PARTS = (tokens, base, forms, frame, rooms, room, sidebar, codes, profile, admin)  # later ones win
CSS = "\n".join(part.CSS for part in PARTS)
