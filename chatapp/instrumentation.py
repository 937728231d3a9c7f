"""Registers the metrics of the services: which numbers Prometheus sees, and under which names."""

from collections.abc import Callable, Mapping

from sqlalchemy.pool import QueuePool

from chatapp.authentication.open_sessions import OpenSessions
from chatapp.broker import Broker
from chatapp.broker.redis import RedisBroker
from chatapp.jobs import Jobs
from chatapp.messages.posting.post_queue import PostQueue
from chatapp.metrics import LabelledValues, Metrics, log_counter
from chatapp.notifications.delivery import Teller
from chatapp.outbound import Outbound
from chatapp.storage.database import Database
from chatapp.storage.replica.read_target import StandbyState
from chatapp.storage.unit_of_work import Transactions
from chatapp.uploads import Uploads
from chatapp.uploads.usage import KnownUsage, Usage
from chatapp.web_push import PushChannel
from models import JobRecord


def register_metrics(
    metrics: Metrics,
    *,
    database: Database,
    transactions: Transactions,
    broker: Broker,
    jobs: Jobs,
    post_queue: PostQueue,
    open_sessions: OpenSessions,
    uploads: Uploads,
    files_used: KnownUsage,
    outbound: Outbound,
    teller: Teller,
    pushes: PushChannel,
) -> None:
    """Register the metrics of all services."""
    metrics.gauge("pages_open", "Pages kept by this process, connected or not.", lambda: open_sessions.pages)
    metrics.counter("posts", "Messages stored by this process.", lambda: post_queue.stored)
    metrics.gauge("posts_waiting", "Messages waiting to be stored.", lambda: post_queue.waiting)
    metrics.counter("after_commit_failures", "Effects after a commit that failed.", lambda: transactions.effects.failed)
    metrics.labelled_counter(
        "outbound_calls",
        "Calls of other machines by this process.",
        ("use", "result"),
        lambda: {(use, result): count for (use, result), count in outbound.calls.results.items()},
    )
    metrics.counter("alerts_told", "Notifications that this process told people of.", lambda: teller.told)
    metrics.counter("alert_failures", "Notifications that failed.", lambda: teller.failed)
    metrics.labelled_counter(
        "pushes",
        "What became of pushes to people's browsers.",
        ("result",),
        lambda: {(result,): count for result, count in pushes.results.items()},
    )
    _register_http(metrics)
    _register_files(metrics, uploads, files_used)
    _register_log(metrics)
    _register_pools(metrics, database)
    _register_replica(metrics, database)
    _register_jobs(metrics, jobs)
    if isinstance(broker, RedisBroker):
        _register_broker(metrics, broker)


def _register_http(metrics: Metrics) -> None:
    def responses() -> LabelledValues:
        return {(str(status),): count for status, count in sorted(metrics.http_responses.items())}

    metrics.labelled_counter("http_responses", "HTTP responses, by status.", ("status",), responses)


def _register_files(metrics: Metrics, uploads: Uploads, used: KnownUsage) -> None:
    """Register what files take of the storage, as it was last counted; no value before that."""

    def known(value: Callable[[Usage], int]) -> Callable[[], float | None]:
        return lambda: None if used.last is None else value(used.last)

    metrics.refresh_before_scrape(used.refresh)
    metrics.gauge("files", "Files kept, each content once.", known(lambda all_of: all_of.files))
    metrics.gauge("files_bytes", "Bytes of files kept, each content once.", known(lambda all_of: all_of.kept))
    metrics.gauge("files_bytes_coming", "Bytes of files that are on their way.", known(lambda all_of: all_of.coming))
    metrics.gauge("files_bytes_max", "Bytes that all files can have.", lambda: uploads.limits.whole)
    metrics.counter("upload_bytes", "Bytes of files that this process took in.", lambda: uploads.received)


def _register_log(metrics: Metrics) -> None:
    def messages() -> LabelledValues:
        return {labels: count for labels, count in log_counter.counted.items()}  # noqa: C416  (mypy: invariant keys)

    metrics.labelled_counter("log_messages", "Warnings and errors logged.", ("level", "logger"), messages)


def _register_pools(metrics: Metrics, database: Database) -> None:
    def pools() -> Mapping[str, QueuePool]:
        engines = {"reader": database.reader.pool, "writer": database.writer.pool, "direct": database.direct.pool}
        return {name: pool for name, pool in engines.items() if isinstance(pool, QueuePool)}

    def in_use() -> LabelledValues:
        found: dict[tuple[str, ...], float] = {(name,): pool.checkedout() for name, pool in pools().items()}
        return found | {("direct",): database.kept.is_busy}  # which keeps its connection

    metrics.labelled_gauge(
        "database_connections_in_use",
        "Database connections in use, by pool.",
        ("pool",),
        in_use,
    )
    metrics.labelled_gauge(
        "database_connections_max",
        "Size of each pool of database connections.",
        ("pool",),
        lambda: {(name,): pool.size() for name, pool in pools().items()},
    )
    metrics.gauge(
        "database_readers_waiting",
        "Requests waiting for a database connection to read.",
        lambda: float(database.connection_queue.waiting),
    )


def _register_replica(metrics: Metrics, database: Database) -> None:
    metrics.gauge(
        "database_primary_up", "Whether the primary takes writes, as far as is known.", lambda: database.can_save
    )
    if database.monitor is None or (standby := database.monitor.standby) is None:
        return
    metrics.gauge(
        "database_replica_lag_bytes", "Write-ahead log that the replica hasn't replayed.", lambda: standby.behind
    )
    metrics.labelled_gauge(
        "database_replica_state",
        "State of the replica: 1 for the current state.",
        ("state",),
        lambda: {(state,): float(state == standby.state) for state in StandbyState},
    )


def _register_broker(metrics: Metrics, broker: RedisBroker) -> None:
    metrics.gauge("broker_up", "Whether both connections to Redis are up.", lambda: float(broker.is_whole))
    metrics.gauge(
        "broker_lag_seconds",
        "Time this process's last heartbeat took through Redis.",
        lambda: broker.incoming.lag if broker.is_whole else None,
    )
    metrics.gauge("broker_waiting", "Events waiting to be sent to Redis.", lambda: broker.outgoing.waiting)
    metrics.counter("broker_sent", "Events sent to other processes.", lambda: broker.outgoing.sent)
    metrics.counter("broker_dropped", "Events that couldn't be sent.", lambda: broker.outgoing.dropped)
    metrics.counter(
        "broker_undecodable", "Events of other processes that couldn't be decoded.", lambda: broker.undecodable
    )


def _register_jobs(metrics: Metrics, jobs: Jobs) -> None:
    """Register the metrics of jobs, without those of removed jobs, whose last failure would alert forever."""

    def records() -> list[JobRecord]:
        return [record for record in jobs.recalled if record.name in jobs.known]

    def runs() -> LabelledValues:
        return {(name, "ok" if is_ok else "failed"): count for (name, is_ok), count in jobs.runs.items()}

    metrics.refresh_before_scrape(jobs.recall)
    metrics.labelled_counter("job_runs", "Runs of background jobs on this process.", ("job", "result"), runs)
    metrics.labelled_gauge(
        "job_last_duration_seconds",
        "Duration of each job's last run on this process.",
        ("job",),
        lambda: {(name,): seconds for name, seconds in jobs.seconds.items()},
    )
    metrics.labelled_gauge(
        "job_consecutive_failures",
        "Failures of each job since its last success, on any process.",
        ("job",),
        lambda: {(record.name,): record.failures for record in records()},
    )
    metrics.labelled_gauge(
        "job_last_success_timestamp_seconds",
        "When each job last succeeded, on any process.",
        ("job",),
        lambda: {(r.name,): r.succeeded_at.timestamp() for r in records() if r.succeeded_at is not None},
    )
    metrics.gauge(
        "job_scheduler_leader", "Whether this process is the scheduler leader.", lambda: float(jobs.is_leader)
    )
