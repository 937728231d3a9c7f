"""Mail: what it says (`letters`), how it is sent (`mailer`), and that nobody waits for it (`postbox`)."""
