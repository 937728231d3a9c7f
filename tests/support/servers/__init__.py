"""Chatapp as a process, and what stands beside it: databases, Redis, mail, proxies, other machines."""
