"""Bots: files that answer."""
