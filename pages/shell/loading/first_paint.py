"""What a browser shows before any script has run: the colours around a page, and the skeleton of what is to come.

Everything of it is part of the page's HTML. `pages/browser/shell/skeleton.js` removes the skeleton as the page mounts.
"""

from html import escape
from pathlib import Path
from string import Template

from pages import theme

FOLDER = Path(__file__).parent
_SKELETON = Template((FOLDER / "skeleton.html").read_text(encoding="utf-8"))
TOO_OLD = (FOLDER / "too_old.html").read_text(encoding="utf-8")  # for browsers that cannot run the page at all
BY_SYSTEM = {"light": ' media="(prefers-color-scheme: light)"', "dark": ' media="(prefers-color-scheme: dark)"'}
GROUNDS = {"light": theme.LIGHT, "dark": theme.DARK}
_UNTIL_A_SCRIPT = "html:root:not([data-theme]) {{ color-scheme: {}; background: {}; }}"


def colours(preference: str) -> str:
    """Return the HTML that tells a browser its colours. ``preference``: "light", "dark", or what the system says."""
    wanted = [preference] if preference in GROUNDS else [*GROUNDS]
    scheme = f'<meta name="color-scheme" content="{" ".join(wanted)}">'
    media = BY_SYSTEM if len(wanted) > 1 else {}
    if not media:
        scheme += f"<style>{_UNTIL_A_SCRIPT.format(preference, GROUNDS[preference])}</style>"
    return scheme + "".join(f'<meta name="theme-color" content="{GROUNDS[one]}"{media.get(one, "")}>' for one in wanted)


def skeleton(name: str, hue: int | None = None) -> str:
    """Return the HTML of the shell's skeleton. ``name``: of the view that is to come; ``hue``: of its room."""
    return _SKELETON.substitute(name=escape(name), style="" if hue is None else f' style="--h:{hue}"')
