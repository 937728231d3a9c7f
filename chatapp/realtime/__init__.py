"""Events on their way to open pages: one feed for each room, rendered once for all of its readers."""
