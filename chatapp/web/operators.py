"""Who may read what is for operators: `/metrics`, and the details of `/readyz`."""

import hmac
from ipaddress import IPv6Address, ip_address, ip_network

from fastapi import Request

from chatapp.settings import Settings, listed_networks
from chatapp.web.proxies import client_address


def is_operator(settings: Settings, request: Request) -> bool:
    """Say whether a request bears the token of `CHATAPP_METRICS_TOKEN`, or comes from `CHATAPP_METRICS_ALLOW`."""
    return _has_token(settings.metrics_token, request) or _is_allowed(settings.metrics_allow, client_address(request))


def _has_token(token: str, request: Request) -> bool:
    kind, _, given = request.headers.get("authorization", "").partition(" ")
    is_right = hmac.compare_digest(given.strip().encode(), token.encode())
    return bool(token) and kind.lower() == "bearer" and is_right


def _is_allowed(allowed: str, address: str) -> bool:
    try:
        peer = ip_address(address)
    except ValueError:
        return False
    if isinstance(peer, IPv6Address) and peer.ipv4_mapped:  # how a socket for both versions names IPv4
        peer = peer.ipv4_mapped
    return any(peer in ip_network(network, strict=False) for network in listed_networks(allowed))
