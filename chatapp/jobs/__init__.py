"""Background jobs: schedules, execution and outcomes.

| file | what it holds |
|---|---|
| job | a job, and the outcome of a run |
| jobs | all jobs of a process: the entry point |
| leader | the scheduler, run by one process at a time |
| task_queue | taskiq's brokers: within this process, and over all of them through Redis |
| runner | runs a job, on one process at a time |
| while_leading | what the leader does every few seconds |
| lease_holder | a lease, renewed while work is running |
| records | the table of outcomes |
"""

from chatapp.jobs.job import Job, JobFailed
from chatapp.jobs.jobs import Jobs

__all__ = ["Job", "JobFailed", "Jobs"]
