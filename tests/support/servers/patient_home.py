"""Has Home wait an hour before it reads again what is new: for `Server`'s ``hurry``."""

from pages.home import page


def hurry() -> None:
    """Let Home gather what comes, so that only what needs no reading is shown."""
    vars(page)["REFRESH_SECONDS"] = 3600.0
