"""What a process owes its parent."""

import ctypes
import os
import signal

PR_SET_PDEATHSIG = 1  # linux/prctl.h
SUPERVISED = "MOI_SUPERVISED"


def die_with_parent() -> None:
    """Under `moi up`: end when the parent ends, even by kill -9. Elsewhere a supervisor sees to it."""
    if os.environ.get(SUPERVISED) and hasattr(signal, "SIGTERM"):
        try:
            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        except (AttributeError, OSError):  # not Linux
            return
