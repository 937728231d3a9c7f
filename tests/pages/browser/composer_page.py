"""A page that holds a composer as Python builds it, without Python."""

from pages.room.composer import ABOVE, NOTE, OFFLINE, tools

HANDLERS = (
    'onkeydown="composer.keyed(event)" oninput="composer.typed(event.target)" '
    'onmousedown="composer.held(event)" onclick="composer.pressed(event)"'
)
COMPOSER = (
    '<div class="pending"></div>'
    f'<div class="composer" data-emoji="/emoji.json" {HANDLERS}>'
    f'<div class="offline-bar">{OFFLINE}</div><div class="composer-box">{ABOVE}'
    '<ul class="emoji-options" id="emoji-options" role="listbox" aria-label="Emoji" hidden></ul>'
    '<textarea rows="1" aria-label="Message" data-limit="10000" data-file-limit="1000" data-files-of-message="20">'
    "</textarea>"
    f'<div class="preview" tabindex="0" hidden></div><div class="composer-tools">{tools()}</div>'
    f'</div><div class="composer-note">{NOTE}</div></div>'
)


def in_place(html: str, room: str = "r", more: str = "") -> str:
    """Return the place of a room that holds this."""
    return f'<div data-place="{room}" {more}>{html}</div>'


HTML = in_place(COMPOSER)
