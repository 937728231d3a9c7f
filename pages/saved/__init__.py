"""Messages that a person keeps for later."""
