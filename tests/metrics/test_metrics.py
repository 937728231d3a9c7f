"""The numbers for Prometheus: what they say, who may read them, and that one that cannot be read hides no other."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from structlog.testing import capture_logs

from chatapp.bootstrap import Chat
from chatapp.metrics import Metrics
from models import JobRecord
from tests.support.browser.page_client import PageClient
from tests.support.people.chats import MakePerson
from tests.support.people.files import begin_file, send_file
from tests.support.people.rooms import a_room
from tests.support.running.patience import comes_true
from tests.support.servers.databases import POSTGRESQL, SQLITE
from tests.support.servers.server import Server

TOKEN = "scrape-me-if-you-can"
Numbers = Mapping[str, float]


def numbers(text: str) -> Numbers:
    """Read the text as Prometheus does: name and labels → number."""
    return {
        sample.name + "".join(f" {value}" for _, value in sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


async def read(server: Server) -> Numbers:
    async with server.http() as http:
        answer = await http.get("/metrics")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/plain; version=")
    return numbers(answer.text)


async def test_pages_posts_and_page_updates_are_reported(own_server: Server) -> None:
    server = own_server  # pages of other tests would be forgotten meanwhile
    ann = await server.person()
    room = await server.room(ann)
    before = await read(server)
    page = await PageClient(server.base, f"/rooms/{room}", ann.cookie).open()
    for number in range(3):
        await server.post(ann, room, f"message {number}")

    async def are_counted() -> bool:
        return (await read(server))["chatapp_page_updates_total"] >= before["chatapp_page_updates_total"] + 3

    await comes_true(are_counted)
    after = await read(server)
    assert after["chatapp_posts_total"] == before["chatapp_posts_total"] + 3
    assert after["chatapp_pages_open"] == before["chatapp_pages_open"] + 1
    assert after["chatapp_pages_connected"] >= 1
    assert after["chatapp_http_responses_total 201"] >= before.get("chatapp_http_responses_total 201", 0) + 3
    await page.close()
    assert (await read(server))["chatapp_page_updates_total"] >= after["chatapp_page_updates_total"], "it never shrinks"


async def test_without_a_setting_nobody_may_read_them_however_local_they_look(tmp_path: Path) -> None:
    """A forwarder that adds no headers makes every visitor look local."""
    server = await Server(tmp_path / "data", {"CHATAPP_METRICS_ALLOW": ""}).start()
    async with server.http() as http:
        for headers in ({"Host": "localhost"}, {"Host": "127.0.0.1"}, {"X-Forwarded-For": "127.0.0.1"}):
            refused = await http.get("/metrics", headers=headers)
            assert refused.status_code == 403
            assert "chatapp_" not in refused.text
            assert "CHATAPP_METRICS_TOKEN" in refused.json()["detail"]
        assert (await http.get("/readyz")).json() == {"status": "ready"}
    await server.stop()


async def test_where_a_token_is_set_whoever_sends_it_may_read_and_nobody_else(tmp_path: Path) -> None:
    server = await Server(tmp_path / "data", {"CHATAPP_METRICS_TOKEN": TOKEN, "CHATAPP_METRICS_ALLOW": ""}).start()
    async with server.http() as http:
        for wrong in ("", "Bearer", "Bearer wrong", f"Basic {TOKEN}", f"Bearer {TOKEN}x", "Bearer \u00e4"):
            refused = await http.get("/metrics", headers={b"Authorization": wrong.encode("latin-1")})
            assert (refused.status_code, refused.headers["www-authenticate"]) == (401, "Bearer"), wrong
        right = {"Authorization": f"Bearer {TOKEN}", "X-Forwarded-For": "203.0.113.9", "Host": "chat.example.org"}
        answer = await http.get("/metrics", headers=right)
    assert "chatapp_posts_total" in numbers(answer.text)
    assert TOKEN not in server.log()
    await server.stop()


@pytest.mark.parametrize("database", [SQLITE, POSTGRESQL])
async def test_pools_and_jobs_are_reported(chat: Chat) -> None:
    await chat.jobs.run("clean-up")
    async with chat.reading() as session:
        await session.connection()
        told = numbers((await chat.metrics.text()).decode())
    assert told["chatapp_database_connections_in_use reader"] == 1
    assert told["chatapp_database_connections_max reader"] >= 4
    assert told["chatapp_job_runs_total clean-up ok"] == 1
    assert told["chatapp_job_consecutive_failures clean-up"] == 0
    assert told["chatapp_job_last_success_timestamp_seconds clean-up"] > 1_700_000_000
    assert told["chatapp_job_scheduler_leader"] == 0


async def test_files_are_reported(chat: Chat, person: MakePerson) -> None:
    ann = await person("ann")
    room = await a_room(chat, ann)
    for name in ("a.txt", "b.txt"):
        await send_file(chat, ann, room, b"the same", name)
    await begin_file(chat, ann, room, 100)
    told = numbers((await chat.metrics.text()).decode())
    assert (told["chatapp_files"], told["chatapp_files_bytes"], told["chatapp_files_bytes_coming"]) == (1, 8, 100)
    assert told["chatapp_files_bytes_max"] == chat.uploads.limits.whole
    assert told["chatapp_upload_bytes_total"] == 16
    await send_file(chat, ann, room, b"another")
    assert numbers((await chat.metrics.text()).decode())["chatapp_files"] == 1, "added up once a minute"


@pytest.mark.parametrize("database", [SQLITE])
async def test_nobody_is_woken_for_ever_by_the_failure_of_a_job_that_is_no_more(chat: Chat) -> None:
    async with chat.transaction() as work:
        work.session.add(JobRecord(name="copy", failures=3, next_at=None))
    told = numbers((await chat.metrics.text()).decode())
    assert "chatapp_job_consecutive_failures copy" not in told


@pytest.mark.parametrize("database", [SQLITE])
async def test_a_number_that_cannot_be_read_hides_no_other(chat: Chat) -> None:
    metrics = Metrics()
    metrics.gauge("broken", "Raises.", lambda: 1 / 0)
    metrics.gauge("unknown", "Is not known just now.", lambda: None)
    metrics.gauge("replica_lag_seconds", "A number of another part.", lambda: 1.5)
    with capture_logs() as logs:
        told = numbers((await metrics.text()).decode())
    assert told["chatapp_replica_lag_seconds"] == 1.5
    assert not {"chatapp_broken", "chatapp_unknown"} & told.keys()
    assert [line["name"] for line in logs] == ["chatapp_broken"]


async def test_warnings_in_the_log_are_counted(tmp_path: Path) -> None:
    server = await Server(tmp_path / "data", {"CHATAPP_FANOUT": "public"}).start()
    assert (await read(server))["chatapp_log_messages_total warning chatapp"] >= 1, "the log warns of the slow way"
    await server.stop()
