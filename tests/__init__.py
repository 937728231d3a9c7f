"""Tests."""

import chatapp  # noqa: F401  (first: see there)
