"""The last administrator: a Chatapp that is set up always keeps one."""

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.errors import Forbidden
from models import Account


async def refuse_last(session: AsyncSession, account: Account, refusal: str) -> None:
    """Refuse to lose the last active administrator.

    The rows are locked where the database can, always in the same order: two administrators who remove each other, or
    themselves, at the same moment must not both succeed.

    Raises:
        Forbidden: there is no other; says ``refusal``.
    """
    if account.is_administrator and account.is_active:
        active = select(Account.id).where(Account.is_active, Account.is_administrator).order_by(col(Account.id))
        if set((await session.exec(active.with_for_update())).all()) <= {account.id}:
            raise Forbidden(refusal)
