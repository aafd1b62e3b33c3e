"""How far each campaign has come: which of its cases have been tried, so that the next part goes on after them.

Beside the results, in a folder that git does not keep; without it a part goes on after as many as were counted. Who
is at a drill's campaign holds its file, so that of two parts at once each has drills of its own; a process that dies
lets go of it.
"""

import contextlib
import fcntl
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from drills.record import LATEST


class Place:
    """One drill's campaign by one seed. `done`: the positions of its cases that were tried on `commit`."""

    def __init__(self, file: IO[str], commit: str) -> None:
        self.file, self.commit, self.done = file, commit, set[int]()
        kept = json.loads(file.read() or "{}")
        self.known = kept.get("commit") == commit
        """Whether the file speaks of this commit at all."""
        if self.known:
            self.done = {*range(kept["all_before"]), *kept["and"]}

    def keep(self) -> None:
        """Put `done` into the file."""
        first = next(it for it in range(len(self.done) + 1) if it not in self.done)
        beyond = sorted(it for it in self.done if it > first)
        self.file.seek(0)
        self.file.truncate()
        json.dump({"commit": self.commit, "all_before": first, "and": beyond}, self.file)
        self.file.flush()
        self.known = True


@contextlib.contextmanager
def held(name: str, seed: int, commit: str, results: Path = LATEST) -> Iterator[Place | None]:
    """The place of a campaign, held; None while somebody else is at it."""
    folder = results.parent / ".places"
    folder.mkdir(exist_ok=True)
    path = folder / f"{re.sub(r'[^a-z0-9]+', '-', name.lower())}.{seed}.json"
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o644), "r+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield None
            return
        yield Place(file, commit)
