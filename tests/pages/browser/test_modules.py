"""Each module stands alone, says why it is no Python, and is served where those that import it look for it."""

import re

import pytest
from playwright.async_api import BrowserContext, Route

from chatapp.web.security import CONTENT_SECURITY_POLICY
from pages.browser import assets
from pages.browser.bundle import LATER, BundleError, bundle, imported
from tests.pages.browser.conftest import BLANK, LoadModules

# A document of its own has a window of its own; a new page would take six times as long
LOADED_ALONE = """([address, html]) => new Promise((loaded, failed) => {
  const frame = document.createElement('iframe');
  frame.onload = () => frame.contentWindow.eval(`import('${address}')`).then(() => frame.remove()).then(loaded, failed);
  frame.srcdoc = html;
  document.body.append(frame);
})"""


@pytest.mark.browser
async def test_each_module_loads_alone_without_an_error(load: LoadModules) -> None:
    page = await load(is_styled=False)
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    for name in assets.MODULES:
        await page.evaluate(LOADED_ALONE, [assets.address(name), BLANK.format(styles="", html="")])
        assert problems == [], name


def test_each_module_is_short_and_says_first_why_it_is_no_python() -> None:
    for name, code in assets.MODULES.items():
        first, *others = code.splitlines()
        assert re.fullmatch(r"// \w.{30,}\.", first), name
        assert len(others) < 150, name


def test_each_module_can_be_joined_with_what_it_imports() -> None:
    for name in assets.MODULES:
        assert bundle(name, assets.MODULES, assets.address), name


def test_each_import_names_a_file_where_it_is() -> None:
    for name, code in assets.MODULES.items():
        for path in re.findall(r"^(?:import|export) .*'(\..*)'|\bimport\('(.*)'\)", code, re.M):
            named = assets.FILES[name].parent / "".join(path)
            assert named.resolve() == assets.FILES[named.name], name
    assert len(assets.FILES) == sum(
        file.parent.name != "inline" for file in assets.FOLDER.rglob("*.js")
    )  # no name twice


def test_what_is_imported_only_when_it_is_needed_shares_no_state_with_the_page() -> None:
    for code in assets.MODULES.values():
        for later in LATER.findall(code):
            assert not imported(assets.MODULES[f"{later}.js"]), f"{later} would bring its own copy of what it imports"


@pytest.mark.parametrize(
    "wrong",
    [
        "export default 1;\n",
        "import a from './b.js';\n",
        "import {changing} from './b.js';\n",
    ],
)
def test_a_module_of_another_kind_is_refused(wrong: str) -> None:
    modules = {"a.js": wrong, "b.js": "export let changing = 1;\n"}
    with pytest.raises(BundleError):
        bundle("a.js", modules, str)


@pytest.mark.browser
async def test_joined_modules_see_what_changes_in_the_others(context: BrowserContext) -> None:
    modules = {
        "a.js": "import * as b from './b.js';\nimport {add as more} from './b.js';\nmore();\nwindow.seen = b.count;\n",
        "b.js": "import './c.js';\nexport let count = 1;\nfunction add() {\n  count += step;\n}\nexport {add};\n",
        "c.js": "window.step = 41;\n",
    }
    page = await context.new_page()
    await page.add_script_tag(content=bundle("a.js", modules, str), type="module")
    await page.wait_for_function("window.seen === 42")
    await page.close()


@pytest.mark.browser
async def test_a_page_whose_scripts_cannot_be_loaded_loads_again(context: BrowserContext) -> None:
    asked: list[str] = []

    async def serve(route: Route) -> None:
        name = route.request.url.rpartition("/")[2]
        asked.append(name)
        if name == "frame.js" and asked.count(name) < 3:
            await route.abort()
        elif name in assets.MODULES:
            code = bundle(name, assets.MODULES, assets.address)
            await route.fulfill(body=code, content_type="text/javascript")
        else:
            policy = {"Content-Security-Policy": CONTENT_SECURITY_POLICY}
            await route.fulfill(body=assets.module("frame.js"), content_type="text/html", headers=policy)

    page = await context.new_page()
    await page.route("**/*", serve)
    await page.goto("http://cut-off.test/")
    await page.wait_for_function("window.chatapp !== undefined")
    assert asked.count("") == 3
    await page.close()
