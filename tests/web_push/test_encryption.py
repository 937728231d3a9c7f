"""What is sent is what RFC 8291 says, and what a browser can read; who sent it, a service can check."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, derive_private_key
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from chatapp.web_push import base64url
from chatapp.web_push.encryption import LONGEST, encrypt, filled, public_key
from chatapp.web_push.vapid import Keys
from tests.support.browser.push_browser import PushBrowser

# RFC 8291, section 5 and appendix A
TEXT = b"When I grow up, I want to be a watermelon"
BROWSER_KEY = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
OWN_KEY = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
AUTH, SALT = "BTBZMqHH6r4Tts7J_aSIgg", "DGv6ra1nlYgDCS1FRnbzlw"
BODY = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A"
    "_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)


def test_the_example_of_the_rfc_comes_out_to_the_last_byte() -> None:
    key = derive_private_key(int.from_bytes(base64url.decode(OWN_KEY), "big"), SECP256R1())
    made = encrypt(TEXT, base64url.decode(BROWSER_KEY), base64url.decode(AUTH), key=key, salt=base64url.decode(SALT))
    assert base64url.encode(made) == BODY


def test_only_the_browser_can_read_it_and_no_two_bodies_are_alike() -> None:
    browser, other = PushBrowser(), PushBrowser()
    bodies = [encrypt(filled(b'{"a":1}'), browser.public, browser.auth) for _ in range(2)]
    assert bodies[0] != bodies[1]
    assert json.loads(browser.read(bodies[0])) == {"a": 1}
    with pytest.raises(Exception):  # noqa: B017, PT011  (what a wrong key raises is the library's)
        other.read(bodies[0])
    lengths = {len(encrypt(filled(b'"%s"' % (b"x" * n)), browser.public, browser.auth)) for n in range(0, 500, 50)}
    assert len(lengths) == 1, "short texts are all of one length"
    assert len(encrypt(b" " * LONGEST, browser.public, browser.auth)) <= 4096
    for wrong in (b" " * (LONGEST + 1), filled(b"x" * (LONGEST + 1))):
        with pytest.raises(ValueError, match="at most"):
            encrypt(wrong, browser.public, browser.auth)
    with pytest.raises(ValueError):  # noqa: PT011
        encrypt(b"", b"\4" * 65, browser.auth)


def test_the_signature_names_the_service_and_ends_within_a_day() -> None:
    clock = [datetime(2026, 1, 1, tzinfo=UTC)]
    keys = Keys(b"secret", "https://chat.example.org", now=lambda: clock[0])
    header = keys.authorization("https://push.example.org")
    token, key = (part.split("=", 1)[1] for part in header.removeprefix("vapid ").split(", "))
    assert key == keys.public == Keys(b"secret").public != Keys(b"another").public
    signed, _, signature = token.rpartition(".")
    halves = base64url.decode(signature)
    der = encode_dss_signature(int.from_bytes(halves[:32], "big"), int.from_bytes(halves[32:], "big"))
    public_key(base64url.decode(key)).verify(der, signed.encode(), ECDSA(SHA256()))
    with pytest.raises(InvalidSignature):
        public_key(base64url.decode(key)).verify(der, signed.encode() + b"x", ECDSA(SHA256()))
    claims = json.loads(base64url.decode(signed.split(".")[1]))
    assert (claims["aud"], claims["sub"]) == ("https://push.example.org", "https://chat.example.org")
    assert timedelta(0) < datetime.fromtimestamp(claims["exp"], UTC) - clock[0] <= timedelta(hours=24)
    assert keys.authorization("https://push.example.org") == header
    clock[0] += timedelta(hours=11, minutes=30)
    assert keys.authorization("https://push.example.org") != header
    local = Keys(b"secret", "http://127.0.0.1:8080").authorization("https://push.example.org").split("=", 1)[1]
    assert "sub" not in json.loads(base64url.decode(local.split(".")[1])), "Apple refuses what is no real address"
