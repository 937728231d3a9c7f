"""Which addresses may be called: by their text, and by where they lead."""

from ipaddress import ip_address

import pytest

from chatapp.outbound import Refused
from chatapp.outbound.guard import is_public
from chatapp.outbound.targets import is_allowed, listed_hosts, parsed

INSIDE = """
    127.0.0.1 127.8.9.10 0.0.0.0 10.0.0.1 172.16.0.1 172.31.255.255 192.168.1.1 169.254.169.254 100.64.0.1
    192.0.0.8 192.0.2.1 198.18.0.1 198.51.100.7 203.0.113.9 224.0.0.1 239.1.2.3 240.0.0.1 255.255.255.255
    192.88.99.1 :: ::1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:a9fe:a9fe ::127.0.0.1 ::8.8.8.8 fe80::1 fec0::1
    fc00::1 fd12:3456::1 ff02::1 64:ff9b::7f00:1 64:ff9b::a00:1 64:ff9b::808:808 64:ff9b:1::7f00:1 2002:7f00:1::
    2002:a00:1::1 2001::1 2001:db8::1 100::1
"""  # networks of operators, and what leads into them
OUTSIDE = """
    1.1.1.1 8.8.8.8 93.184.216.34 100.128.0.1 172.32.0.1 2606:4700::1111 2a00:1450:4001::200e ::ffff:8.8.8.8
"""  # the open Internet
ALLOWED = listed_hosts(" ci.internal, 10.0.0.5:8080,[fd00::5]:8080 ,")


@pytest.mark.parametrize("address", INSIDE.split())
def test_an_address_that_leads_into_a_network_or_nowhere_is_not_public(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", OUTSIDE.split())
def test_an_address_of_the_open_internet_is_public(address: str) -> None:
    assert is_public(ip_address(address))


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example.org/hook",
        "//example.org/hook",
        "ftp://example.org/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "https://",
        "https:///hook",
        "https://example.org:99999/",
        "https://exam ple.org/",
        "https://example.org/\r\nHost: other",
        "https://example.org/\u202e",
        "https://[::1/",
        "http://example.org/hook",
        "https://ann:secret@example.org/",
        "https://token@example.org/",
        "https://example.org:22/",
        "https://example.org:25/",
        "https://example.org:80/",
        "http://other.internal/",
        "http://10.0.0.5/",
        "https://example.org/" + "x" * 2_000,
    ],
)
def test_an_address_that_can_never_be_called_is_refused_by_its_text(url: str) -> None:
    with pytest.raises(Refused) as refused:
        parsed(url, ALLOWED)
    assert str(refused.value).endswith(".")
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/hook?a=1#part",
        "https://example.org:8443/",
        "HTTPS://EXAMPLE.ORG/",
        "https://münchen.example/",
        "http://ci.internal/",
        "http://CI.internal.:99/",
        "http://10.0.0.5:8080/",
        "http://[fd00::5]:8080/",
    ],
)
def test_https_may_be_called_and_what_the_operator_allows(url: str) -> None:
    assert parsed(url, ALLOWED).fragment == ""


def test_an_allowed_host_is_no_other_one() -> None:
    for url in ("http://xci.internal/", "http://ci.internal.example.org/", "http://10.0.0.5:8081/", "http://[::1]/"):
        with pytest.raises(Refused):
            parsed(url, ALLOWED)
    assert not is_allowed(parsed("https://example.org/", ALLOWED), ALLOWED)
    for setting in ("http://ci.internal", "a b", "10.0.0.0/8", "*"):
        with pytest.raises(ValueError, match="must be empty, or hosts"):
            listed_hosts(setting)
