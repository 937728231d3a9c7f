"""The metrics registry of one process, and how a part of Chatapp registers its metrics."""

from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import structlog
from prometheus_client import CollectorRegistry, GCCollector, PlatformCollector, ProcessCollector, generate_latest
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

log = structlog.get_logger(__name__)

PREFIX = "chatapp_"

LabelledValues = Mapping[tuple[str, ...], float]  # label values → value
Read = Callable[[], float | None]
ReadLabelled = Callable[[], LabelledValues]


@dataclass(frozen=True, slots=True)
class _Registered:
    family: type[CounterMetricFamily | GaugeMetricFamily]
    name: str
    description: str
    labels: Sequence[str]
    read: ReadLabelled


class Metrics(Collector):
    """A process's metrics. Parts register functions that read their values; a scrape calls them.

    A metric that cannot be read is logged and left out; the others are reported.
    """

    def __init__(self) -> None:
        self._registered: list[_Registered] = []
        self._refreshes: list[Callable[[], Awaitable[None]]] = []
        self.http_responses: Counter[int] = Counter()  # by status
        self._registry = CollectorRegistry(auto_describe=False)
        for kind in (ProcessCollector, PlatformCollector, GCCollector):
            kind(registry=self._registry)
        self._registry.register(self)

    def counter(self, name: str, description: str, read: Read) -> None:
        """Register a number that only grows. ``name``: without the prefix ``chatapp_`` and the suffix ``_total``."""
        self.labelled_counter(name, description, (), lambda: _unlabelled(read()))

    def labelled_counter(self, name: str, description: str, labels: Sequence[str], read: ReadLabelled) -> None:
        """Register a counter with one value per combination of ``labels``."""
        self._registered.append(_Registered(CounterMetricFamily, PREFIX + name, description, labels, read))

    def gauge(self, name: str, description: str, read: Read) -> None:
        """Register a number that goes up and down. ``name``: without the prefix. None leaves it out of this scrape."""
        self.labelled_gauge(name, description, (), lambda: _unlabelled(read()))

    def labelled_gauge(self, name: str, description: str, labels: Sequence[str], read: ReadLabelled) -> None:
        """Register a gauge with one value per combination of ``labels``."""
        self._registered.append(_Registered(GaugeMetricFamily, PREFIX + name, description, labels, read))

    def refresh_before_scrape(self, refresh: Callable[[], Awaitable[None]]) -> None:
        """Await ``refresh``, which must not raise, before each scrape: for values that come from the database."""
        self._refreshes.append(refresh)

    async def text(self) -> bytes:
        """Return all metrics in Prometheus's text format."""
        for refresh in self._refreshes:
            await refresh()
        return generate_latest(self._registry)

    def collect(self) -> Iterator[Metric]:
        """Read every metric; the registry calls this on each scrape."""
        for registered in self._registered:
            try:
                values = registered.read()
            except Exception:
                log.exception("metric could not be read", name=registered.name)
                continue
            family = registered.family(registered.name, registered.description, labels=registered.labels)
            for labels, value in values.items():
                family.add_metric(labels, value)
            yield family


def _unlabelled(value: float | None) -> LabelledValues:
    return {} if value is None else {(): value}
