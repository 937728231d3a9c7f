"""What is deployed: the files name what there is, and real proxies lead two people on two processes to each other."""

import json
import re
import subprocess
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import text

from chatapp.bootstrap import assemble
from chatapp.settings import Settings
from tests.support.browser.page_client import PageClient
from tests.support.people.members import make_members_at
from tests.support.running import debian
from tests.support.running.patience import PATIENCE, until
from tests.support.servers import loopback
from tests.support.servers.databases import connected
from tests.support.servers.postgres import Postgres
from tests.support.servers.proxies import DEPLOY, caddy, leading, nginx, running
from tests.support.servers.redis_server import RedisServer
from tests.support.servers.server import PASSWORD, ROOT, Person, Server, free_port

KNOWN = {f"CHATAPP_{name}".upper() for name in Settings.model_fields}
OF_CADDY = {"CHATAPP_SITE", "CHATAPP_PROCESSES"}
VARIABLE = re.compile(r"\bCHATAPP_[A-Z_]+\b")


def services(path: Path) -> dict[str, Any]:
    """Return a compose file's services."""
    found: dict[str, Any] = yaml.safe_load(path.read_text())["services"]
    return found


def test_whoever_is_new_finds_one_container_and_nothing_else() -> None:
    assert list(services(ROOT / "compose.yaml")) == ["chatapp"]


def test_the_large_one_has_three_processes_two_databases_redis_and_a_proxy() -> None:
    made = services(DEPLOY / "compose.yaml")
    apps = [service for name, service in made.items() if name.startswith("app")]
    assert len(apps) == 3
    assert len({app["hostname"] for app in apps}) == 3
    assert {*made} - {"app1", "app2", "app3"} == {"proxy", "primary", "standby", "redis"}
    assert made["proxy"]["environment"]["CHATAPP_PROCESSES"] == "app1:8080 app2:8080 app3:8080"
    subnet = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["networks"]["inside"]["ipam"]["config"][0]["subnet"]
    assert apps[0]["environment"]["CHATAPP_TRUSTED_PROXIES"] == subnet
    assert [name for name, service in made.items() if "ports" in service] == ["proxy"], "nothing else is reached"
    for service in made.values():
        for volume in service.get("volumes", []):
            place = volume.split(":")[0]
            assert not place.startswith(".") or (DEPLOY / place).is_file(), place


@pytest.mark.parametrize("name", ["compose.yaml", "Caddyfile", "nginx.conf", "README.md", "systemd/chatapp@.service"])
def test_every_setting_that_a_file_names_is_one(name: str) -> None:
    named = {*VARIABLE.findall((DEPLOY / name).read_text())}
    assert named
    assert named <= KNOWN | OF_CADDY


def test_no_setting_of_everybodys_file_wins_over_what_a_unit_says_of_itself() -> None:
    unit = (DEPLOY / "systemd/chatapp@.service").read_text()
    started = re.search(r"^ExecStart=(?:.*\\\n)*.*", unit, re.MULTILINE)
    assert started is not None
    for said in ("CHATAPP_HOST=127.0.0.1", "CHATAPP_PORT=%i", "CHATAPP_DATA_DIR=/var/lib/chatapp"):
        assert said in started[0], "to systemd, EnvironmentFile= is worth more than Environment="


def test_what_runs_a_process_bounds_it() -> None:
    unit = (DEPLOY / "systemd/chatapp@.service").read_text().splitlines()
    for bound in ("MemoryMax=2G", "TasksMax=512", "SystemCallFilter=@system-service", "NoNewPrivileges=yes"):
        assert bound in unit
    for path, name in ((ROOT / "compose.yaml", "chatapp"), (DEPLOY / "compose.yaml", "app1")):
        app = services(path)[name]
        assert (app["mem_limit"], app["pids_limit"], app["cap_drop"]) == ("2g", 512, ["ALL"])
        assert app["security_opt"] == ["no-new-privileges:true"]


def test_prometheus_sends_the_token_that_a_process_wants() -> None:
    (job,) = yaml.safe_load((DEPLOY / "prometheus.yml").read_text())["scrape_configs"]
    assert job["authorization"]["credentials_file"]


async def test_every_metric_on_the_dashboard_exists(server: Server, postgres: Postgres, tmp_path: Path) -> None:
    url = postgres.url(postgres.copy())
    grown = Settings(
        _env_file=None,
        data_dir=tmp_path / "data",
        database_url=url,
        replica_url=url,
        broker_url="redis://127.0.0.1:1/0",
    )
    chat = assemble(grown)
    async with server.http() as http:
        told = (await http.get("/metrics")).text + (await chat.metrics.text()).decode()
    await chat.close()
    names = {*re.findall(r"^# HELP (\w+)", told, re.MULTILINE)}
    panels = json.loads((DEPLOY / "grafana-dashboard.json").read_text())["panels"]
    asked = " ".join(target["expr"] for panel in panels for target in panel.get("targets", []))
    assert {*re.findall(r"\b(?:chatapp|process)_[a-z_]+", asked)} <= names
    assert len({panel["id"] for panel in panels}) == len(panels)


@dataclass
class Proxied:
    """Two processes behind a proxy. ``cookie``: what the proxy itself wants to be sent back, for each browser."""

    base: str
    processes: tuple[Server, Server]
    cookie: Callable[[], str]

    async def pages(self, server: Server) -> float:
        """Return how many pages a process has."""
        async with server.http() as http:
            families = text_string_to_metric_families((await http.get("/metrics")).text)
        return next(family.samples[0].value for family in families if family.name == "chatapp_pages_connected")


@pytest.fixture(params=["nginx", "caddy"])
async def proxied(request: pytest.FixtureRequest, tmp_path: Path, redis: RedisServer) -> AsyncIterator[Proxied]:
    if debian.program(request.param) is None:
        pytest.skip(f"{request.param} cannot be had")
    settings = {
        "CHATAPP_BROKER_URL": redis.url.replace("/0", "/12"),
        "CHATAPP_TRUSTED_PROXIES": "127.0.0.1",
        "CHATAPP_DRAIN_SECONDS": "1",
    }
    made = [await Server(tmp_path / "data", settings).start() for _ in range(2)]
    port, targets, environment = free_port(), [server.port for server in made], dict[str, str]()
    if request.param == "nginx":
        command = nginx(tmp_path, port, targets, has_tls=False)
    else:
        command, environment = caddy(tmp_path, port, targets)
    base = f"http://127.0.0.1:{port}"

    def cookie() -> str:
        with httpx.Client(timeout=PATIENCE) as browser:
            browser.get(f"{base}/healthz")
            return "".join(f"; {name}={value}" for name, value in browser.cookies.items())

    with running(command, environment, tmp_path / "proxy.log"):
        yield Proxied(await leading(base), (made[0], made[1]), cookie)
    for server in made:
        await server.stop()


async def through(proxied: Proxied, person: Person, room: str) -> PageClient:
    """Open a room as a browser does through the proxy."""
    page = PageClient(proxied.base, f"/rooms/{room}", person.cookie + proxied.cookie())
    return await page.open()


@pytest.mark.parametrize("proxied", ["nginx", pytest.param("caddy", marks=pytest.mark.nightly)], indirect=True)
async def test_through_a_real_proxy_people_on_two_processes_chat_and_one_process_may_leave(proxied: Proxied) -> None:
    here, there = proxied.processes
    owner = await here.person()
    room = await here.room(owner)
    pages: list[PageClient] = []
    while not (await proxied.pages(here) and await proxied.pages(there)):
        person = await here.person()
        await make_members_at(here.database_url, room, [person.uuid])
        pages.append(await through(proxied, person, room))
    for number in range(1, 5):
        await (here, there)[number % 2].post(owner, room, f"message {number}")
    for page in pages:
        await until(lambda page=page: [number for number, _ in page.rows()] == [1, 2, 3, 4])
    assert all(page.connections == 1 for page in pages)
    stays = await proxied.pages(there)
    await here.stop()
    await there.post(owner, room, "message 5")
    for page in pages:
        await until(lambda page=page: [number for number, _ in page.rows()] == [1, 2, 3, 4, 5])
    moved = sum(bool(page.reloads) for page in pages)
    assert moved == len(pages) - stays, "who was on the other process noticed nothing"
    for page in pages:
        await page.close()


async def test_a_visitor_cannot_choose_their_address_nor_read_the_metrics(proxied: Proxied) -> None:
    here = proxied.processes[0]
    ann = await here.person()
    lies = {
        "X-Forwarded-For": "203.0.113.9",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Prefix": "/evil",
        "X-Real-IP": "203.0.113.9",
        "Forwarded": "for=203.0.113.9",
        "Origin": proxied.base,
    }
    async with loopback.client(base_url=proxied.base, headers=lies) as http:
        signed_in = await http.post("/login", data={"login": ann.username, "password": PASSWORD})
        assert "chatapp_session" in signed_in.cookies
        assert "Secure" not in signed_in.headers["set-cookie"], "it came by http"
        assert (await http.get("/metrics")).status_code == 404
    with connected(f"sqlite:///{here.data_dir}/chatapp.db") as connection:
        address = connection.execute(text("select address from login_session order by id desc limit 1")).scalar()
    assert address == "127.0.0.1"


@pytest.mark.skipif(debian.program("nginx") is None, reason="nginx cannot be had")
def test_nginx_takes_the_file_as_it_is_with_a_certificate(tmp_path: Path) -> None:
    command = nginx(tmp_path, free_port(), [free_port(), free_port()], has_tls=True)
    tested = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
    assert tested.returncode == 0, tested.stderr
    assert "[warn]" not in tested.stderr


def test_the_standbys_script_is_one_that_a_shell_can_read() -> None:
    for script in (DEPLOY / "postgres").iterdir():
        subprocess.run(["sh", "-n", script], check=True)
