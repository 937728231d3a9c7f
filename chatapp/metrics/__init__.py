"""What Prometheus may ask: numbers that the parts of Chatapp keep anyway, read when somebody asks for them.

Nothing is counted twice: a message on its way to five hundred pages must not cost five hundred counters.

| file | what it holds |
|---|---|
| metrics | the registry, and how a part lends its numbers |
| readings | the numbers of the services |
| complaints | how often the log had to warn |
"""

from chatapp.metrics.metrics import Labelled, Metrics

__all__ = ["Labelled", "Metrics"]
