"""Each module stands alone, says why it is no Python, and is served where those that import it look for it."""

import re

import pytest

from pages.browser import assets
from tests.pages.browser.conftest import LoadModules


@pytest.mark.browser
@pytest.mark.parametrize("name", [name.removesuffix(".js") for name in assets.MODULES])
async def test_a_module_loads_alone_without_an_error(load: LoadModules, name: str) -> None:
    await load(name)


@pytest.mark.parametrize("name", assets.MODULES)
def test_a_module_is_short_and_says_first_why_it_is_no_python(name: str) -> None:
    first, *others = assets.MODULES[name].splitlines()
    assert re.fullmatch(r"// \w.{30,}\.", first)
    assert len(others) < 150


def test_a_page_preloads_what_its_module_imports_each_once() -> None:
    html = assets.module("shell.js")
    named = re.findall(r'(?:href|src)="([^"]+)"', html)
    assert sorted(named) == sorted(assets.address(name) for name in assets.MODULES)
    assert html.endswith(f'<script type="module" src="{assets.address("shell.js")}"></script>')
    assert "outbox.js" not in assets.module("frame.js")
