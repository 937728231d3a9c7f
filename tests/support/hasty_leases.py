"""Chatapp whose leases live for seconds: nobody waits long for a leader that was killed. Run in place of `main.py`."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from chatapp.jobs.lease_holder import LeaseHolder

if __name__ == "__main__":
    (LeaseHolder.__init__.__kwdefaults__ or {})["life"] = 3.0
    from main import cli

    cli()
