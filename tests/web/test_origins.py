"""Origins: scheme, host and port have to be ours, as the browser knows them and as proxies leave them."""

import pytest
from starlette.datastructures import Headers

from chatapp.web.origins import is_same_origin, origin_of

PUBLIC = origin_of("https://chat.example.org")


def is_ours(origin: str, host: str, scheme: str = "http", *, has_public_url: bool = False, site: str = "") -> bool:
    headers = {"host": host, "origin": origin, **({"sec-fetch-site": site} if site else {})}
    return is_same_origin({"scheme": scheme}, Headers(headers), PUBLIC if has_public_url else None)


@pytest.mark.parametrize(
    ("origin", "host", "scheme"),
    [
        ("https://chat.example.org", "chat.example.org", "https"),
        ("https://chat.example.org", "chat.example.org", "wss"),
        ("https://chat.example.org", "chat.example.org:443", "https"),
        ("https://chat.example.org", "chat.example.org:443", "http"),  # the proxy told no scheme, but its port
        ("https://chat.example.org:443", "Chat.Example.org", "https"),
        ("http://chat.example.org", "chat.example.org:80", "http"),
        ("http://chat.example.org:80", "chat.example.org", "ws"),
        ("http://[fd00::2]:8122", "[fd00::2]:8122", "http"),
        ("https://[fd00::2]", "[FD00::2]:443", "https"),
    ],
)
def test_default_ports_are_the_same_as_none(origin: str, host: str, scheme: str) -> None:
    assert is_ours(origin, host, scheme)


@pytest.mark.parametrize(
    ("origin", "host", "scheme"),
    [
        ("http://chat.example.org", "chat.example.org", "https"),
        ("https://chat.example.org", "chat.example.org", "http"),
        ("https://127.0.0.1:8080", "127.0.0.1:8080", "http"),
        ("http://chat.example.org", "chat.example.org", "wss"),
        ("http://chat.example.org:443", "chat.example.org:443", "http"),
        ("ftp://chat.example.org", "chat.example.org", "http"),
        ("https://chat.example.org:444", "chat.example.org:443", "https"),
        ("https://chat.example.org:80", "chat.example.org:443", "https"),
        ("https://chat.example.org.evil.example", "chat.example.org", "https"),
    ],
)
def test_another_scheme_or_port_is_another_site(origin: str, host: str, scheme: str) -> None:
    assert not is_ours(origin, host, scheme)


@pytest.mark.parametrize("host", ["inside:8080", "127.0.0.1:8080", "chat.example.org", ""])
@pytest.mark.parametrize("site", ["", "same-origin"])
def test_the_public_url_is_ours_whatever_a_proxy_makes_of_the_host(host: str, site: str) -> None:
    assert is_ours("https://chat.example.org", host, has_public_url=True, site=site)
    assert not is_ours("https://chat.example.org", "inside:8080", site=site)


@pytest.mark.parametrize("site", ["cross-site", "same-site", "nonsense"])
def test_what_the_browser_calls_foreign_is(site: str) -> None:
    assert not is_ours("https://chat.example.org", "chat.example.org", "https", has_public_url=True, site=site)


@pytest.mark.parametrize(
    "origin", ["null", "", "http://[", "http://x:y", "//chat.example.org", "http://a@b", "http://"]
)
def test_what_is_no_origin_is_none(origin: str) -> None:
    assert origin_of(origin) is None
