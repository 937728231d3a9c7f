"""Proof that each guard is watched by a test: `python -m tests.guards` (`make guards`).

A guard is removed in a copy of the tree; the tests named beside it must then fail. A guard whose text is not found
fails as well: whoever changes it says here how it is removed now.
"""
