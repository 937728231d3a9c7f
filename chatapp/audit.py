"""The audit trail: every administrative act, with who, what and when."""

from uuid import UUID

from chatapp.identity import Actor
from chatapp.storage.unit_of_work import UnitOfWork
from models import AuditEntry


def record(
    work: UnitOfWork,
    *,
    actor: Actor | None,
    action: str,
    subject: str,
    subject_uuid: UUID | None = None,
    detail: str = "",
) -> None:
    """Write an entry in the same transaction as the act: neither happens without the other.

    Args:
        work: the transaction of the act.
        actor: who acts; None is the operator at the command line.
        action: a verb and its object, such as ``deactivate account``.
        subject: the present name of the person or thing concerned.
        subject_uuid: its lasting id.
        detail: what else a reader of the trail needs to know.
    """
    work.session.add(
        AuditEntry(
            actor_id=actor.account_id if actor else None,
            action=action,
            subject=subject[:200],
            subject_uuid=subject_uuid,
            detail=detail[:500],
        )
    )
