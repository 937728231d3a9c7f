"""What tests start from: an assembled application on its own database, a real server, a real browser."""

import asyncio
import gc
import shutil
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import datetime
from functools import partial
from pathlib import Path
from uuid import uuid4

import hypothesis
import pytest
from hypothesis import HealthCheck
from playwright.async_api import Browser, BrowserContext, Page, ViewportSize, async_playwright, expect

from chatapp.bootstrap import Chat, assemble
from chatapp.broker import Broker
from chatapp.settings import Settings
from models import utc_datetime
from tests.support.browser import chromium
from tests.support.browser.arrival import arrived
from tests.support.browser.browser_contexts import BrowserContexts
from tests.support.people.chats import ChatWith, MakePerson, OpenPage
from tests.support.people.newcomers import store_person
from tests.support.running import lifetimes
from tests.support.running.clock import Calendar
from tests.support.running.patience import PATIENCE
from tests.support.servers import prompt_home, warm
from tests.support.servers.databases import DATABASES, POSTGRESQL, REPLICATED, SQLITE, TRIGRAMS
from tests.support.servers.mailbox import Mailbox
from tests.support.servers.migrated import migrated_file
from tests.support.servers.named_connections import name_connections
from tests.support.servers.plain_settings import settings_at
from tests.support.servers.postgres import WHEEL_WITH_EXTENSIONS, Postgres
from tests.support.servers.redis_server import RedisServer
from tests.support.servers.server import Person, Server, kept_port
from tests.support.servers.standby import Pair

# The slowest folders and files come first: begun last, one of them would keep the other processes waiting. Pages keep
# a core busy, and what starts processes waits much: so they come in turn
BROWSERS = {"pages", "acceptance"}
PROCESSES = {"transfer", "serving", "storage", "jobs", "models", "realtime", "outbound", "benchmarks"} | {
    f"test_{name}.py"
    for name in (
        *("interrupted_run", "wheel", "deploy", "start", "run", "cli", "faults", "outsiders"),
        *("processes", "two_processes", "killed_leader"),
    )
}
PAGE, WAITING, OTHER = range(3)

SERVERS = {POSTGRESQL: "postgres", TRIGRAMS: "postgres_with_trigrams", REPLICATED: "pair"}  # database → its fixture

expect.set_options(timeout=PATIENCE * 1000)
hypothesis.settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis.settings.load_profile("patient")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the slowest files, so that all processes end together; those that wait lie between the busy ones."""
    places: dict[int, dict[Path, int]] = defaultdict(dict)  # of each file among those of its kind
    for item in items:
        files = places[_kind(item)]
        files.setdefault(item.path, len(files))

    def place(item: pytest.Item) -> tuple[bool, float, int]:
        kind = _kind(item)
        return kind == OTHER, places[kind][item.path] / len(places[kind]), kind

    items.sort(key=place)


def _kind(item: pytest.Item) -> int:
    parts = item.path.parts
    return PAGE if not BROWSERS.isdisjoint(parts) else WAITING if not PROCESSES.isdisjoint(parts) else OTHER


def pytest_collection() -> None:
    """Look for no garbage meanwhile: next to nothing of what is collected is any."""
    gc.disable()


def pytest_collection_finish(session: pytest.Session) -> None:
    """Set aside what is there now: looking for garbage, which happens often, is looking at what comes after."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    gc.enable()
    if session.config.getoption("workers", 1) > 1 and any(_kind(item) == PAGE for item in session.items):
        warm.start()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run the tests that are marked `each_database` on each of them, one after the other.

    ``each_database(nightly=POSTGRESQL)``: on that one in the nightly run alone.
    """
    mark = metafunc.definition.get_closest_marker("each_database")
    chosen = any(mark.args[0] == "database" for mark in metafunc.definition.iter_markers("parametrize"))
    if mark is not None and not chosen and "database" in metafunc.fixturenames:
        by_night = mark.kwargs.get("nightly")
        marks = {name: [pytest.mark.nightly] if name == by_night else [] for name in DATABASES}
        metafunc.parametrize("database", [pytest.param(name, marks=marks[name]) for name in DATABASES], indirect=True)


def pytest_sessionfinish() -> None:
    """Leave no server behind."""
    warm.end_all()


Server.is_warm = True
lifetimes.interrupt_when_terminated()
name_connections()


@pytest.fixture
def database(request: pytest.FixtureRequest) -> str:
    """Which database `chat` is on: each of them in turn for tests marked `each_database`, SQLite for all others."""
    return str(getattr(request, "param", SQLITE))


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL server, started for the first test that wants it."""
    postgres = Postgres().start()
    yield postgres
    postgres.stop()


@pytest.fixture(scope="session")
def postgres_with_trigrams() -> Iterator[Postgres]:
    """A PostgreSQL server with the extensions that the search index needs, started for the first test that wants it."""
    postgres = Postgres(WHEEL_WITH_EXTENSIONS).start()
    yield postgres
    postgres.stop()


@pytest.fixture(scope="session")
def pair() -> Iterator[Pair]:
    """A PostgreSQL server and its standby, shared by the tests that leave both running."""
    pair = Pair().start()
    yield pair
    pair.stop()


@pytest.fixture
def settings(tmp_path: Path, database: str, request: pytest.FixtureRequest) -> Iterator[Settings]:
    """Settings of a Chatapp of this test's own. Its PostgreSQL database is there already; a SQLite file is not."""
    data_dir = tmp_path / "data"
    data_dir.mkdir()
    settings = settings_at(data_dir)
    if database == SQLITE:
        yield settings
        return
    server: Postgres | Pair = request.getfixturevalue(SERVERS[database])
    name = server.copy()
    changes = {"database_url": server.url(name)}
    if isinstance(server, Pair):
        changes["replica_url"] = server.standby.url(name)
    yield settings.model_copy(update=changes)
    server.give_back(name)


@pytest.fixture
async def chat(settings: Settings, database: str) -> AsyncIterator[Chat]:
    """The assembled application on an empty database of this test's own."""
    if database == SQLITE:
        shutil.copy(migrated_file(), settings.data_dir / "chatapp.db")
    chat = assemble(settings)
    if database == REPLICATED:
        await chat.database.open()
    yield chat
    await chat.close()


@pytest.fixture
def person(chat: Chat) -> MakePerson:
    """Makes accounts: ``ann = await person("ann")``."""
    return partial(store_person, chat)


@pytest.fixture
async def chat_with(chat: Chat) -> AsyncIterator[ChatWith]:
    """Assembles another Chatapp on the same database: ``chat_with(signup="closed")``."""
    made: list[Chat] = []

    def make(broker: Broker | None = None, now: Callable[[], datetime] = utc_datetime.now, **changes: object) -> Chat:
        values = {**chat.settings.model_dump(), **changes}
        made.append(assemble(Settings(_env_file=None, **values), broker, now=now))
        return made[-1]

    yield make
    for other in made:
        await other.close()


@pytest.fixture
def calendar() -> Calendar:
    """The present moment of `mailing`, moved by the test."""
    return Calendar()


@pytest.fixture
async def mailing(mailbox: Mailbox, calendar: Calendar, chat_with: ChatWith, person: MakePerson) -> Chat:
    """A Chatapp with a mail server, set up by its administrator: everybody else proves their address with a code."""
    await person("admin")
    return chat_with(smtp_url=mailbox.url, signup="verified", now=calendar)


@pytest.fixture(scope="session")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Server]:
    """A server shared by the tests that leave it running; each makes people and rooms of its own."""
    server = await Server(tmp_path_factory.mktemp("shared") / "data", hurry=prompt_home.hurry).start()
    yield server
    await server.stop()


@pytest.fixture
async def own_server(tmp_path: Path) -> AsyncIterator[Server]:
    """A server of this test's own, to be killed and restarted."""
    server = await Server(tmp_path / "data", port=kept_port("own_server")).start()
    yield server
    await server.stop()


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Chromium."""
    async with async_playwright() as playwright:
        path = chromium.executable() or playwright.chromium.executable_path
        path, environment = lifetimes.browser_ending_with_its_parent(path)
        browser = await playwright.chromium.launch(
            executable_path=path, env=environment, args=chromium.ARGUMENTS, timeout=PATIENCE * 1000
        )
        yield browser
        await browser.close()


@pytest.fixture(scope="session")
async def browser_contexts(browser: Browser) -> BrowserContexts:
    """The contexts that `open_page` takes and gives back. They end with the browser."""
    return BrowserContexts(browser)


@pytest.fixture
async def open_page(browser_contexts: BrowserContexts) -> AsyncIterator[OpenPage]:
    """Opens a page as somebody, in a browser context of its own; any error on the page fails the test."""
    contexts: list[BrowserContext] = []
    problems: list[str] = []

    async def open_(
        url: str, person: Person | None = None, viewport: ViewportSize | None = None, **options: object
    ) -> Page:
        context = await browser_contexts.take(**options)
        contexts.append(context)
        if person:
            name, _, value = person.cookie.partition("=")
            await context.add_cookies([{"name": name, "value": value, "domain": "127.0.0.1", "path": "/"}])
        page = await browser_contexts.visit(context, lambda error: problems.append(str(error)), url, viewport)
        await arrived(page)
        return page

    yield open_
    try:
        async with asyncio.timeout(PATIENCE):
            for context in contexts:
                await browser_contexts.give_back(context)
    except TimeoutError:
        pytest.fail(f"pages that do not close: {[page.url for context in contexts for page in context.pages]}")
    assert problems == []


@pytest.fixture(scope="session")
async def redis() -> AsyncIterator[RedisServer]:
    """A Redis shared by the tests that leave it running; each takes a database number of its own."""
    server = await RedisServer().start()
    yield server
    await server.stop()


@pytest.fixture
async def own_redis() -> AsyncIterator[RedisServer]:
    """A Redis of this test's own, to be killed and restarted."""
    server = await RedisServer().start()
    yield server
    await server.stop()


@pytest.fixture
async def mailbox() -> AsyncIterator[Mailbox]:
    """A mail server that keeps what it is given."""
    mailbox = await Mailbox().start()
    yield mailbox
    await mailbox.stop()


@pytest.fixture
def key() -> str:
    """A fresh client_message_id."""
    return str(uuid4())
