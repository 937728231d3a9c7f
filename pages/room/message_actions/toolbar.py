"""What can be done with a message: one toolbar and one menu for a whole timeline, which the browser moves to a row.

Nothing is added to the rows: the toolbar stands on the row that is pointed at or has the focus; a long press opens the
menu as a sheet. Buttons, menu, sheet and keys tell the row ``chatapp:act`` {act, number, value}, see
`pages/browser/messages/message_acts.js`.

**To add an act,** give it a line in `ACTS`, in the order in which people see it. This is the one place that says which
rows offer it (``offered``, see `RULES` in `message_acts.js`), by which key, and whether it stands in the toolbar; the
list of shortcuts shows it. Then do it, in one of three ways:

- on the server ("seen"): ``is_on_server``, and a line under the same name in ``ACTIONS`` (`actions.py`);
- in the browser ("copy"): a module that listens for ``chatapp:act`` on ``document`` (`message_copy.js`);
- on the server, but what it is depends on the row ("pin"): such a module, which looks at the row and calls ``send``
  with another name in ``ACTIONS`` and a value (`message_pin.js`: "pinning", "+" or "-"). It also gives the entry its
  words, ``label`` or ``undo``, before the menu is seen: it listens for ``chatapp:menu`` {row, menu}.
"""

from dataclasses import dataclass
from functools import cache
from html import escape

from pages.components import icons
from pages.components.elements import button_html, markup

USUAL = ("👍", "✅", "👀")  # reactions that are one click away
LABEL = "More actions"


@dataclass(frozen=True, slots=True)
class Act:
    """Something to do with a message. ``offered``: on which rows. ``is_for_touch``: only the sheet has it."""

    name: str
    label: str
    icon: str
    key: str = ""
    offered: str = "any"
    is_in_toolbar: bool = False
    is_for_touch: bool = False
    undo: str = ""  # its words where it is done already, see the module that does it
    is_on_server: bool = False  # that does it


ACTS = (
    Act("react", "Add reaction", "smile", "+", is_in_toolbar=True),
    Act("reply", "Reply", "reply", "r", is_in_toolbar=True),
    Act("thread", "Reply in thread", "thread", "t", offered="room", is_in_toolbar=True, is_on_server=True),
    Act("copy", "Copy link", "link", "c", is_in_toolbar=True),
    Act("save", "Save for later", "bookmark", "s", is_on_server=True),
    Act("remind", "Remind me…", "alarm", "m", is_on_server=True),
    Act("unread", "Mark unread from here", "unread", "u", is_on_server=True),
    Act("text", "Copy text", "copy", is_for_touch=True),
    Act("edit", "Edit", "pencil", "e", offered="own"),
    Act("pin", "Pin", "pin", "p", offered="pins", undo="Unpin"),
    Act("seen", "Seen by", "eye", is_on_server=True),
    Act("delete", "Delete", "trash", "Delete", offered="own-or-moderator", is_on_server=True),
)


ON_SERVER = " ".join(act.name for act in ACTS if act.is_on_server)


def add_toolbar() -> None:
    """Show the toolbar and its menu in the current container, which is a conversation."""
    markup(toolbar_html(), "message-toolbar", role="toolbar", aria_label="Message actions")
    markup(menu_html(), "message-menu", popover="auto", role="group", aria_label=LABEL)


@cache
def toolbar_html() -> str:
    """Return the buttons that appear on a row."""
    usual = "".join(map(_usual, USUAL))
    buttons = (
        button_html(
            act.label,
            "quiet",
            icon_name=act.icon,
            tabindex="-1",
            data_act=act.name,
            data_offered=act.offered,
            title=f"{act.label} ({act.key})" if act.key else act.label,
        )
        for act in ACTS
        if act.is_in_toolbar
    )
    more = button_html(
        LABEL, "quiet", icon_name="dots", tabindex="-1", data_more="", aria_haspopup="dialog", aria_expanded="false"
    )
    return usual + "".join(buttons) + more


@cache
def menu_html() -> str:
    """Return the entries of the menu: all acts, for those that the toolbar has are needed in the sheet."""
    usual = "".join(map(_usual, USUAL))
    return f'<div class="usual" data-for="sheet">{usual}</div>' + "".join(_entry(act) for act in ACTS)


def _usual(emoji: str) -> str:
    label = f"React with {emoji}"
    named = f'data-act="react" data-value="{emoji}" data-offered="any" aria-label="{label}" title="{label}"'
    return f'<button class="button quiet square usual-reaction" type="button" tabindex="-1" {named}>{emoji}</button>'


def _entry(act: Act) -> str:
    label, key = escape(act.label), escape(act.key)
    shown = {"Delete": "Del"}.get(act.key, key)
    named = f'data-act="{act.name}" data-offered="{act.offered}" data-words="{label}"'
    named += f' data-undo="{escape(act.undo)}"' if act.undo else ""
    named += f' data-key="{key}" aria-keyshortcuts="{key}"' if key else ""
    named += ' data-for="sheet"' if act.is_in_toolbar or act.is_for_touch else ""
    hint = f'<kbd aria-hidden="true">{shown}</kbd>' if key else ""
    danger = " is-danger" if act.name == "delete" else ""
    inside = f"{icons.svg(act.icon)}<span>{label}</span>{hint}"
    return f'<button class="entry{danger}" type="button" {named}>{inside}</button>'
