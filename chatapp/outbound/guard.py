"""Which addresses may be called. A connection asks here as it is made, so a name that changes can't get around it."""

import socket
from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Final

from aiohttp import AddrInfoType

NOT_PUBLIC: Final = "This address isn't public, so nothing was sent there. CHATAPP_OUTBOUND_HOSTS can allow it."

Address = IPv4Address | IPv6Address
IsPublic = Callable[[Address], bool]

_LEAD_INSIDE: Final = tuple(  # global by the letter, and lead to other networks, or to none
    ip_network(text)
    for text in (
        "64:ff9b::/96",
        "64:ff9b:1::/48",
        "192.0.0.0/24",
        "2002::/16",
        "2001::/32",
        "fec0::/10",
        "::/96",
        "192.88.99.0/24",
    )
)


class NotPublicError(OSError):
    """A connection to an address that isn't public, which was not made."""


def is_public(address: Address) -> bool:
    """Say whether an address belongs to the open Internet.

    NAT64, 6to4, Teredo and the old forms that carry IPv4 addresses are not: they may lead into the operator's network.
    """
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return is_public(address.ipv4_mapped)
    leads_inside = any(address.version == network.version and address in network for network in _LEAD_INSIDE)
    return address.is_global and not (address.is_multicast or address.is_reserved or leads_inside)


def public_socket(info: AddrInfoType, *, is_public: IsPublic = is_public) -> socket.socket:
    """Return a socket for one connection; what it is for is known here, whatever names and redirects say.

    Raises:
        NotPublicError: the address isn't public.
    """
    family, kind, protocol, _, destination = info
    if not is_public(ip_address(str(destination[0]).partition("%")[0])):
        raise NotPublicError(NOT_PUBLIC)
    return socket.socket(family, kind, protocol)
