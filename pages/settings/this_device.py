"""How this browser tells its person: kept in the browser, drawn by Python, filled in by `device_switches.js`."""

from pages.components.elements import markup
from pages.settings.section import section

ABOUT = "How this browser tells you. Each of your devices has its own."
ASK = '<button type="button" class="button primary" data-do="ask">Turn on notifications</button>'
DENIED = (
    "<p>Your browser blocks notifications of this site. Allow them in its site settings, then reload this page.</p>"
)
NONE = (
    "<p>This browser can't show notifications here. On an iPhone or iPad, install the app first. "
    "Elsewhere they need an address that begins with https://.</p>"
)
SWITCHES = (
    ("notifications", "Show notifications"),
    ("sounds", "Play sounds"),
    ("badge", "Show how much is unread on the app's icon"),
)


def show_this_device() -> None:
    """Show whether this browser notifies, and its own switches."""
    switches = "".join(_switch(name, label) for name, label in SWITCHES)
    ways = (("default", ASK), ("denied", DENIED), ("none", NONE))
    said = "".join(f'<div class="permission is-{name}">{content}</div>' for name, content in ways)
    with section("this-device", "Notifications here", ABOUT):
        markup(said + switches, tag="device-switches")


def _switch(name: str, label: str) -> str:
    return f'<label class="switch"><input type="checkbox" data-switch="{name}">{label}</label>'
