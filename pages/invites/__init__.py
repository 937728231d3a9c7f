"""Inviting people: the dialog that makes links, their list, and the card that greets new people."""
