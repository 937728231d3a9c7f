"""What growing costs and brings: two processes beside one, PostgreSQL and Redis beside the embedded default."""
