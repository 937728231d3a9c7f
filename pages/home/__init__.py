"""Home: where people arrive, and what is new for them."""
