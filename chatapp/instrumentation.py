"""The numbers of the services."""

from collections import Counter
from typing import TYPE_CHECKING

from sqlalchemy.pool import QueuePool

from chatapp.broker.redis import RedisBroker
from chatapp.metrics import log_counter
from chatapp.metrics.metrics import Labelled, Metrics
from chatapp.storage.replica import StandbyState

if TYPE_CHECKING:
    from chatapp.bootstrap import Chat
    from chatapp.jobs import Jobs
    from chatapp.storage.database import Database
    from models import JobRecord


def lend(metrics: Metrics, chat: "Chat") -> None:
    """Let the numbers of all services be read."""
    metrics.level("pages_open", "Pages that this process keeps, connected or not.", lambda: chat.open_sessions.pages)
    metrics.count("posts", "Messages that this process has stored.", lambda: chat.post_queue.stored)
    metrics.level("posts_waiting", "Messages that wait to be stored.", lambda: chat.post_queue.waiting)
    metrics.count(
        "after_commit_failures", "Effects after a commit that failed.", lambda: chat.transactions.effects.failed
    )
    metrics.counts("answers", "HTTP answers, by status.", ("status",), lambda: _answers(metrics.answers))
    metrics.counts(
        "complaints",
        "Lines of the log from warning upwards.",
        ("level", "who"),
        lambda: {kind: count for kind, count in log_counter.counted.items()},  # noqa: C416,
    )
    _lend_pools(metrics, chat.database)
    _lend_replica(metrics, chat.database)
    _lend_jobs(metrics, chat.jobs)
    if isinstance(chat.broker, RedisBroker):
        _lend_broker(metrics, chat.broker)


def _lend_pools(metrics: Metrics, database: "Database") -> None:
    def pools() -> dict[str, QueuePool]:
        engines = {"reader": database.reader.pool, "writer": database.writer.pool, "direct": database.direct.pool}
        return {name: pool for name, pool in engines.items() if isinstance(pool, QueuePool)}

    metrics.levels(
        "pool_connections_used",
        "Connections to the database that are in use.",
        ("pool",),
        lambda: {(name,): pool.checkedout() for name, pool in pools().items()},
    )
    metrics.levels(
        "pool_connections",
        "Connections to the database there may be.",
        ("pool",),
        lambda: {(name,): pool.size() for name, pool in pools().items()},
    )
    metrics.level(
        "readers_waiting", "Who waits for a connection to read.", lambda: float(database.connection_queue.waiting)
    )


def _lend_replica(metrics: Metrics, database: "Database") -> None:
    metrics.level("primary_up", "Whether the primary takes writes, as far as is known.", lambda: database.can_save)
    if database.monitor is None or (standby := database.monitor.standby) is None:
        return
    metrics.level("replica_behind_bytes", "Log of the primary that the replica lacks.", lambda: standby.behind)
    metrics.levels(
        "replica_state",
        "What the replica is good for: 1 at the state it is in.",
        ("state",),
        lambda: {(state,): float(state == standby.state) for state in StandbyState},
    )


def _lend_broker(metrics: Metrics, broker: RedisBroker) -> None:
    metrics.level("broker_up", "Whether the connections to Redis stand.", lambda: float(broker.is_whole))
    metrics.level(
        "broker_lag_seconds",
        "How long this process's last word to itself took through Redis.",
        lambda: broker.incoming.lag if broker.is_whole else None,
    )
    metrics.level("broker_waiting", "Events that wait to be sent to Redis.", lambda: broker.outgoing.waiting)
    metrics.count("broker_sent", "Events sent to other processes.", lambda: broker.outgoing.sent)
    metrics.count("broker_dropped", "Events that could not be sent.", lambda: broker.outgoing.dropped)
    metrics.count("broker_unread", "Events of others that could not be read.", lambda: broker.unread)


def _lend_jobs(metrics: Metrics, jobs: "Jobs") -> None:
    """Let the numbers of jobs be read. Of one that is no longer there nobody needs to know for ever that it failed."""

    def records() -> list["JobRecord"]:
        return [record for record in jobs.recalled if record.name in jobs.known]

    def runs() -> Labelled:
        return {(name, "ok" if is_ok else "failed"): count for (name, is_ok), count in jobs.runs.items()}

    metrics.ask_first(jobs.recall)
    metrics.counts("job_runs", "Background jobs carried out by this process.", ("job", "result"), runs)
    metrics.levels(
        "job_seconds",
        "How long each job took here the last time.",
        ("job",),
        lambda: {(name,): seconds for name, seconds in jobs.seconds.items()},
    )
    metrics.levels(
        "job_failures_in_a_row",
        "How often each job has failed since it last succeeded, on any process.",
        ("job",),
        lambda: {(record.name,): record.failures for record in records()},
    )
    metrics.levels(
        "job_succeeded_timestamp_seconds",
        "When each job last succeeded, on any process.",
        ("job",),
        lambda: {(r.name,): r.succeeded_at.timestamp() for r in records() if r.succeeded_at is not None},
    )
    metrics.level("job_leader", "Whether this process says what is due.", lambda: float(jobs.is_leader))


def _answers(answers: Counter[int]) -> Labelled:
    return {(str(status),): count for status, count in sorted(answers.items())}
