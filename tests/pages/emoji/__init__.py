"""Tests of custom emoji on real pages."""
