"""How to install Chatapp on this device: what its browser can do decides which of these is shown (`installing.js`)."""

from pages.components.elements import markup
from pages.settings.section import section

ABOUT = "As an app, Chatapp has its own window and icon, shows how much is unread, and takes what other apps share."
ASK = '<button type="button" class="button primary" data-do="install">Install app</button>'
IOS = """<ol><li>Open this page in Safari and tap <b>Share</b>.</li><li>Choose <b>Add to Home Screen</b>.</li>
<li>Tap <b>Add</b>, and open Chatapp from your home screen. Notifications arrive only there.</li></ol>"""
DONE = "<p>You're using the app.</p>"
MENU = "<p>Look for <b>Install</b> or <b>Add to Home Screen</b> in your browser's menu. Not every browser has it.</p>"


def show_install() -> None:
    """Show the way to install Chatapp that this browser has."""
    with section("install", "App", ABOUT):
        for way, content in (("ask", ASK), ("ios", IOS), ("done", DONE), ("menu", MENU)):
            markup(content, f"install-way is-{way}")
