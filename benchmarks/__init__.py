"""Measurements of the real product, so that a change that makes it slower or lossy is seen before it is shipped."""
