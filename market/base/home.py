"""The folder of a local market: who runs it now, where its gate stands, and how all of it is forgotten."""

import contextlib
import fcntl
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from market.base import keyring
from market.base.embedded import Embedded
from market.base.process import lives
from market.base.settings import Settings

LOCK = "running.lock"
GATES = "gate-"


class MarketRuns(RuntimeError):
    """Another process has this folder's market."""


class HomeUnusable(RuntimeError):
    """The place that MOI_HOME names is no folder of ours to write in."""


class KeysLost(RuntimeError):
    """The keyring that was named is not there, and what the database holds cannot be read without it."""


class NotHere(RuntimeError):
    """Production has nothing that may be forgotten by a command."""


@contextlib.contextmanager
def alone(home: Path) -> Iterator[None]:
    """Have the market of this folder to oneself. Raises HomeUnusable, MarketRuns.

    The kernel gives the lock back however its holder ends, so a stale file is no obstacle.
    """
    try:
        home.mkdir(parents=True, exist_ok=True)
        opened = (home / LOCK).open("a+")
    except OSError as error:
        raise HomeUnusable(
            f"MOI_HOME: {home} is not a folder that can be written to ({error.strerror}): give another one"
        ) from error
    with opened as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.seek(0)
            holder = lock.read().strip() or "unknown"
            raise MarketRuns(
                f"the market in {home} is running already (process {holder}): stop it with Ctrl-C there,"
                " or give another folder with MOI_HOME"
            ) from error
        lock.truncate(0)
        lock.write(f"{os.getpid()}\n")
        lock.flush()
        yield


def gate_in(home: Path) -> Path:
    """Where this process's gate will stand. Those of supervisors that were killed are cleared away."""
    for left in home.glob(f"{GATES}*"):
        with contextlib.suppress(ValueError):
            if not lives(int(left.name.removeprefix(GATES))):
                shutil.rmtree(left, ignore_errors=True)
    mine = home.resolve() / f"{GATES}{os.getpid()}"
    shutil.rmtree(mine, ignore_errors=True)  # of a process that had our number
    return mine / "open"


def without_its_keys(config: Settings, server: Embedded) -> bool:
    """Whether `server` holds a market whose keyring is gone. Raises KeysLost where one was named."""
    path = keyring.path_of(config)
    if path.exists() or not server.exists():
        return False
    if config.keyring or not config.local:
        raise KeysLost(
            f"{path} is not there, and without it the market in {config.home} cannot be read:"
            " give the right MOI_KEYRING, or forget the market with “moi forget”"
        )
    return True


def forget(config: Settings) -> None:
    """Remove the local market: database, keyring and folder, also what lies outside the folder.

    Raises MarketRuns, NotHere. Only what is ours is removed; a DATABASE_URL, or a MOI_KEYRING, is not.
    """
    if not config.local:
        raise NotHere("this is production, where nothing is forgotten by a command")
    home = config.home
    with alone(home):
        Embedded(home).forget()
        for gate in home.glob(f"{GATES}*"):
            shutil.rmtree(gate, ignore_errors=True)
        for name in ("keyring.json", "start.lock", "tests.lock", LOCK):
            (home / name).unlink(missing_ok=True)
    with contextlib.suppress(OSError):  # somebody keeps something of their own in it
        home.rmdir()
