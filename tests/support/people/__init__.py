"""People, rooms and what they do, for tests that need some."""
