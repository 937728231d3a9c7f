"""What pages show of the workspace: read once, and again after each change."""

from chatapp.broker import Broker
from chatapp.errors import Unavailable
from chatapp.events import MISSED_TOPIC, WORKSPACE_TOPIC, Event
from chatapp.storage.database import Database
from chatapp.workspace.workspace import WorkspaceView, read
from models import SignUpPolicy


class CurrentWorkspace:
    """The workspace as this process knows it: for showing it. Who may sign up is read in the transaction that asks.

    ``default``: who may sign up as long as nobody has chosen that.
    """

    def __init__(self, database: Database, broker: Broker, *, default: SignUpPolicy) -> None:
        self._database = database
        self._default = default
        self._known: WorkspaceView | None = None
        self._last = WorkspaceView(signup=default)
        self._changes = 0
        for topic in (WORKSPACE_TOPIC, MISSED_TOPIC):
            broker.subscribe(topic, self._forget)

    @property
    def last(self) -> WorkspaceView:
        """The workspace as it was read last."""
        return self._last

    async def get(self) -> WorkspaceView:
        """Return the workspace; while the database cannot be reached, as it was read last."""
        if self._known is not None:
            return self._known
        before = self._changes
        try:
            async with self._database.reading() as session:
                view = await read(session, default=self._default)
        except Unavailable:
            return self._last
        self._last = view
        if before == self._changes:
            self._known = view
        return view

    def _forget(self, _: Event) -> None:
        self._known = None
        self._changes += 1
