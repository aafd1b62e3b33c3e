"""What a drill found, and `drills/latest.json` where it stays."""

import json
import subprocess
from collections.abc import Sequence
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


def done_before(name: str, seed: int, commit: str, path: Path = LATEST) -> int:
    """How many cases of this campaign were tried on this very commit: the next part begins after them."""
    return sum(it.tried for it in known(path) if (it.name, it.seed, it.commit) == (name, seed, commit))


def add(result: Result, path: Path = LATEST) -> None:
    """Put a part into the file: added to the parts before it of the same name, seed and commit."""
    kept: list[Result] = []
    for it in known(path):
        if (it.name, it.seed) == (result.name, result.seed) == (result.name, FAST_SEED):
            continue
        if (it.name, it.seed, it.commit) == (result.name, result.seed, result.commit):
            result = result.after(it)
        else:
            kept.append(it)
    write(sorted([*kept, result], key=lambda it: (it.name, it.seed)), path)


def write(results: Sequence[Result], path: Path = LATEST) -> None:
    lines = ",\n".join(f"  {json.dumps(asdict(it), ensure_ascii=False)}" for it in results)
    path.write_text(f"[\n{lines}\n]\n")


def commit() -> str:
    """The commit that is drilled; a `+` behind it says that the tree differs from it, results aside."""
    head = _git("rev-parse", "--short=12", "HEAD")
    changed = _git("status", "--porcelain", "--", ":!drills/latest.json")
    return f"{head}+" if changed else head


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip() or ("" if arguments[0] == "status" else "unknown")
