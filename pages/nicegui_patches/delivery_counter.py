"""How much has been handed to pages, from numbers that NiceGUI keeps anyway: each page counts its messages."""

from nicegui import Client


class DeliveryCounter:
    """Adds up over the pages that there are and those that were. ``gone``: what pages were given that are no more."""

    def __init__(self) -> None:
        self.gone = 0
        self._highest = 0

    def deliveries(self) -> int:
        """Return how many messages all pages were given so far; it never shrinks, though a rewind counts back."""
        now = self.gone + sum(client.outbox.next_message_id for client in list(Client.instances.values()))
        self._highest = max(self._highest, now)
        return self._highest

    @staticmethod
    def connected() -> int:
        """Return how many pages have a connection."""
        return sum(client.has_socket_connection for client in list(Client.instances.values()))


deliveries = DeliveryCounter()
