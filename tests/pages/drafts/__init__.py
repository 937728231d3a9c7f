"""Tests of the view of saved messages."""
