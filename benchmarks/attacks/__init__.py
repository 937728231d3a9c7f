"""What an attacker can do: each attack's own figure, and what somebody else waits for meanwhile."""
