"""The API's document and its page: complete, valid, and served from this machine alone."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from fastapi import FastAPI
from fastapi.openapi.models import OpenAPI

from chatapp.api import TAGS
from chatapp.web.problems import MEDIA_TYPE
from tests.api.conftest import BASE, Program

# fastapi-swagger reads its files in a way that Python 3.11 and 3.12 call deprecated, and later ones do not.
pytestmark = pytest.mark.filterwarnings("ignore:open_binary is deprecated:DeprecationWarning")

URL = re.compile(r"""(?:src|href|url|action)\s*[=:]\s*["']?([^"'\s>)]+)""")


def references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            if name == "$ref":
                yield inner
            yield from references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from references(inner)


async def test_the_document_is_valid_and_every_reference_leads_somewhere(stranger: Program) -> None:
    document = (await stranger.get("openapi.json")).json()
    assert OpenAPI.model_validate(document).openapi.startswith("3.1")
    assert [server["url"] for server in document["servers"]] == ["/api/v1"]
    found = set(references(document))
    assert found
    for reference in found:
        place = document
        for part in reference.removeprefix("#/").split("/"):
            place = place[part]


async def test_the_document_is_encoded_once(stranger: Program, api: FastAPI, monkeypatch: pytest.MonkeyPatch) -> None:
    first = await stranger.get("openapi.json")
    monkeypatch.delattr(FastAPI, "openapi")
    assert (await stranger.get("openapi.json")).content == first.content


async def test_every_operation_says_what_it_does_and_how_it_fails(api: FastAPI) -> None:
    identifiers: list[str] = []
    for path, methods in api.openapi()["paths"].items():
        for method, operation in methods.items():
            where = f"{method} {path}"
            assert operation["summary"], where
            assert operation["description"], where
            assert MEDIA_TYPE in operation["responses"]["default"]["content"], where
            identifiers.append(operation["operationId"])
    assert len(identifiers) == len(set(identifiers))
    assert [name for name in identifiers if not re.fullmatch("[a-z]+(_[a-z]+)+", name)] == []


async def test_no_two_models_have_the_same_name(api: FastAPI) -> None:
    assert [name for name in api.openapi()["components"]["schemas"] if "__" in name] == []


async def test_every_route_but_signing_up_and_asking_for_a_token_is_marked_as_needing_one(api: FastAPI) -> None:
    unmarked = {
        f"{method} {path}"
        for path, methods in api.openapi()["paths"].items()
        for method, operation in methods.items()
        if not operation.get("security")
    }
    assert unmarked == {
        "post /accounts",
        "post /accounts/confirmations",
        "post /accounts/resends",
        "post /password-resets",
        "post /password-resets/completions",
        "post /tokens",
    }


async def test_the_page_refers_to_no_other_host_and_everything_it_refers_to_is_there(stranger: Program) -> None:
    page = await stranger.get("docs")
    assert page.status_code == 200
    found = URL.findall(page.text)
    assert len(found) >= 3
    for reference in found:
        url = urljoin(f"{BASE}/api/v1/docs", reference)
        assert urlsplit(url).netloc == urlsplit(BASE).netloc, reference
        assert (await stranger.get(url)).status_code == 200, reference
    assert set(re.findall(r"https?://([^/\"'\s]+)", page.text)) <= {urlsplit(BASE).netloc}


async def test_the_pages_style_loads_nothing_from_elsewhere(stranger: Program) -> None:
    style = (await stranger.get("swagger/swagger-ui.css")).text
    assert "@import" not in style
    assert not re.search(r"url\(\s*[\"']?(?:https?:)?//", style)


async def test_every_operation_is_in_one_part_and_every_part_has_some(api: FastAPI) -> None:
    """Generated clients put an operation that has two tags into two places, and one that has none into `default`."""
    document = api.openapi()
    parts = [tag["name"] for tag in document["tags"]]
    assert parts == list(TAGS)
    assert len(parts) == len(set(parts))
    found = {
        f"{method} {path}": operation.get("tags", [])
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }
    assert {where: tags for where, tags in found.items() if len(tags) != 1} == {}
    assert {tag for (tag,) in found.values()} == set(parts)


async def test_a_piece_is_documented_once_though_two_routes_take_it(api: FastAPI) -> None:
    assert list(api.openapi()["paths"]["/uploads/{upload_uuid}"]) == ["get", "patch", "delete"]


async def test_an_operation_tells_how_it_refuses_too_much_and_what_it_is_called(api: FastAPI) -> None:
    for path, methods in api.openapi()["paths"].items():
        for method, operation in methods.items():
            assert set(operation["responses"]["431"]["content"]) == {"text/plain"}, f"{method} {path}"
            part, _, done = operation["operationId"].partition("_")
            assert part, path
            assert done, path
            is_for_administrators = operation["tags"] == ["administration"]
            assert is_for_administrators == operation["operationId"].startswith("admin_"), path
