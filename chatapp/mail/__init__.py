"""Mail: what it says (`letters`), how it is sent (`mailer`), and that nobody waits for it (`mail_queue`)."""
