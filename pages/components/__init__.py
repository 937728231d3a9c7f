"""Elements that many pages use."""
