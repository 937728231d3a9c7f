"""The database: connections, units of work, the group commit, leases, and the standby that answers readers."""
