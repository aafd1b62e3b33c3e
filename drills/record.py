"""What a drill found, and `drills/latest.json` where it stays.

Several parts of a campaign may run at once and keep their results here: whoever writes waits for who does, and the
file is whole at every instant.
"""

import contextlib
import fcntl
import json
import os
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

ROOT = Path(__file__).parent.parent
LATEST = Path(__file__).parent / "latest.json"
FAST_SEED = 0
"""The sample's own: it takes the place of the sample before it, whatever its commit."""


@dataclass(frozen=True)
class Result:
    """`tried` cases, of which `survived` left the product whole; whether the broken product was caught.

    `seconds` of wall time; `commit` ends in `+` where the tree differed from it.
    """

    name: str
    tried: int
    survived: int
    control_caught: bool
    seed: int
    seconds: float
    commit: str

    @property
    def good(self) -> bool:
        return self.control_caught and self.tried == self.survived > 0

    def after(self, earlier: "Result") -> "Result":
        """Both parts of one campaign together."""
        return replace(
            self,
            tried=earlier.tried + self.tried,
            survived=earlier.survived + self.survived,
            control_caught=earlier.control_caught and self.control_caught,
            seconds=round(earlier.seconds + self.seconds, 1),
        )


def known(path: Path = LATEST) -> list[Result]:
    """All results that the file has."""
    return [Result(**entry) for entry in json.loads(path.read_text())] if path.exists() else []


def before(name: str, seed: int, commit: str, path: Path = LATEST) -> Result | None:
    """What the earlier parts of this campaign came to on this very commit."""
    return next((it for it in known(path) if (it.name, it.seed, it.commit) == (name, seed, commit)), None)


def add(result: Result, path: Path = LATEST) -> None:
    """Put a part into the file: added to the parts before it of the same name, seed and commit."""
    with _alone(path):
        kept: list[Result] = []
        for it in known(path):
            if (it.name, it.seed) == (result.name, result.seed) == (result.name, FAST_SEED):
                continue
            if (it.name, it.seed, it.commit) == (result.name, result.seed, result.commit):
                result = result.after(it)
            else:
                kept.append(it)
        write(sorted([*kept, result], key=lambda it: (it.name, it.seed, it.commit)), path)


@contextlib.contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Nobody else reads this file in order to write it; a process that dies lets go. The lock is on its folder."""
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def write(results: Sequence[Result], path: Path = LATEST) -> None:
    """The whole file, put in its place at once: who reads it, or comes after our death, never sees half of it."""
    lines = ",\n".join(f"  {json.dumps(asdict(it), ensure_ascii=False)}" for it in results)
    draft = path.with_suffix(f".{os.getpid()}.draft")
    draft.write_text(f"[\n{lines}\n]\n")
    draft.replace(path)


def commit() -> str:
    """The commit that is drilled; a `+` behind it says that the tree differs from it, results aside."""
    head = _git("rev-parse", "--short=12", "HEAD")
    changed = _git("status", "--porcelain", "--", ":!drills/latest*")
    return f"{head}+" if changed else head


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip() or ("" if arguments[0] == "status" else "unknown")
