"""Addresses are built in one module: what it builds, and that no other module or script writes one out."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

import chatapp
from chatapp.web import links, urls

ROOT = Path(chatapp.__file__).parent.parent
MODULE = ROOT / "chatapp/web/urls.py"
SOURCES = [ROOT / "main.py", *sorted((ROOT / "chatapp").rglob("*.py")), *sorted((ROOT / "pages").rglob("*.py"))]
SCRIPTS = sorted((ROOT / "pages").rglob("*.js"))
ADA = UUID("5f0c9b1e-0d0c-4b57-9a53-9f0c7a1d2b3c")
FIXED = {value for name, value in vars(urls).items() if name.isupper() and isinstance(value, str)}
TOPS = {path.split("/")[1] for path in FIXED} - {""}  # the first segments of all addresses
ADDRESS = re.compile(rf"""(?:^|[\s="'(])/(?:{"|".join(map(re.escape, TOPS))})(?!\w)""")  # in a longer text, too
ADDRESS_IN_A_SCRIPT = re.compile(rf"""["'`(^}}](?:/\\)?/(?:{"|".join(map(re.escape, TOPS))})(?!\w)""")
ROUTERS = {"APIRouter", "api_route", "delete", "get", "mount", "patch", "post", "put"}  # of FastAPI


def addresses(code: str, *, is_rest: bool = False) -> Iterator[str]:
    """Find the addresses of Chatapp that Python code writes out; docstrings and comments may.

    ``is_rest``: paths of routes are left out, which are relative to where the REST API is mounted.
    """
    tree = ast.parse(code)
    skipped = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    if is_rest:
        skipped |= {id(argument) for call in ast.walk(tree) for argument in _route_arguments(call)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str) or id(node) in skipped:
            continue
        if ADDRESS.search(node.value):
            yield f"{node.lineno}: {node.value}"


def _route_arguments(call: ast.AST) -> list[ast.expr]:
    if not isinstance(call, ast.Call):
        return []
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    return [*call.args, *(keyword.value for keyword in call.keywords)] if name in ROUTERS else []


def test_no_module_writes_an_address_out() -> None:
    outside = ROOT / "chatapp/client"  # is installed without the server, and knows its REST API from the documentation
    for path in [path for path in SOURCES if path != MODULE and not path.is_relative_to(outside)]:
        is_rest = path.is_relative_to(ROOT / "chatapp/api")
        assert list(addresses(path.read_text("utf-8"), is_rest=is_rest)) == [], path


@pytest.mark.parametrize(
    "code",
    [
        'HOME = "/rooms"',
        'link.props["href"] = f"/rooms/{uuid}"',
        'link = f"{origin}/reset?token={token}"',
        'ui.navigate.to("/rooms?show=mine")',
        'PAGE = "<a href=\\"/profile\\">You</a>"',
        'raise Forbidden("Open /setup first.")',
        '@routes.post("/login")\ndef login(): ...',
        'API = "/api/v1"',
        'PATH = "/_nicegui_ws/"',
    ],
)
def test_an_address_that_is_written_out_is_found(code: str) -> None:
    assert len(list(addresses(code))) == 1


@pytest.mark.parametrize(
    "code",
    [
        'def show():\n    """Show `/rooms`."""',
        "go()  # to /rooms",
        'OUTPUT = "/dev/stdout"',
        'LINK = "https://example.org/rooms"',
        'NAME = "/roomservice"',
        "link = urls.room(uuid)",
    ],
)
def test_what_is_no_address_of_chatapp_is_not_found(code: str) -> None:
    assert list(addresses(code)) == []


def test_no_script_writes_an_address_out() -> None:
    for path in SCRIPTS:
        assert ADDRESS_IN_A_SCRIPT.findall(path.read_text("utf-8")) == [], path


@pytest.mark.parametrize("code", ["go('/login')", "fetch(`/rooms/${id}`)", r"path.match(/\/rooms\/(\d+)$/)"])
def test_an_address_in_a_script_is_found(code: str) -> None:
    assert ADDRESS_IN_A_SCRIPT.search(code)


def test_a_route_of_the_rest_api_is_relative_but_what_it_answers_is_not() -> None:
    route = '@router.get("/rooms")\ndef listing(): return f"{API}/people/{uuid}"'
    assert [found.partition(": ")[2] for found in addresses(route, is_rest=True)] == ["/people/"]


def test_every_layer_may_import_it_because_it_imports_nothing_of_chatapp() -> None:
    assert _imported(MODULE) == {"urllib.parse", "uuid"}
    assert _imported(MODULE.parent / "links.py") == {"uuid", "chatapp.web"}
    assert _imported(MODULE.parent / "__init__.py") == set()


def _imported(path: Path) -> set[str | None]:
    nodes = list(ast.walk(ast.parse(path.read_text("utf-8"))))
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return plain | {node.module for node in nodes if isinstance(node, ast.ImportFrom)}


@pytest.mark.parametrize(
    ("built", "expected"),
    [
        (urls.ROOM_ROUTE, "/rooms/{room_uuid}"),
        (urls.MESSAGE_ROUTE, "/rooms/{room_uuid}/{number}"),
        (urls.PERSON_ROUTE, "/people/{username}"),
        (urls.ADMIN_ROUTE, "/admin/{section}"),
        (urls.AVATAR_ROUTE, "/avatars/{account_uuid}/{digest}"),
        (urls.UPLOAD_ROUTE, "/files/{upload_uuid}"),
        (urls.ASSET_ROUTE, "/assets/{digest}/{name:path}"),
        (urls.rooms("mine"), "/rooms?show=mine"),
        (urls.room(ADA), f"/rooms/{ADA}"),
        (urls.message(ADA, 7), f"/rooms/{ADA}/7"),
        (urls.person("ada.l"), "/people/ada.l"),
        (urls.person("łukasz"), "/people/%C5%82ukasz"),
        (urls.SETTINGS_ROUTE, "/settings/{section}"),
        (urls.settings("devices"), "/settings/devices"),
        (urls.avatar(ADA, "a b"), f"/avatars/{ADA}/a%20b"),
        (urls.admin("audit"), "/admin/audit"),
        (urls.admin_messages(), "/admin/moderation"),
        (urls.admin_messages(author=ADA), f"/admin/moderation?author={ADA}"),
        (urls.admin_messages(room=ADA), f"/admin/moderation?room={ADA}"),
        (urls.file(ADA, "a b/☕.png"), f"/files/{ADA}/a%20b%2F%E2%98%95.png"),
        (urls.thumbnail(ADA, "a.png", 480), f"/files/{ADA}/a.png?size=480"),
        (urls.asset("4f", "send_queue.js"), "/assets/4f/send_queue.js"),
        (urls.emoji("4f"), "/assets/4f/emoji.json"),
        (urls.emoji_picture("4f"), "/emoji/4f"),
        (urls.emoji_picture("4f", is_still=True), "/emoji/4f?still=1"),
        (urls.emoji_list("4f"), "/emoji/lists/4f"),
        (urls.api_emoji_picture("ship-it"), "/api/v1/emoji/ship-it/picture"),
        (urls.api_avatar(ADA), f"/api/v1/people/{ADA}/avatar"),
        (links.setup_link("https://chat.example", "t"), "https://chat.example/setup?token=t"),
        (urls.host_in_url("fd00::2"), "[fd00::2]"),
        (urls.host_in_url("fe80::1%eth0"), "[fe80::1%25eth0]"),
        (urls.host_in_url("192.0.2.1"), "192.0.2.1"),
        (urls.host_in_url("chat.example"), "chat.example"),
        (links.login_link("https://chat.example"), "https://chat.example/login"),
        (links.forgot_link("https://chat.example"), "https://chat.example/forgot"),
        (links.reset_link("https://chat.example", "t"), "https://chat.example/reset?token=t"),
        (urls.with_query("/reset", token="a&b", sent=""), "/reset?token=a%26b"),
        (urls.with_next("/login", "/rooms?show=mine"), "/login?next=/rooms%3Fshow%3Dmine"),
        (urls.with_next("/login", ""), "/login"),
    ],
)
def test_addresses_are_what_they_have_always_been(built: str, expected: str) -> None:
    assert built == expected


@pytest.mark.parametrize(
    ("path", "is_within"), [("/admin", True), ("/admin/jobs", True), ("/administration", False), ("/", False)]
)
def test_a_path_is_within_itself_and_what_is_above_it(path: str, is_within: bool) -> None:
    assert urls.is_within(path, urls.ADMIN) == is_within
