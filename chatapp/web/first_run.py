"""Who may make the first account: whoever has the setup token, which the log prints with its link.

Where a request comes from proves nothing: a forwarder on this machine makes every visitor look local.
"""

import hmac


def may_set_up(setup_token: str, given: str) -> bool:
    """Say whether this visitor may make the first account."""
    token = given.strip().strip("'")  # as the log's line has it, which is copied with its quotes
    return hmac.compare_digest(setup_token.encode(), token.encode("utf-8", "replace"))
