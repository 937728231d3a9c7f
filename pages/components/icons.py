"""Icons, drawn on a 24-unit grid with one stroke, so that no font is loaded."""

PATHS = {
    "thread": '<path d="M4 6h16M4 11h10M9 16h11M9 21h7"/><path d="M4 11v6.5a1.5 1.5 0 0 0 1.5 1.5H6"/>',
    "chat": '<path d="M5 5h14a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2h-7l-5 4v-4H5a2 2 0 0 1-2-2V7a2 2 0 0 1 2-2z"/>',
    "home": '<path d="M4 11.5 12 4.5l8 7V19a1 1 0 0 1-1 1h-4.5v-5.5h-5V20H5a1 1 0 0 1-1-1z"/>',
    "hash": '<path d="M9 4 7 20M17 4l-2 16M4 9h16M4 15h16"/>',
    "at": '<circle cx="12" cy="12" r="3.6"/><path d="M15.6 8.5v4.6a2.6 2.6 0 0 0 5 .6A8.6 8.6 0 1 0 16 19.6"/>',
    "lock": '<rect x="5" y="11" width="14" height="9" rx="2"/><path d="M8 11V8a4 4 0 0 1 8 0v3"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "people": (
        '<circle cx="9" cy="8" r="3.5"/>'
        '<path d="M2.5 20a6.5 6.5 0 0 1 13 0M16 4.8a3.5 3.5 0 0 1 0 6.4M18 14.2a6.5 6.5 0 0 1 3.5 5.8"/>'
    ),
    "person": '<circle cx="12" cy="8" r="4"/><path d="M4.5 20.5a7.5 7.5 0 0 1 15 0"/>',
    "sun": (
        '<circle cx="12" cy="12" r="4"/><path d="M12 3v2M12 19v2M3 12h2M19 12h2M5.6 5.6 7 7M17 17l1.4 1.4'
        'M18.4 5.6 17 7M7 17l-1.4 1.4"/>'
    ),
    "key": '<circle cx="8" cy="15" r="4.5"/><path d="m11.5 11.5 8-8M16 7l3 3"/>',
    "devices": (
        '<rect x="3" y="5" width="13" height="10" rx="1.5"/><path d="M2 19h11"/>'
        '<rect x="16" y="10" width="5" height="9" rx="1.2"/>'
    ),
    "search": '<circle cx="11" cy="11" r="6.5"/><path d="m16 16 4.5 4.5"/>',
    "menu": '<path d="M4 7h16M4 12h16M4 17h16"/>',
    "close": '<path d="m6 6 12 12M18 6 6 18"/>',
    "send": '<path d="M4 12 20 4l-5 16-3.5-6.5z"/><path d="M11.5 13.5 20 4"/>',
    "enter": '<path d="M10 4h8a2 2 0 0 1 2 2v12a2 2 0 0 1-2 2h-8M3 12h11M10 8l4 4-4 4"/>',
    "leave": '<path d="M14 4H6a2 2 0 0 0-2 2v12a2 2 0 0 0 2 2h8M10 12h11M17 8l4 4-4 4"/>',
    "compass": '<circle cx="12" cy="12" r="8.5"/><path d="m15.5 8.5-2 5-5 2 2-5z"/>',
    "chevron": '<path d="m7 10 5 5 5-5"/>',
    "shield": '<path d="M12 3.5 19 6v5.5c0 4.5-3 7.5-7 9-4-1.5-7-4.5-7-9V6z"/>',
    "down": '<path d="M12 5v14M6 13l6 6 6-6"/>',
    "back": '<path d="M15 5l-7 7 7 7"/>',
    "star": '<path d="m12 3.5 2.6 5.4 5.9.8-4.3 4.1 1.1 5.9L12 16.9l-5.3 2.8 1.1-5.9L3.5 9.7l5.9-.8z"/>',
    "bell": '<path d="M6 16V11a6 6 0 0 1 12 0v5l1.5 2h-15zM10 20.5a2.2 2.2 0 0 0 4 0"/>',
    "bell-off": '<path d="M6 16V11a6 6 0 0 1 9-5.2M18 10v6l1.5 2H8M10 20.5a2.2 2.2 0 0 0 4 0M4 4l16 16"/>',
    "archive": '<path d="M4 5h16v4H4zM5.5 9v10h13V9M10 13h4"/>',
    "panel": '<rect x="3.5" y="5" width="17" height="14" rx="2"/><path d="M14.5 5v14"/>',
    "gear": (
        '<circle cx="12" cy="12" r="3"/><path d="M12 3.5v2.2M12 18.3v2.2M3.5 12h2.2M18.3 12h2.2M6 6l1.6 1.6'
        'M16.4 16.4 18 18M18 6l-1.6 1.6M7.6 16.4 6 18"/>'
    ),
    "alarm": '<circle cx="12" cy="13" r="7"/><path d="M12 9v4l2.5 1.5M4 7.5 7.5 4M20 7.5 16.5 4"/>',
    "clock": '<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5l3.5 2"/>',
    "check": '<path d="m5 12.5 4.5 4.5L19 7.5"/>',
    "dots": '<path d="M5 12h.01M12 12h.01M19 12h.01" stroke-width="3"/>',
    "file": '<path d="M7 3.5h7l4.5 4.5V20a.5.5 0 0 1-.5.5H7a.5.5 0 0 1-.5-.5V4a.5.5 0 0 1 .5-.5zM14 3.5V8h4.5"/>',
    "image": (
        '<rect x="3.5" y="5" width="17" height="14" rx="2"/><circle cx="9" cy="10" r="1.6"/>'
        '<path d="m5 17.5 4.5-4 3 2.5 3.5-4 4 4.5"/>'
    ),
    "film": '<rect x="3.5" y="5" width="17" height="14" rx="2"/><path d="m10 9.2 5 2.8-5 2.8z"/>',
    "sound": '<path d="M9.5 17.5V6.5l9-2v11"/><circle cx="7" cy="17.5" r="2.5"/><circle cx="16" cy="15.5" r="2.5"/>',
    "table": '<rect x="3.5" y="5" width="17" height="14" rx="2"/><path d="M3.5 10h17M3.5 14.5h17M10 5v14"/>',
    "download": '<path d="M12 4v11M7 10.5l5 5 5-5M5 20h14"/>',
    "pencil": '<path d="M4 20l1-4L16 5l3 3L8 19z"/>',
    "trash": '<path d="M4 7h16M9 7V4h6v3M6.5 7l1 13h9l1-13"/>',
    "info": '<circle cx="12" cy="12" r="8.5"/><path d="M12 11v5M12 8h.01"/>',
    "flag": '<path d="M6 21V4h11l-2 4 2 4H6"/>',
    "lifebuoy": (
        '<circle cx="12" cy="12" r="8.5"/><circle cx="12" cy="12" r="3.5"/>'
        '<path d="m6 6 3.5 3.5M18 6l-3.5 3.5M6 18l3.5-3.5M18 18l-3.5-3.5"/>'
    ),
    "megaphone": '<path d="M4 10v4h3l9 5V5l-9 5zM19.5 9.5a4 4 0 0 1 0 5"/>',
    "cup": '<path d="M5 9h11v6a5 5 0 0 1-5 5h-1a5 5 0 0 1-5-5zM16 10h2a2.5 2.5 0 0 1 0 5h-2M8 3v3M12 3v3"/>',
    "code": '<path d="m8 7-5 5 5 5M16 7l5 5-5 5M13.5 5l-3 14"/>',
    "bold": '<path d="M7 4.5h6a3.75 3.75 0 0 1 0 7.5H7zM7 12h7a3.75 3.75 0 0 1 0 7.5H7z" stroke-width="2.2"/>',
    "italic": '<path d="M10 4.5h8M6 19.5h8M14 4.5l-4 15"/>',
    "list": '<path d="M9 6h11M9 12h11M9 18h11"/><path d="M4.5 6h.01M4.5 12h.01M4.5 18h.01" stroke-width="3"/>',
    "smile": (
        '<circle cx="12" cy="12" r="8.5"/><path d="M8.3 14.2a4.4 4.4 0 0 0 7.4 0"/>'
        '<path d="M9 9.5h.01M15 9.5h.01" stroke-width="2.6"/>'
    ),
    "eye": (
        '<path d="M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12z"/><circle cx="12" cy="12" r="3"/>'
    ),
    "unread": '<circle cx="12" cy="12" r="8.5"/><circle cx="12" cy="12" r="3" fill="currentColor"/>',
    "link": (
        '<path d="M10 14a4 4 0 0 0 5.7 0l3.6-3.6a4 4 0 0 0-5.7-5.7L12 6.3"/>'
        '<path d="M14 10a4 4 0 0 0-5.7 0l-3.6 3.6a4 4 0 0 0 5.7 5.7L12 17.7"/>'
    ),
    "copy": '<rect x="8.5" y="8.5" width="11" height="11" rx="2"/><path d="M15.5 5.5v-1h-11v11h1"/>',
    "reply": '<path d="M9 6 4 11l5 5M4.5 11H14a5.5 5.5 0 0 1 5.5 5.5V19"/>',
    "bookmark": '<path d="M6.5 4h11v16L12 15.5 6.5 20z"/>',
    "pin": '<path d="M9 4h6l-.8 6 3.3 3.5v1.5h-11v-1.5L9.8 10zM12 15v5.5"/>',
    "bulb": '<path d="M9 17a6 6 0 1 1 6 0v2H9zM10 21.5h4"/>',
    "heart": '<path d="M12 20 4.6 12.6a4.6 4.6 0 0 1 6.5-6.5l.9.9.9-.9a4.6 4.6 0 0 1 6.5 6.5z"/>',
    "globe": '<circle cx="12" cy="12" r="8.5"/><path d="M3.5 12h17M12 3.5c5 5 5 12 0 17M12 3.5c-5 5-5 12 0 17"/>',
    "book": '<path d="M5 4h6a2 2 0 0 1 2 2v14a2 2 0 0 0-2-2H5zM21 4h-6a2 2 0 0 0-2 2v14a2 2 0 0 1 2-2h6z"/>',
    "wrench": (
        '<path d="M14.5 6.5a4.5 4.5 0 0 1 5.6-1.6l-3 3 1.5 1.5 3-3'
        'a4.5 4.5 0 0 1-6.2 5.4L8 19.2a2 2 0 0 1-2.8-2.8l7.4-7.4a4.5 4.5 0 0 1 1.9-2.5z"/>'
    ),
}


def svg(name: str) -> str:
    """Return an icon as inline SVG, hidden from screen readers."""
    return f'<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">{PATHS[name]}</svg>'
