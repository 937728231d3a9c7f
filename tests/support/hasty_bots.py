"""Chatapp whose bots wait seconds, not a minute, for a process that has ended: run in place of `main.py`."""

import sys
from datetime import timedelta
from pathlib import Path

sys.path.pop(0)  # this folder, whose modules are named like packages
sys.path.insert(0, str(Path(__file__).parents[2]))

from chatapp.bots import answering, host
from chatapp.messages import interactions

if __name__ == "__main__":
    interactions.LEASE = timedelta(seconds=6)
    answering.RENEWED = 2.0
    host.SWEEP = 1.0
    from main import cli

    cli()
