"""Content encodings: what a client refuses it does not get, however it spells that."""

import pytest
from starlette.datastructures import Headers

from chatapp.web.compression import accepts_gzip

TAKEN = (
    "gzip",
    "GZIP",
    "x-gzip",
    "deflate, gzip",
    "gzip;q=1.0",
    "gzip; q=0.001",
    "br;q=0, *",
    "*;q=0, gzip",
    "gzip ;q=.5",
)
REFUSED = (
    "",
    "br",
    "identity",
    "gzip;q=0",
    "gzip; q=0",
    "gzip ; q = 0.000",
    "GZIP;Q=0",
    "br, gzip;q=0, deflate",
    "gzip;q=0, *",
    "*;q=0",
    "gzip;q=x",
    "notgzip",
    "gzip2",
    "gzip;q=-1",
)


@pytest.mark.parametrize("header", TAKEN)
def test_gzip_is_taken(header: str) -> None:
    assert accepts_gzip(Headers({"accept-encoding": header}))


@pytest.mark.parametrize("header", REFUSED)
def test_gzip_is_not_taken(header: str) -> None:
    assert not accepts_gzip(Headers({"accept-encoding": header}))
