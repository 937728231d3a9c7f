"""Counts updates sent to pages, from the message numbers that NiceGUI keeps for each page, and those without one."""

from nicegui import Client


class DeliveryCounter:
    """Sums over open and closed pages.

    ``closed``: numbered messages sent to pages that are closed; ``unnumbered``: others, to whatever page.
    """

    def __init__(self) -> None:
        self.closed = self.unnumbered = 0
        self._highest = 0

    def total(self) -> int:
        """Return how many messages were sent to all pages; never decreases, although a rewind resets numbers."""
        numbered = sum(client.outbox.next_message_id for client in list(Client.instances.values()))
        now = self.closed + self.unnumbered + numbered
        self._highest = max(self._highest, now)
        return self._highest

    @staticmethod
    def connected() -> int:
        """Return how many pages are connected."""
        return sum(client.has_socket_connection for client in list(Client.instances.values()))


deliveries = DeliveryCounter()
