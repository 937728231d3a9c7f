"""Each module stands alone, says why it is no Python, and is served where those that import it look for it."""

import re

import pytest
from playwright.async_api import BrowserContext, Route

from chatapp.web.security import CONTENT_SECURITY_POLICY
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
    assert f'<script type="module" src="{assets.address("shell.js")}"' in html
    assert "outbox.js" not in assets.module("frame.js")


@pytest.mark.browser
async def test_a_page_whose_scripts_cannot_be_loaded_loads_again(context: BrowserContext) -> None:
    asked: list[str] = []

    async def serve(route: Route) -> None:
        name = route.request.url.rpartition("/")[2]
        asked.append(name)
        if name == "forms.js" and asked.count(name) < 3:  # once preloaded, once imported
            await route.abort()
        elif name in assets.MODULES:
            await route.fulfill(body=assets.MODULES[name], content_type="text/javascript")
        else:
            policy = {"Content-Security-Policy": CONTENT_SECURITY_POLICY}
            await route.fulfill(body=assets.module("frame.js"), content_type="text/html", headers=policy)

    page = await context.new_page()
    await page.route("**/*", serve)
    await page.goto("http://cut-off.test/")
    await page.wait_for_function("window.chatapp !== undefined")
    assert asked.count("") > 1
    await page.close()
