"""Activity: what concerned the person, in all their rooms."""
