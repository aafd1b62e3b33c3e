"""Where the tests' PostgreSQL lives: in memory where there is room, a home for each session.

Each test copies a database of some eight hundred small files. In memory that takes a tenth of the time, and two
sessions side by side, in one clone or in many, do not meet. `MOI_TEST_HOME` names another place, and there the
server's files stay.
"""

import contextlib
import os
import re
import shutil
from pathlib import Path

from market.base.embedded import Embedded

CLONE = Path(__file__).parent.parent
MEMORY = Path("/dev/shm")  # that it is the memory is the point
ROOM = 2 * 1024**3  # bytes; a whole session was seen to need a quarter of it
PREFIX = "moi-test-"


def home() -> Path:
    """The folder of this session; its worker processes inherit it."""
    if "MOI_TEST_HOME" not in os.environ:
        os.environ["MOI_TEST_HOME"] = str(_fresh())
    return Path(os.environ["MOI_TEST_HOME"])


def _fresh() -> Path:
    if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM:
        _tidy()
        return MEMORY / f"{PREFIX}{os.getpid()}"
    return CLONE / ".moi-test"


def leave(home: Path) -> None:
    """The session is over: stop its server, and give the memory back."""
    if not home.exists():
        return
    with contextlib.suppress(Exception):
        server = Embedded(home, durable=False)
        if home.parent == MEMORY:
            server.forget()
        else:
            server.stop("immediate")
    if home.parent == MEMORY:
        shutil.rmtree(home, ignore_errors=True)


def _tidy() -> None:
    """What a session left that was killed."""
    for left in MEMORY.glob(f"{PREFIX}*"):
        pid = left.name.removeprefix(PREFIX)
        if re.fullmatch(r"\d+", pid) and not Path("/proc", pid).exists() and os.access(left, os.W_OK):
            leave(left)
