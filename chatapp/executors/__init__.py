"""Threads for blocking work: each kind of work has its own, what waits is bounded, and people take turns.

| module | what it holds |
|---|---|
| fair_executor | a bounded pool of threads whose waiting calls take turns by key |
"""

from chatapp.executors.fair_executor import FairExecutor

__all__ = ["FairExecutor"]
