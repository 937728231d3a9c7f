"""What moves a whole database: today its copying (sync)."""
