"""HTTP to servers on loopback."""

import ssl
from typing import Any

import httpx

from tests.support.running.patience import PATIENCE

NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # loading the world's certificates for each client takes 30 ms


def client(**options: Any) -> httpx.AsyncClient:
    """Return a patient client."""
    return httpx.AsyncClient(**{"timeout": PATIENCE, "verify": NO_TLS, **options})
