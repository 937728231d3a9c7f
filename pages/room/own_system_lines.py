"""The reader's own name in lines of Chatapp: "You joined", "Ada added you". A rule of the page, for rows are shared."""

from uuid import UUID

from pages import theme


def own_lines_rule(account_uuid: UUID) -> str:
    """Return the rule as a style sheet of this reader's page."""
    return theme.OWN_SYSTEM_LINES.replace("PERSON", str(account_uuid))
