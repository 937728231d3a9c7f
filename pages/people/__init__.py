"""People: the card that shows one of them, at an address of its own and over any page."""
