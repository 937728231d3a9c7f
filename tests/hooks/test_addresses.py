"""The addresses of hooks over HTTP, as the programs of others use them."""

import asyncio
import json
from pathlib import Path
from urllib.parse import urlencode

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook import WebhookClient

from tests.support.samples.hook_payloads import SENDERS
from tests.support.servers.server import Server

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


async def test_programs_post_what_they_post_to_slack_and_hear_ok(server: Server) -> None:
    ann = await server.person()
    room = await server.room(ann)
    async with server.http(ann) as http:
        made = await http.post(f"/api/v1/rooms/{room}/hooks", json={"name": "Alerts"})
        assert made.status_code == 201, made.text
        address = made.json()["address"]
        assert address.startswith(f"{server.base.replace('127.0.0.1', 'localhost')}/hooks/")
        hook = f"{made.url.copy_with(path='/api/v1/rooms/' + room + '/hooks')}/{made.json()['uuid']}"
        path = "/hooks/" + address.rpartition("/")[2]
        listed = (await http.get(f"/api/v1/rooms/{room}/hooks")).json()["hooks"]
        assert "address" not in listed[0]
    numbers = []
    elsewhere = {"Origin": "https://evil.example"}
    async with server.http() as http:
        for sent in SENDERS:
            if sent.is_form:
                body = urlencode({"payload": json.dumps(sent.payload)}).encode()
                answer = await http.post(path, content=body, headers=FORM)
            else:
                answer = await http.post(path, json=sent.payload)
            assert (answer.status_code, answer.content) == (200, b"ok"), answer.text
            assert answer.headers["content-type"].startswith("text/plain")
            numbers.append(int(answer.headers["chatapp-message-number"]))
        edited = await http.post(f"{path}/{numbers[-1]}", json={"text": "Backup *done again*"})
        assert (edited.status_code, edited.content) == (200, b"ok")
        statuses = {
            "wrong token": (await http.post("/hooks/nonsense", json={"text": "a"})).status_code,
            "5 MB": (await http.post(path, content=b"x" * 5_000_000)).status_code,
            "broken JSON": (await http.post(path, content=b'{"text": ')).status_code,
            "nothing": (await http.post(path, json={"channel": "#a"})).status_code,
            "no message": (await http.post(f"{path}/99999", json={"text": "a"})).status_code,
            "no number": (await http.post(f"{path}/-1", json={"text": "a"})).status_code,
            "read": (await http.get(path)).status_code,
            "another site": (await http.post(path, json={"text": "a"}, headers=elsewhere)).status_code,
        }
        assert statuses == {
            "wrong token": 404,
            "5 MB": 413,
            "broken JSON": 400,
            "nothing": 400,
            "no message": 404,
            "no number": 404,
            "read": 404,
            "another site": 403,
        }
    messages = await server.messages(ann, room)
    said = {message["number"]: message["body"] for message in messages}
    for sent, number in zip(SENDERS[:-1], numbers, strict=False):
        assert sent.shown[0] in said[number]
    assert said[numbers[-1]] == "Backup **done again**"
    async with server.http(ann) as http:
        rotated = (await http.patch(hook, json={"rotate": True})).json()
        assert rotated["address"] not in ("", address)
        assert (await http.post(path, json={"text": "a"})).status_code == 404
        assert (await http.delete(hook)).status_code == 204


def post_with_slack_s_client(base: str, token: str) -> tuple[str, str]:
    """Post, answer in a thread and edit as any program does that knows Slack's client; returns two messages' ``ts``."""
    client = WebClient(token=token, base_url=f"{base}/api/")
    first = client.chat_postMessage(channel="#ops", text="deploy of *api* began", blocks=None)
    channel, ts = first["channel"], first["ts"]
    half = {"text": "50 %", "fallback": "50 %", "color": "good"}
    second = client.chat_postMessage(channel=channel, thread_ts=ts, attachments=[half])
    header = {"type": "header", "text": {"type": "plain_text", "text": "Done"}}
    client.chat_update(channel=channel, ts=ts, text="Done", blocks=[header])
    answer = WebhookClient(f"{base}/hooks/{token}").send(text="by a webhook")
    assert (answer.status_code, answer.body) == (200, "ok")
    with pytest.raises(SlackApiError) as refused:
        WebClient(token="wrong", base_url=f"{base}/api/").chat_postMessage(channel="#ops", text="x")
    assert refused.value.response["error"] == "invalid_auth"
    with pytest.raises(SlackApiError) as missing:
        client.chat_update(channel=channel, ts="999999.000000", text="x")
    assert missing.value.response["error"] == "message_not_found"
    with pytest.warns(UserWarning, match="text"), pytest.raises(SlackApiError) as empty:
        client.chat_postMessage(channel=channel, text="")
    assert empty.value.response["error"] == "no_text"
    return ts, str(second["ts"])


async def test_slack_s_own_client_posts_and_edits_with_another_base_url(server: Server, tmp_path: Path) -> None:
    ann = await server.person()
    room = await server.room(ann)
    async with server.http(ann) as http:
        made = (await http.post(f"/api/v1/rooms/{room}/hooks", json={"name": "Deploys"})).json()
    token = made["address"].rpartition("/")[2]
    first, second = await asyncio.to_thread(post_with_slack_s_client, server.base, token)
    found = {message["number"]: message for message in await server.messages(ann, room)}
    assert found[int(first.partition(".")[0])]["body"] == "**Done**"
    answer = found[int(second.partition(".")[0])]
    assert (answer["body"], answer["reply_to"]) == ("🟢 50 %", int(first.partition(".")[0]))
