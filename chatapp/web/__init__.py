"""What pages and REST API share of HTTP: security, problems, addresses, health and metrics."""
