"""The addresses of Chatapp, in one place: pages, REST API, mails and the log take theirs from here.

A leaf that imports nothing of Chatapp, so that every layer may import it. Capitals are fixed paths; those that end in
``_ROUTE`` are patterns to register a view or a route with. Functions build the rest, percent-encoded where necessary.
Routes of the REST API are relative to `API` and stand with their handlers.
"""

from urllib.parse import quote, urlencode
from uuid import UUID

ROOT = "/"

# before sign-in
LOGIN = "/login"
LOGOUT = "/logout"
SIGN_UP = "/signup"
SIGN_UP_CONFIRM = f"{SIGN_UP}/confirm"
SIGN_UP_RESEND = f"{SIGN_UP}/resend"
SETUP = "/setup"
JOIN = "/join"
JOIN_ROUTE = f"{JOIN}/{{token}}"
FORGOT = "/forgot"
RESET = "/reset"
UNSUBSCRIBE = "/unsubscribe"
UNSUBSCRIBE_ROUTE = f"{UNSUBSCRIBE}/{{account_uuid}}/{{token}}"

# the shell's views
HOME = "/home"  # where people arrive who wanted no other page
ROOMS = "/rooms"
ROOM_ROUTE = f"{ROOMS}/{{room_uuid}}"
MESSAGE_ROUTE = f"{ROOM_ROUTE}/{{number}}"
PROFILE = "/profile"  # leads to the settings
SETTINGS = "/settings"
SETTINGS_ROUTE = f"{SETTINGS}/{{section}}"
MENTIONS = "/mentions"
ACTIVITY = "/activity"
THREADS = "/threads"
DRAFTS = "/drafts"
SCHEDULED = "/scheduled"
REMINDERS = "/reminders"
SAVED = "/saved"
SEARCH = "/search"
SHARE = "/share"  # where what other applications have shared gets its room
SHARE_FORM = f"{SHARE}/form"  # to which systems send it
PEOPLE = "/people"
PERSON_ROUTE = f"{PEOPLE}/{{username}}"
EMOJI = "/emoji"  # custom ones: their page
ADMIN = "/admin"
ADMIN_ROUTE = f"{ADMIN}/{{section}}"

# files
AVATARS = "/avatars"
AVATAR_ROUTE = f"{AVATARS}/{{account_uuid}}/{{digest}}"
AVATAR_UPLOAD = f"{PROFILE}/avatar"
LOGO = "/logo"
LOGO_ROUTE = f"{LOGO}/{{digest}}"
LOGO_UPLOAD = f"{ADMIN}/general/logo"
EMOJI_UPLOAD = f"{EMOJI}/new"
EMOJI_PICTURE_ROUTE = f"{EMOJI}/{{digest}}"
EMOJI_LIST_ROUTE = f"{EMOJI}/lists/{{version}}"
FILES = "/files"
FILE_ROUTE = f"{FILES}/{{upload_uuid}}/{{name}}"
UPLOAD_ROUTE = f"{FILES}/{{upload_uuid}}"  # of a file that a browser sends; `FILES` begins it
ASSETS = "/assets"
ASSET_ROUTE = f"{ASSETS}/{{digest}}/{{name:path}}"
EMOJI_ROUTE = f"{ASSETS}/{{digest}}/emoji.json"
FAVICON = "/favicon.ico"

# what browsers install
MANIFEST = "/manifest.webmanifest"
WORKER = "/sw.js"
OFFLINE = "/offline"
ICONS = "/icons"
ICON_ROUTE = f"{ICONS}/{{digest}}/{{name}}"
TOUCH_ICON = "/apple-touch-icon.png"

# what a notification does without a page
NOTICE_READ = "/notices/read"
NOTICE_REPLY = "/notices/reply"
NOTICES_SHOWN = "/notices/shown"  # which of them are over
PUSH = "/push"

SWITCHER = "/switcher.json"  # what a page's switcher offers

# for operators
HEALTH = "/healthz"
READY = "/readyz"
METRICS = "/metrics"

# for programs that know no more of Chatapp than an address
HOOKS = "/hooks"
HOOK_ROUTE = f"{HOOKS}/{{token}}"
HOOK_MESSAGE_ROUTE = f"{HOOK_ROUTE}/{{number}}"
SLACK_API = "/api"  # Slack's own path: its clients change the host alone
SLACK_POST = f"{SLACK_API}/chat.postMessage"
SLACK_UPDATE = f"{SLACK_API}/chat.update"

# REST
API = "/api/v1"
API_DOCS = f"{API}/docs"
API_TOKENS = f"{API}/tokens"
API_AVATAR_UPLOAD = f"{API}/me/avatar"
API_LOGO_UPLOAD = f"{API}/workspace/logo"
API_EMOJI = f"{API}/emoji"
API_UPLOADS = f"{API}/uploads"
API_ROOMS = f"{API}/rooms"

# NiceGUI's own: everything below
NICEGUI_FILES = "/_nicegui/"
NICEGUI_SOCKET = "/_nicegui_ws/"


def is_within(path: str, top: str) -> bool:
    """Whether a path is ``top`` or below it."""
    return path == top or path.startswith(f"{top}/")


def with_query(path: str, **values: str) -> str:
    """Return a path with these query values; empty ones are left out."""
    query = urlencode({name: value for name, value in values.items() if value})
    return f"{path}?{query}" if query else path


def with_next(path: str, wanted: str) -> str:
    """Return a path that remembers the page the person wanted, if there is one."""
    return f"{path}?next={quote(wanted)}" if wanted else path


def signed_out(path: str) -> str:
    """Return the address of the sign-in page for people who were signed out, which says so and leads back."""
    return with_query(LOGIN, next=path, ended="1")


def host_in_url(host: str) -> str:
    """Return a host as it is written before a port: an IPv6 address in brackets, its zone percent-encoded."""
    return f"[{host.replace('%', '%25')}]" if ":" in host else host


def rooms(show: str) -> str:
    """Return the address of the list of rooms, opened at a tab other than the first."""
    return f"{ROOMS}?show={show}"


def search(query: str, order: str = "") -> str:
    """Return the address of a search. ``order``: another than newest first."""
    return with_query(SEARCH, q=query, order=order)


def room(room_uuid: UUID) -> str:
    """Return a room's address."""
    return f"{ROOMS}/{room_uuid}"


def message(room_uuid: UUID, number: int) -> str:
    """Return the address of a message: its room, opened at the message."""
    return f"{ROOMS}/{room_uuid}/{number}"


def section(area: str, name: str) -> str:
    """Return the address of a section. ``area``: the address of the view in sections, such as `SETTINGS`."""
    return f"{area}/{name}"


def settings(name: str) -> str:
    """Return the address of a section of the settings."""
    return section(SETTINGS, name)


def person(username: str) -> str:
    """Return the address of a person's card."""
    return f"{PEOPLE}/{quote(username)}"


def avatar(account_uuid: UUID, digest: str) -> str:
    """Return the address of a person's picture; a new picture has a new digest."""
    return f"{AVATARS}/{account_uuid}/{quote(digest)}"


def file(upload_uuid: UUID, name: str) -> str:
    """Return the address of a file on a message; the name is for people and what they save it as."""
    return f"{FILES}/{upload_uuid}/{quote(name, safe='')}"


def thumbnail(upload_uuid: UUID, name: str, side: int) -> str:
    """Return the address of a picture drawn smaller. ``side``: its longest, in pixels."""
    return with_query(file(upload_uuid, name), size=str(side))


def icon(digest: str, name: str) -> str:
    """Return the address of an application's icon; another logo has another digest."""
    return f"{ICONS}/{quote(digest)}/{name}"


def logo(digest: str) -> str:
    """Return the address of the workspace's logo; a new one has a new digest."""
    return f"{LOGO}/{quote(digest)}"


def join(token: str) -> str:
    """Return the address of the page that an invite link opens."""
    return f"{JOIN}/{quote(token, safe='')}"


def admin(section: str) -> str:
    """Return the address of a section of the administration."""
    return f"{ADMIN}/{section}"


def admin_messages(*, author: UUID | None = None, room: UUID | None = None) -> str:
    """Return the address of the administrators' search, narrowed to a person's messages or to a room's."""
    return with_query(admin("moderation"), author=str(author or ""), room=str(room or ""))


def asset(digest: str, name: str) -> str:
    """Return the address of a script or a style sheet; new content has a new digest."""
    return f"{ASSETS}/{digest}/{name}"


def emoji(digest: str) -> str:
    """Return the address of the list of emoji; a new list has a new digest."""
    return EMOJI_ROUTE.format(digest=digest)


def emoji_picture(digest: str, *, is_still: bool = False) -> str:
    """Return the address of a custom emoji's picture; another picture has another digest."""
    return with_query(f"{EMOJI}/{quote(digest)}", still="1" if is_still else "")


def emoji_list(version: str) -> str:
    """Return the address of the list of custom emoji, as pages read it; a new list has a new version."""
    return EMOJI_LIST_ROUTE.format(version=version)


def api_emoji_picture(name: str) -> str:
    """Return the address at which a program finds a custom emoji's picture."""
    return f"{API_EMOJI}/{quote(name)}/picture"


def api_avatar(account_uuid: UUID) -> str:
    """Return the address at which a program finds a person's picture."""
    return f"{API}/people/{account_uuid}/avatar"


def unsubscribe(account_uuid: UUID, token: str) -> str:
    """Return the address at which a person ends mails of notifications."""
    return UNSUBSCRIBE_ROUTE.format(account_uuid=account_uuid, token=token)
