"""A Chromium for the browser tests: the machine's own, or one installed on the first run.

`python -m tests.support.browser.chromium` finds or installs it. Tried in turn: CHATAPP_TEST_CHROMIUM, a Chromium or
Chrome on the PATH, Playwright's own, and Debian's packages.
"""

import os
import shutil
import sys
from pathlib import Path

from tests.support.running.debian import APT_GET, IS_ROOT, UPDATE, succeeds

# The shell is the browser without its windows: two thirds of the CPU
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
HERE = "test"  # names that end so lead to this machine, and are no secure context, as most of an office's are not
AS_PEOPLE_HAVE_IT = [
    *("--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-quic"),
    "--renderer-process-limit=1",  # one for each context
    f"--host-resolver-rules=MAP *.{HERE} 127.0.0.1",
]
ARGUMENTS = [  # no page of a test lives long enough to get back what optimizing its scripts costs
    *AS_PEOPLE_HAVE_IT,
    "--js-flags=--no-opt --no-maglev",
]


def executable() -> str | None:
    """Return the machine's browser, or None to use the one Playwright installed."""
    return os.environ.get("CHATAPP_TEST_CHROMIUM") or next(
        (path for name in NAMES if (path := shutil.which(name))), None
    )


def is_installed() -> bool:
    """Say whether there is a browser to drive."""
    if executable():
        return True
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return Path(playwright.chromium.executable_path).exists()


def install() -> bool:
    """Install a browser: Playwright's own, else one of Debian's packages."""
    debian = [*APT_GET, "install", "-y"]
    attempts: list[list[list[str]]] = [
        [[sys.executable, "-m", "playwright", "install", *(["--with-deps"] if IS_ROOT else []), "chromium"]],
        [UPDATE, [*debian, "chromium-headless-shell"]],
        [[*debian, "chromium"]],
    ]
    return any(all(succeeds(command) for command in commands) and is_installed() for commands in attempts)


if __name__ == "__main__":
    if not (is_installed() or install()):
        sys.exit("No Chromium could be installed. Install one and name it in CHATAPP_TEST_CHROMIUM.")
