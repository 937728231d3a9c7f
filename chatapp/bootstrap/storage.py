"""Storage: the database, its transactions, and the broker that their events go to."""

from dataclasses import dataclass

from chatapp.broker import Broker, InProcessBroker
from chatapp.broker.redis import RedisBroker
from chatapp.events import SAVING_TOPIC, SavingChanged
from chatapp.settings import Settings
from chatapp.storage.database import Database
from chatapp.storage.unit_of_work import Transactions


@dataclass(frozen=True, kw_only=True)
class Storage:
    """What every other part reads from, writes with and publishes to."""

    database: Database
    broker: Broker
    transactions: Transactions


def assemble_storage(settings: Settings, broker: Broker | None) -> Storage:
    """Assemble the database and the broker of the settings, unless ``broker`` is given. Opens nothing."""
    broker = broker or _broker(settings)
    database = Database(
        settings.sync_database_url,
        readers=settings.database_readers,
        replica_url=settings.replica_url,
        on_saving_changed=lambda: broker.publish(SAVING_TOPIC, SavingChanged()),
    )
    return Storage(database=database, broker=broker, transactions=Transactions(database, broker))


def _broker(settings: Settings) -> Broker:
    return RedisBroker(settings.broker_url) if settings.broker_url else InProcessBroker()
