"""What a process owes its parent, and what `moi up` owes its children."""

import contextlib
import ctypes
import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

PR_SET_PDEATHSIG = 1  # linux/prctl.h
SUPERVISED = "MOI_SUPERVISED"  # the supervisor's process id
GATE = "MOI_GATE"  # the file it makes when the database is ready
ORDERLY = 15.0  # seconds in which a child may end by itself
ORPHANED = 5.0  # the same, where nobody waits for it any more

Child = subprocess.Popen[bytes]


def die_with_parent() -> None:
    """Under `moi up`: end when the parent ends, even by kill -9. Elsewhere a supervisor sees to it.

    The kernel's signal is prompt but is sent once, and a server that is starting swallows it: a thread
    looks as well, and ends what still lives a while after its parent.
    """
    parent = _parent()
    if parent is None:
        return
    with contextlib.suppress(AttributeError, OSError):  # not Linux
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:  # it went before the kernel was asked
        os._exit(1)
    threading.Thread(target=_outlive, args=(parent,), name="parent", daemon=True).start()


def wait_for_gate() -> None:
    """Under `moi up`: everything is imported, now wait until the database is ready.

    The supervisor makes the file that MOI_GATE names once it has migrated. When it stops instead, it takes
    the folder away; when it is killed, its process is gone. We end either way, whatever becomes of the
    signals: granian's workers swallow them while they start.
    """
    gate = Path(os.environ.get(GATE, ""))
    parent = _parent()
    while parent is not None and GATE in os.environ and not gate.exists():
        if os.getppid() != parent or not lives(int(os.environ[SUPERVISED])) or not gate.parent.exists():
            shutil.rmtree(gate.parent, ignore_errors=True)
            os._exit(0)
        time.sleep(0.02)


class Children:
    """The parts of the market that this process has started, each `moi PART`. They serve once the gate exists."""

    def __init__(self, environment: Mapping[str, str], gate: Path) -> None:
        self._environment = {**os.environ, **environment, SUPERVISED: str(os.getpid()), GATE: str(gate)}
        self._gate = gate
        self._started: dict[str, Child] = {}

    def start(self, part: str) -> None:
        """`moi PART`, in a session of its own: Ctrl-C reaches the supervisor alone, which stops the parts in order."""
        command = [sys.executable, "-m", "market", part]
        self._started[part] = subprocess.Popen(command, env=self._environment, start_new_session=True)

    def all_live(self) -> bool:
        """Whether none has ended by itself."""
        return all(child.poll() is None for child in self._started.values())

    def ended(self) -> list[str]:
        """The parts that have ended by now."""
        return [part for part, child in self._started.items() if child.poll() is not None]

    def stop(self) -> None:
        """Stop them with all that they started, and take the gate away."""
        for child in self._started.values():
            if child.poll() is None:
                child.terminate()
        shutil.rmtree(self._gate.parent, ignore_errors=True)  # who still waits at the gate goes home
        for child in self._started.values():
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(ORDERLY)
            # Each leads a process group: what its death left behind, a worker that hears no signal, ends with it.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
            child.wait()


@contextlib.contextmanager
def children(environment: Mapping[str, str], gate: Path) -> Iterator[Children]:
    """Nobody at first; whom the block starts is stopped at its end. Makes the gate's folder and takes it away."""
    gate.parent.mkdir(parents=True)
    family = Children(environment, gate)
    try:
        yield family
    finally:
        family.stop()


def lives(pid: int) -> bool:
    """Whether a process has this id; one of another account counts."""
    try:
        os.kill(pid, 0)
    except PermissionError:
        return True
    except ProcessLookupError:
        return False
    return True


def _parent() -> int | None:
    """Who should be our parent: the supervisor, or whoever made this process its worker; None: nobody."""
    if not os.environ.get(SUPERVISED):
        return None
    maker = multiprocessing.parent_process()
    return maker.pid if maker else int(os.environ[SUPERVISED])


def _outlive(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    time.sleep(ORPHANED)
    os._exit(1)
