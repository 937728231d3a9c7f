"""The posts of one process on their way to the database."""

from collections.abc import Callable, Sequence

from chatapp.errors import ChatError
from chatapp.messages.posting.new_message import CallsBots, NewMessage, Posted
from chatapp.messages.posting.posting_limit import PostingLimit
from chatapp.messages.posting.rendering_limit import RenderingLimit
from chatapp.presence import Presence
from chatapp.storage.database import Database
from chatapp.storage.group_commit import GroupCommit
from chatapp.storage.unit_of_work import SyncUnitOfWork, Transactions

Store = Callable[[Sequence[NewMessage], SyncUnitOfWork], Sequence[Posted | ChatError | None]]


class PostQueue(GroupCommit[NewMessage, Posted | None]):
    """Posts, with what is asked before one is queued. The result is None for an author who is no member."""

    def __init__(
        self,
        database: Database,
        transactions: Transactions,
        store: Store,
        rendering_limit: RenderingLimit,
        posting_limit: PostingLimit,
        presence: Presence,
    ) -> None:
        super().__init__(transactions, store)
        self.database = database
        self.presence = presence
        self.rendering_limit = rendering_limit
        self.posting_limit = posting_limit
        self.stored = 0  # new messages, since the start
        self.calls_bots: CallsBots | None = None  # set by the bots' host
