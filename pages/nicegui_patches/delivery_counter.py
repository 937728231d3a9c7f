"""Counts updates sent to pages, from the message numbers that NiceGUI keeps for each page."""

from nicegui import Client


class DeliveryCounter:
    """Sums over open and closed pages. ``closed``: messages sent to pages that are closed."""

    def __init__(self) -> None:
        self.closed = 0
        self._highest = 0

    def total(self) -> int:
        """Return how many messages were sent to all pages; never decreases, although a rewind resets numbers."""
        now = self.closed + sum(client.outbox.next_message_id for client in list(Client.instances.values()))
        self._highest = max(self._highest, now)
        return self._highest

    @staticmethod
    def connected() -> int:
        """Return how many pages are connected."""
        return sum(client.has_socket_connection for client in list(Client.instances.values()))


deliveries = DeliveryCounter()
