"""Tests of the view of mentions."""
