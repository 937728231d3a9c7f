"""What the owner of a room is told by mail: an administrator has changed it, or a webhook of it was switched off."""

from sqlmodel import col, select

from chatapp.events import RoomAdministered, WebhookStopped
from chatapp.mail import MailQueue, templates
from chatapp.storage.database import Database
from models import Account


class OwnerMails:
    """Mails owners. Where this Chatapp has no mail server, their open pages still say it."""

    def __init__(self, database: Database, mail_queue: MailQueue, *, address: str) -> None:
        self._database = database
        self._mail_queue = mail_queue
        self._address = address

    async def tell(self, event: RoomAdministered) -> None:
        """Mail the owner, if their account is active."""
        if (to := await self._address_of(event.owner_id)) is not None:
            self._mail_queue.put(templates.room_administered(to, event.room_uuid, event.action, self._address))

    async def tell_stopped(self, event: WebhookStopped) -> None:
        """Mail the owner, if their account is active."""
        if (to := await self._address_of(event.owner_id)) is not None:
            self._mail_queue.put(templates.webhook_stopped(to, event.room_uuid, event.name, event.error, self._address))

    async def _address_of(self, owner_id: int) -> str | None:
        owner = select(Account.email).where(col(Account.id) == owner_id, Account.is_active)
        async with self._database.reading() as session:
            return (await session.exec(owner)).first()
