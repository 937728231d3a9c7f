"""Scripts that stand in a page itself."""
