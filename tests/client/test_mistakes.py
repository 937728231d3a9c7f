"""What goes wrong outside of Chatapp: a wrong address, a proxy, a certificate, a fork. Said at once, in a sentence."""

import logging
import os
import threading
from typing import Any, cast

import httpx
import pytest

from chatapp.client import Chat, ChatHandler, Room
from chatapp.errors import ChatError, Invalid, Unauthenticated, Unavailable

ADDRESS = "https://chat.example.org"


def chat(answer: Any, patience: float = 600) -> Chat:
    """Return a client whose every request is answered so; what is an error is raised."""

    def handle(request: httpx.Request) -> httpx.Response:
        if isinstance(answer, Exception):
            raise answer
        return cast(httpx.Response, answer)

    return Chat(ADDRESS, "token", patience=patience, transport=httpx.MockTransport(handle))


@pytest.mark.parametrize(
    ("url", "token", "error", "sentence"),
    [
        ("chat.example.org", "token", Invalid, "no address"),
        ("", "", Unauthenticated, "Give a token"),
        (ADDRESS, "…", Unauthenticated, "can't be a token"),
        (ADDRESS, "two words", Unauthenticated, "can't be a token"),
        (ADDRESS, "a\nb", Unauthenticated, "can't be a token"),
    ],
)
def test_what_can_be_no_address_or_token_is_said_before_anything_is_asked(
    url: str, token: str, error: type[ChatError], sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CHATAPP_TOKEN", raising=False)
    with pytest.raises(error, match=sentence):
        Chat(url, token)


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (httpx.Response(200, text="<html>Welcome to the Wi-Fi</html>"), "at https://chat.example.org/ isn't Chatapp"),
        (httpx.Response(301, headers={"location": "https://new.example.org/api/v1/me"}), "to https://new.example.org:"),
        (httpx.ConnectError("[SSL: CERTIFICATE_VERIFY_FAILED] self-signed certificate"), "self-signed certificate"),
        (httpx.LocalProtocolError("Illegal header value"), "Illegal header value"),
    ],
)
def test_what_no_other_try_helps_is_not_tried_again(
    answer: Any, sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.sleep", lambda _: pytest.fail("it waits"))
    with pytest.raises(ChatError, match=sentence):
        chat(answer).me()


def test_waiting_for_a_server_is_logged_once(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setattr("time.sleep", lambda _: None)
    with pytest.raises(Unavailable):
        chat(httpx.ConnectError("Connection refused"), patience=30).me()
    assert [one.getMessage() for one in caplog.records if one.name == "chatapp.client"] == [
        "Chatapp is away (Connection refused). Trying again for 30 seconds."
    ]


def test_a_fork_talks_on_connections_of_its_own_and_its_log_records_are_posted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    posts, posted = list[str](), threading.Semaphore(0)

    class Wall:
        def post(self, text: str) -> None:
            posts.append(text)
            posted.release()

    handler = ChatHandler(cast(Room, Wall()), interval=0)
    program = chat(httpx.Response(200, json={"uuid": str(os.urandom(16).hex()), "username": "ann"}))
    before = program._http
    program.me()
    assert program._http is before
    monkeypatch.setattr("os.getpid", lambda: -1)  # as a child sees itself; a real fork would take the tests along
    handler._records.put(None)
    handler._thread.join()  # a fork leaves it behind
    program.me()
    assert program._http is not before
    handler.handle(logging.makeLogRecord({"name": "jobs", "levelno": logging.ERROR, "msg": "from the child"}))
    assert posted.acquire(timeout=60)
    handler.close()
    assert posts == ["```\nfrom the child\n```"]


def test_loggers_whose_names_only_begin_like_its_own_are_heard() -> None:
    posts = list[str]()

    class Wall:
        def post(self, text: str) -> None:
            posts.append(text)

    handler = ChatHandler(cast(Room, Wall()), interval=0)
    for name in ("httpx_of_mine", "httpx", "httpx.client"):
        handler.handle(logging.makeLogRecord({"name": name, "levelno": logging.ERROR, "msg": name}))
    handler.close()
    assert posts == ["```\nhttpx_of_mine\n```"]
