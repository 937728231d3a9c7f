"""Topics as Redis channels. Redis keeps channels of all its databases together, so the number goes into the name."""

ROOT = "chatapp"


class Channels:
    """The channels of one Chatapp: two may share a Redis if each takes a database number of its own."""

    def __init__(self, database: int) -> None:
        self._prefix = f"{ROOT}:{database}:"

    def of(self, topic: str) -> str:
        """Return a topic's channel."""
        return self._prefix + topic

    def topic(self, channel: bytes | str) -> str:
        """Return a channel's topic."""
        name = channel.decode() if isinstance(channel, bytes) else channel
        return name.removeprefix(self._prefix)
