"""Who may make the first account: nobody from outside, whatever they claim."""

import pytest
from starlette.requests import Request

from chatapp.web.first_run import is_local, may_set_up

TOKEN = "0123456789abcdef0123456789abcdef"


def request(
    host: str | None = "localhost:8080", client: str | None = "127.0.0.1", http_version: str = "1.1", **headers: str
) -> Request:
    raw = [(name.replace("_", "-").encode(), value.encode("latin-1")) for name, value in headers.items()]
    if host is not None:
        raw.append((b"host", host.encode("latin-1")))
    return Request(
        {
            "type": "http",
            "http_version": http_version,
            "method": "POST",
            "scheme": "http",
            "path": "/setup",
            "query_string": b"",
            "headers": raw,
            "client": (client, 54321) if client is not None else None,
            "server": ("127.0.0.1", 8080),
        }
    )


@pytest.mark.parametrize(
    "host", ["localhost", "localhost:8080", "LOCALHOST:8080", "127.0.0.1:8080", "127.0.0.1", "[::1]:8080", "[::1]"]
)
@pytest.mark.parametrize("client", ["127.0.0.1", "127.8.8.8", "::1"])
def test_whoever_sits_at_the_machine_may(host: str, client: str) -> None:
    assert is_local(request(host, client))
    assert may_set_up(TOKEN, "", request(host, client))


@pytest.mark.parametrize(
    "client",
    [
        "192.168.0.7",
        "10.0.0.1",
        "8.8.8.8",
        "0.0.0.0",  # noqa: S104
        "::",
        "fe80::1",
        "::ffff:8.8.8.8",
        "testclient",
        "",
        None,
    ],
)
def test_nobody_from_another_machine_may(client: str | None) -> None:
    assert not is_local(request(client=client))
    assert not may_set_up(TOKEN, "", request(client=client))


@pytest.mark.parametrize("header", ["x_forwarded_for", "x_forwarded_host", "x_real_ip", "forwarded", "via"])
@pytest.mark.parametrize("value", ["127.0.0.1", "8.8.8.8", "", "for=localhost"])
def test_nobody_may_through_a_proxy_whatever_it_says(header: str, value: str) -> None:
    assert not is_local(request(**{header: value}))


@pytest.mark.parametrize("said", ["close", "upgrade", "Upgrade"])
def test_nobody_may_through_a_proxy_that_was_told_only_to_pass_websockets_on(said: str) -> None:
    assert not is_local(request(connection=said))
    assert is_local(request(connection="keep-alive"))


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8080",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "a_b.evil.example",
        "localhost.",
        "[::2]",
        "chat.example.org",
        "0.0.0.0:8080",
        "2130706433",
        "localhost@evil.example",
    ],
)
def test_a_page_of_another_site_pointed_at_this_machine_may_not(host: str) -> None:
    assert not is_local(request(host))


@pytest.mark.parametrize(
    "host",
    [
        None,
        "",
        "[",
        "[::1",
        "evil.example:99999999",
        "ev\xefl.example",
        "localhost, evil.example",
        "evil example",
    ],
)
def test_a_host_nobody_can_read_is_not_a_local_one(host: str | None) -> None:
    assert not is_local(request(host))


def test_the_token_from_the_log_opens_from_anywhere() -> None:
    far = request("chat.example.org", "8.8.8.8", x_forwarded_for="8.8.4.4")
    assert may_set_up(TOKEN, TOKEN, far)
    assert may_set_up(TOKEN, f" {TOKEN}\n", far)


@pytest.mark.parametrize(
    "given", ["", " ", TOKEN[:-1], TOKEN + "0", TOKEN.upper(), "é", "\ud800", "\x00", "0" * 100_000]
)
def test_no_other_token_opens(given: str) -> None:
    assert not may_set_up(TOKEN, given, request(client="8.8.8.8"))


def test_a_proxy_that_was_told_nothing_makes_nobody_local() -> None:
    assert not is_local(request("127.0.0.1:8080", http_version="1.0"))  # nginx's bare proxy_pass
