"""Pages: in Chromium, by their protocol alone, and without a server."""
