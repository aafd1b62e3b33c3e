"""What a process owes its parent."""

import ctypes
import os
import signal
import time
from pathlib import Path

PR_SET_PDEATHSIG = 1  # linux/prctl.h
SUPERVISED = "MOI_SUPERVISED"
GATE = "MOI_GATE"


def die_with_parent() -> None:
    """Under `moi up`: end when the parent ends, even by kill -9. Elsewhere a supervisor sees to it."""
    if os.environ.get(SUPERVISED) and hasattr(signal, "SIGTERM"):
        try:
            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        except (AttributeError, OSError):  # not Linux
            return


def wait_for_gate() -> None:
    """Under `moi up`: everything is imported, now wait until the database is ready.

    The supervisor makes the file that MOI_GATE names once it has migrated; its own end ends us too.
    """
    gate = os.environ.get(GATE)
    while gate and not Path(gate).exists():
        time.sleep(0.02)
