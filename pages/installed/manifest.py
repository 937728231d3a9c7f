"""The manifest: what a browser that installs Chatapp calls it, shows of it, and hands to it."""

from hashlib import sha256
from typing import Any, Final

from chatapp.pictures import app_icons
from chatapp.web import urls
from chatapp.workspace import WorkspaceView

MEDIA_TYPE: Final = "application/manifest+json"
SHORT: Final = 12  # characters that systems show below an icon
PAPER: Final = "#fffdfa"
MARK: Final = sha256(app_icons.app_icon(app_icons.TOUCH)).hexdigest()[:16]  # the digest of our own mark's icons
SHORTCUTS: Final = (("Home", urls.HOME), ("Search", urls.SEARCH), ("Saved", urls.SAVED))
SHARED: Final = {
    "method": "POST",
    "enctype": "multipart/form-data",
    "params": {"title": "title", "text": "text", "url": "url", "files": [{"name": "files", "accept": ["*/*"]}]},
}


def icon_digest(workspace: WorkspaceView) -> str:
    """Return the part of the icons' addresses that changes with what they show."""
    return workspace.logo[:16] or MARK


def manifest(workspace: WorkspaceView) -> dict[str, Any]:
    """Return the manifest of a workspace."""
    digest = icon_digest(workspace)
    return {
        "id": urls.ROOT,
        "name": workspace.name,
        "short_name": _short(workspace.name),
        "description": "Team chat",
        "start_url": urls.ROOT,
        "scope": urls.ROOT,
        "display": "standalone",
        "background_color": PAPER,
        "theme_color": PAPER,
        "icons": [
            {
                "src": urls.icon(digest, name),
                "sizes": f"{side}x{side}",
                "type": "image/png",
                "purpose": "maskable" if name.startswith("maskable") else "any",
            }
            for name, side in app_icons.SIDES.items()
            if name != app_icons.TOUCH
        ],
        "shortcuts": [{"name": name, "url": path} for name, path in SHORTCUTS],
        "share_target": {
            "action": urls.SHARE_FORM,
            "method": "POST",
            "enctype": "multipart/form-data",
            "params": SHARED,
        },
    }


def _short(name: str) -> str:
    """Return a name as it fits below an icon: whole words of it, if there are any that fit."""
    if len(name) <= SHORT:
        return name
    return name[: SHORT + 1].rpartition(" ")[0].strip() or name[:SHORT]
