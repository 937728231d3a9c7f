"""The sidebar's sections. They fold, and the browser remembers which; what is unread shows even when they are folded.

What is folded is noted on the document itself, before anything is drawn, so that nothing jumps.
"""

from collections.abc import Awaitable, Callable

from nicegui import Client, ui

from pages.elements import box, button, icon, text
from pages.sidebar.rows import Row

SCRIPT = """
window.folds = {
  get all() {
    try { return (localStorage.getItem('chatapp.folded') || '').split(' ').filter(Boolean); } catch { return []; }
  },
  apply(all) {
    document.documentElement.dataset.folded = all.join(' ');
    for (const button of document.querySelectorAll('[data-folds]'))
      button.setAttribute('aria-expanded', String(!all.includes(button.dataset.folds)));
  },
  toggle(name) {
    const now = this.all, all = now.includes(name) ? now.filter(other => other !== name) : [...now, name];
    try { localStorage.setItem('chatapp.folded', all.join(' ')); } catch {}
    this.apply(all);
  },
};
folds.apply(folds.all);
window.addEventListener('storage', (e) => { if (e.key === 'chatapp.folded') folds.apply(folds.all); });
"""
TOGGLE = "(e) => folds.toggle(e.currentTarget.dataset.folds)"
Add = Callable[[], Awaitable[None]]


class Section:
    """Some rooms under a heading. ``empty``: what to say when there are none; without it the section vanishes."""

    def __init__(self, key: str, title: str, *, add: tuple[str, Add] | None = None, empty: str = "") -> None:
        self._rows: list[Row] = []
        self._empty = empty
        with box("fold", data_section=key) as self._frame:
            with box("sidebar-section"):
                with box("", "h2"):
                    toggle = box("fold-toggle", "button", type="button", aria_expanded="true", data_folds=key)
                    with toggle.on("click", js_handler=TOGGLE):
                        icon("chevron")
                        text("span", title)
                if add is not None:
                    button(add[0], add[1], classes="quiet", icon_name="plus", is_icon_only=True)
            self.box = box("fold-rows")
            self._note = text("div", empty, "sidebar-note")

    def arrange(self, rows: list[Row]) -> None:
        """Show exactly these rows, in this order; a row may come from another section."""
        if rows != self._rows:
            for at, row in enumerate(rows):
                row.place(self.box, at)
            self._rows = rows
        self._note.set_visibility(not rows and bool(self._empty))
        self._frame.set_visibility(bool(rows) or bool(self._empty))


def install_folds(client: Client) -> None:
    """Give the page the script that folds. Call once for each page."""
    ui.add_head_html(f"<script>{SCRIPT}</script>")
    client.on_connect(lambda: client.run_javascript("folds.apply(folds.all)"))  # now the headings are there too
