"""The fixture of the kit, as a team has it."""

from chatapp.testing.plugin import world

__all__ = ["world"]
