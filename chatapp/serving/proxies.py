"""Whose word is taken for where a request comes from: only that of the proxies that the operator has named."""

from ipaddress import ip_network


def named(setting: str) -> list[str]:
    """Return the addresses and networks that a setting names, separated by commas; none if it is empty.

    Raises:
        ValueError: one of them is neither.
    """
    found = [name for part in setting.split(",") if (name := part.strip())]
    for name in found:
        try:
            network = ip_network(name)
        except ValueError:
            raise ValueError("must be empty, or addresses and networks such as 127.0.0.1, 10.0.0.0/8") from None
        if network.prefixlen == 0:
            raise ValueError("must not name everybody: who is trusted can pretend to come from anywhere")
    return found
