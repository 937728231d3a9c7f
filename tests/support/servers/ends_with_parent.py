"""Importing this ends the process when the one that started it is gone: preloaded by the fork server of `warm.py`.

The fork server itself watches a pipe, whose other end its children hold too: they and it would keep each other alive.
"""

import ctypes
import signal
import sys

PR_SET_PDEATHSIG = 1  # of linux/prctl.h


def end_with_parent(how: signal.Signals = signal.SIGKILL) -> None:
    """Have the kernel send this process a signal as soon as its parent is gone; by default it is killed."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, how)


end_with_parent()
