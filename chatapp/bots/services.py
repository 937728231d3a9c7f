"""What the host of bots needs of the server."""

from dataclasses import dataclass
from pathlib import Path

from chatapp.jobs import Jobs
from chatapp.messages import PostQueue, RenderingLimit
from chatapp.rooms import DirectChats
from chatapp.storage.database import Database
from chatapp.storage.unit_of_work import Transactions
from chatapp.uploads import Uploads


@dataclass(frozen=True, kw_only=True)
class Services:
    """Parts of the assembled application. ``folder``: where the files of bots are."""

    folder: Path
    database: Database
    transactions: Transactions
    post_queue: PostQueue
    rendering_limit: RenderingLimit
    direct_chats: DirectChats
    uploads: Uploads
    jobs: Jobs
