"""Mail: sent in the background, after the commit of what it tells.

| file | what it holds |
|---|---|
| templates | what the mails say |
| mail_queue | mails on their way; a background job with a few tries |
| mailer | sending one mail by SMTP, or to the log |
| smtp_url | the mail server's address as one URL |
"""

from chatapp.mail.mail_queue import Email, MailQueue
from chatapp.mail.mailer import Mailer, mailer_for

__all__ = ["Email", "MailQueue", "Mailer", "mailer_for"]
