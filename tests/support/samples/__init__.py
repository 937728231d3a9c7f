"""Files and texts that tests send."""
