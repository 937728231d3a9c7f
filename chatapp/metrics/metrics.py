"""The registry of one process, and how a part of Chatapp lends its numbers."""

from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import structlog
from prometheus_client import CollectorRegistry, GCCollector, PlatformCollector, ProcessCollector, generate_latest
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

log = structlog.get_logger(__name__)

PREFIX = "chatapp_"

Labelled = Mapping[tuple[str, ...], float]  # label values → number
Read = Callable[[], float | None]
ReadLabelled = Callable[[], Labelled]


@dataclass(frozen=True, slots=True)
class _Reading:
    family: type[CounterMetricFamily | GaugeMetricFamily]
    name: str
    about: str
    labels: Sequence[str]
    read: ReadLabelled


class Metrics(Collector):
    """What is told to Prometheus. Parts lend functions that read their numbers; they are called when somebody asks.

    A number that cannot be read is left out, and the log says so; the others are told.
    """

    def __init__(self) -> None:
        self._readings: list[_Reading] = []
        self._questions: list[Callable[[], Awaitable[None]]] = []
        self.answers: Counter[int] = Counter()  # HTTP status → how often it was answered
        self._registry = CollectorRegistry(auto_describe=False)
        for kind in (ProcessCollector, PlatformCollector, GCCollector):
            kind(registry=self._registry)
        self._registry.register(self)

    def count(self, name: str, about: str, read: Read) -> None:
        """Tell a number that only grows while the process lives. ``name``: without prefix and ``_total``."""
        self.counts(name, about, (), lambda: _alone(read()))

    def counts(self, name: str, about: str, labels: Sequence[str], read: ReadLabelled) -> None:
        """Tell such numbers apart by ``labels``."""
        self._readings.append(_Reading(CounterMetricFamily, PREFIX + name, about, labels, read))

    def level(self, name: str, about: str, read: Read) -> None:
        """Tell a number that goes up and down; None leaves it out for now."""
        self.levels(name, about, (), lambda: _alone(read()))

    def levels(self, name: str, about: str, labels: Sequence[str], read: ReadLabelled) -> None:
        """Tell such numbers apart by ``labels``."""
        self._readings.append(_Reading(GaugeMetricFamily, PREFIX + name, about, labels, read))

    def ask_first(self, question: Callable[[], Awaitable[None]]) -> None:
        """Await ``question`` before the numbers are read: for those that come from the database. It raises nothing."""
        self._questions.append(question)

    async def text(self) -> bytes:
        """Return all numbers in Prometheus's text format."""
        for question in self._questions:
            await question()
        return generate_latest(self._registry)

    def collect(self) -> Iterator[Metric]:
        """Read every number; this is how the registry asks."""
        for reading in self._readings:
            try:
                values = reading.read()
            except Exception:
                log.exception("a number cannot be read", name=reading.name)
                continue
            family = reading.family(reading.name, reading.about, labels=reading.labels)
            for labels, value in values.items():
                family.add_metric(labels, value)
            yield family


def _alone(value: float | None) -> Labelled:
    return {} if value is None else {(): value}
