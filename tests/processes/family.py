"""Who lives on this machine: the processes of a start, and what should have ended with it."""

import contextlib
import os
import signal
import time
import uuid
from collections.abc import Mapping
from pathlib import Path

from market.base.embedded import Embedded
from tests.processes.web import environment

MARK = "STARTED_BY_TEST"
SOON = 15.0  # seconds in which whatever should end has ended


def processes() -> dict[int, tuple[int, bytes]]:
    """(parent, command line) of every living process, by its id."""
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
                if fields[0] not in "ZX":
                    found[int(entry.name)] = (int(fields[1]), (entry / "cmdline").read_bytes())
            except OSError:
                continue
    return found


def under(pid: int) -> set[int]:
    """A process and all that descend from it."""
    everyone, found, before = processes(), {pid}, 0
    while len(found) > before:
        before = len(found)
        found |= {child for child, (parent, _) in everyone.items() if parent in found}
    return found & everyone.keys()


def servers(folder: Path) -> set[int]:
    """The database servers that work on this folder's data."""
    data = os.fsencode(str(Embedded(folder / ".moi").data))
    return {pid for pid, (_, command) in processes().items() if data in command.split(b"\0")}


def marked(env: Mapping[str, str]) -> set[int]:
    """Every living process that inherited this environment, whoever its parent is by now; not the database."""
    mark, found = f"{MARK}={env[MARK]}".encode(), set()
    for pid in processes():
        with contextlib.suppress(OSError):
            if mark in Path(f"/proc/{pid}/environ").read_bytes().split(b"\0"):
                found.add(pid)
    return found


def all_end(pids: set[int]) -> bool:
    """Whether all of them end soon. What does not is killed, so that a failure leaves nothing behind."""
    end = time.monotonic() + SOON
    while time.monotonic() < end:
        if not pids & processes().keys():
            return True
        time.sleep(0.2)
    for pid in pids & processes().keys():
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    return False


def env(port: int, demo: int = 0) -> dict[str, str]:
    """A person's own machine, mostly without the demo: that has tests of its own and takes a while."""
    kept = {name: value for name, value in environment().items() if not name.startswith("MOI_")}
    return kept | {"PORT": str(port), "MOI_DEMO": str(demo), MARK: uuid.uuid4().hex}
