"""What keeps a page cheap, and that it looks the same where NiceGUI's inside is not as we know it."""

import gc
import re
from types import SimpleNamespace
from typing import Any

from fastapi import Request
from markupsafe import Markup
from nicegui import Client, ui
from nicegui.client import HTML_ESCAPE_TABLE
from nicegui.props import Props
from starlette.types import Message

from pages.nicegui_patches import plain_props, release_request, signature_cache, static_element
from tests.support.browser.page_client import PageClient
from tests.support.browser.sidebar_rows import row_of
from tests.support.running.patience import until
from tests.support.servers.server import Server

FOREVER = "public, max-age=31536000, immutable"
ASSET = re.compile(r'(?:href|src)="(/assets/[^"]+)"')


async def test_styles_and_scripts_are_no_part_of_the_page_and_kept_for_good(server: Server) -> None:
    ann = await server.person()
    page = PageClient(server.base, "/rooms", ann.cookie)
    html = (await page.get()).text
    assert "--accent-soft" not in html
    assert "customElements" not in html
    assets = ASSET.findall(html)
    async with server.http() as stranger:
        answers = [await stranger.get(path) for path in assets]
        plain = await stranger.get(assets[0], headers={"Accept-Encoding": "identity"})
        uncompressed = await stranger.get(assets[0], headers={"Accept-Encoding": "br, gzip;q=0"})
        assert (await stranger.get("/assets/other/theme.css")).status_code == 404
    assert {answer.status_code for answer in answers} == {200}
    assert {answer.headers["cache-control"] for answer in answers} == {FOREVER}
    together = "".join(answer.text for answer in answers)
    assert all(part in together for part in ("--accent-soft", "message_post", "chatapp.folded", "local-time"))
    assert {answer.headers["content-encoding"] for answer in answers} == {"gzip"}
    assert not {"content-encoding"} & {*plain.headers, *uncompressed.headers}
    assert plain.text == uncompressed.text == answers[0].text
    assert len(assets) == len(set(assets)) == 2  # the styles together, the modules together


async def test_a_room_is_shown_with_few_elements(server: Server) -> None:
    ann = await server.person()
    rooms = [await server.room(ann) for _ in range(10)]
    page = PageClient(server.base, f"/rooms/{rooms[0]}", ann.cookie)
    await page.get()
    own = [identifier for identifier in page.elements if int(identifier) < 1 << 32]  # the others are the room's
    assert len(own) <= 45  # 35, and 79 before heads, composers and the sidebar were HTML


async def test_a_line_of_the_sidebar_comes_changes_and_goes_both_ways(way: Server) -> None:
    ann = await way.person()
    page = await PageClient(way.base, "/rooms", ann.cookie).open()
    room, other = await way.room(ann), await way.room(ann)

    def row() -> dict[str, str]:
        return row_of(page.elements, room)

    await until(lambda: row() and row_of(page.elements, other))
    async with way.http(ann) as http:
        (await http.patch(f"/api/v1/rooms/{room}", json={"name": "Another <name>"})).raise_for_status()
        await until(lambda: row().get("aria-label") == "Another <name>")
        assert "Another &lt;name&gt;" in row()["innerHTML"]
        (await http.post(f"/api/v1/rooms/{room}/close")).raise_for_status()
    await until(lambda: not row())
    assert row_of(page.elements, other)
    await page.close()


def test_nicegui_is_as_we_know_it() -> None:
    assert signature_cache.probe() == ""
    assert static_element.probe() == ""
    assert plain_props.probe() == ""
    assert release_request.probe() == ""


def test_a_pages_json_is_escaped_as_nicegui_does() -> None:
    text = '{"a": "<b>&amp;`${x}` é \u2028 \U0001f600"}'
    escaped = signature_cache.EscapingJson(text).translate(HTML_ESCAPE_TABLE)
    assert str(escaped) == text.translate(HTML_ESCAPE_TABLE)
    assert Markup(escaped) == text.translate(HTML_ESCAPE_TABLE)  # noqa: S704  (as NiceGUI's own template has it)


def test_methods_are_asked_once_what_they_expect() -> None:
    class Some:
        def nothing(self) -> None: ...

        def one(self, event: object) -> None: ...

        def perhaps(self, event: object = None, *more: object) -> None: ...

    some = Some()
    assert [signature_cache.expects_arguments(method) for method in (some.nothing, some.one, some.perhaps)] == [0, 1, 0]
    assert not signature_cache.expects_arguments(lambda: None)
    assert signature_cache.expects_arguments(lambda event: None)


class Watched:
    """Stands for an element: counts how often it is to be shown anew."""

    def __init__(self) -> None:
        self.updates = 0

    def update(self) -> None:
        self.updates += 1


def test_what_an_element_says_of_itself_is_small_and_tells_it_of_every_change() -> None:
    element = Watched()
    props = plain_props.PlainProps({}, element=element)
    classes, style = plain_props.PlainClasses(["a"], element=element), plain_props.PlainStyle({}, element=element)
    props["options"] = [1]
    props["options"].append(2)  # what stands inside tells it as well
    classes("b", remove="a")
    style("color: red")
    assert (props, classes, style) == ({"options": [1, 2]}, ["b"], {"color": "red"})
    assert element.updates == 5  # a style is cleared before it is set
    kept = [type(held) for part in (props, classes, style) for held in gc.get_referents(part)]
    assert dict not in kept  # their attributes


async def test_a_styles_text_is_let_go_once_it_is_told_and_told_whole_when_it_changes() -> None:
    client = Client(ui.page(""), request=Request({"type": "http", "path": "/", "headers": [], "query_string": b""}))
    with client:
        style = static_element.StaticElement("style", "", {"innerHTML": "a {}"})
        other = static_element.StaticElement("p", "", {"innerHTML": "b"})
    told = [style._to_dict()["props"]]
    kept = style._attributes
    style.set({"innerHTML": "c {}"})
    told += [style._to_dict()["props"], other._to_dict()["props"], other._to_dict()["props"]]
    assert told == [{"innerHTML": "a {}"}, {"innerHTML": "c {}"}, {"innerHTML": "b"}, {"innerHTML": "b"}]
    assert kept == style._attributes == {}
    client.delete()


def test_what_is_renamed_for_one_element_is_renamed_for_no_other() -> None:
    one, other = (plain_props.PlainProps({}, element=Watched()) for _ in range(2))
    one.add_rename("old", "new")
    assert "old" in one._renames
    assert "old" not in other._renames
    heard: list[str] = []
    one.on_change(lambda: heard.append("one"))
    other["another"] = one["another"] = "value"
    assert heard == ["one"]


def test_of_a_pages_request_only_what_it_said_is_kept() -> None:
    async def receive() -> Message:
        raise AssertionError

    scope = {"type": "http", "path": "/rooms", "headers": [(b"cookie", b"a=b")], "fastapi_inner_astack": object()}
    client: Any = SimpleNamespace(
        _request=Request(scope, receive), environ={"wsgi.input": object(), "QUERY_STRING": "client_id=1"}
    )
    release_request.release_request(client)
    assert client._request.cookies == {"a": "b"}
    assert receive not in vars(client._request).values()
    assert client._request.scope.keys() == {"type", "path", "headers"}
    assert client.environ == {"QUERY_STRING": "client_id=1"}


def test_props_written_as_text_are_what_nicegui_reads_and_no_two_elements_share_them() -> None:
    text = """view="hhh lpr fff" dense :options="[1, 2]" columns='{"a": [1]}' width=3"""
    parse = plain_props.PlainProps.parse
    assert parse(text) == Props.parse(text) == parse(text)
    assert parse(None) == parse("") == {}
    parse(text)["dense"] = False
    assert parse(text)["dense"] is True
