"""What a person has typed and not sent."""
