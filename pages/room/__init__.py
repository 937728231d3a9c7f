"""A room's page: the conversation, the composer, details and members."""
