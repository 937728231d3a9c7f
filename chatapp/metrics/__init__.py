"""Prometheus metrics. They read numbers that the services keep anyway, and only when Prometheus scrapes.

Nothing is counted on the hot path just for this: a message on its way to five hundred pages must not cost five hundred
increments.

| file | what it holds |
|---|---|
| metrics | the registry, and how a part registers its gauges and counters |
| log_counter | how many warnings and errors were logged |

`chatapp.instrumentation` registers the metrics of the services.
"""

from chatapp.metrics.metrics import LabelledValues, Metrics

__all__ = ["LabelledValues", "Metrics"]
