"""How many replies a thread has, in words."""


def replies_in_words(count: int) -> str:
    """Return how many replies there are."""
    return "1 reply" if count == 1 else f"{count:,} replies"
