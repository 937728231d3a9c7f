"""What concerns the page's own person in messages: rows are the same for all, so one style of the page marks it.

Their reactions and, later, mentions of them; the rules are in `pages/theme/own_marks.css`.
"""

from uuid import UUID

from pages import theme
from pages.components.elements import markup, short


class OwnMarks:
    """One page's style, in the current container."""

    def __init__(self, account_uuid: UUID) -> None:
        style = theme.OWN_MARKS.replace("SHORT", short(account_uuid)).replace("UUID", str(account_uuid))
        self._style = markup(style, tag="style")
