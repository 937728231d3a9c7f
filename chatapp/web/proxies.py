"""Where a request comes from, once uvicorn has applied the trusted proxies' X-Forwarded-For."""

from starlette.requests import HTTPConnection


def client_address(request: HTTPConnection) -> str:
    """Return the address the request came from; empty if the server does not know it."""
    return request.client.host if request.client else ""
