"""Faults, one at a time, on a whole Chatapp that is in use. `make faults` writes what came of each."""
