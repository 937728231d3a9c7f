"""What runs in the background: what, when, on which process, and what became of it.

| file | what it holds |
|---|---|
| job | what a job is, and what comes of one |
| jobs | all of them together: what the rest of Chatapp talks to |
| leader | the one process that says what is due, by taskiq's scheduler |
| task_queue | taskiq's brokers: within this process, and over all of them through Redis |
| runner | carries a job out, once at a time over all processes |
| lease_holder | a lease, held as long as something takes |
| records | the table of what became of them |
"""

from chatapp.jobs.job import Job, JobFailed
from chatapp.jobs.jobs import Jobs

__all__ = ["Job", "JobFailed", "Jobs"]
