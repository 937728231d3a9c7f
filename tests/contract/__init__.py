"""The API's document, held against the running server by tools of others, which have an environment of their own.

`python -m tests.contract` makes it, once, from pinned versions. The tests here run in `make test-nightly`.
"""
