"""What is kept of a drill: parts of a campaign add up, a sample takes the place of the sample before it."""

import subprocess
import sys
from pathlib import Path

import pytest

from drills.record import FAST_SEED, LATEST, Result, add, before, commit, known

ROOT = Path(__file__).parent.parent.parent


def a_part(**changes: object) -> Result:
    facts: dict[str, object] = {
        "name": "G5 webhooks",
        "tried": 10,
        "survived": 10,
        "control_caught": True,
        "seed": 1,
        "seconds": 2.5,
        "commit": "abc",
    }
    return Result(**facts | changes)  # type: ignore[arg-type]


def test_the_parts_of_a_campaign_add_up(tmp_path: Path) -> None:
    file = tmp_path / "latest.json"
    add(a_part(), file)
    add(a_part(tried=5, survived=4, seconds=1.5), file)
    assert known(file) == [a_part(tried=15, survived=14, seconds=4.0)]
    assert before("G5 webhooks", 1, "abc", file) == known(file)[0]


@pytest.mark.parametrize("other", [{"seed": 2}, {"commit": "def"}, {"name": "G1 rent"}])
def test_another_campaign_is_kept_beside_it(tmp_path: Path, other: dict[str, object]) -> None:
    file = tmp_path / "latest.json"
    add(a_part(), file)
    add(a_part(**other), file)
    assert sorted(known(file), key=repr) == sorted([a_part(), a_part(**other)], key=repr)
    assert before("G5 webhooks", 1, "abc", file) == a_part()


def test_a_sample_takes_the_place_of_the_one_before_whatever_its_commit(tmp_path: Path) -> None:
    file = tmp_path / "latest.json"
    add(a_part(), file)
    add(a_part(seed=FAST_SEED, commit="old"), file)
    add(a_part(seed=FAST_SEED, commit="new"), file)
    assert [it.commit for it in known(file)] == ["new", "abc"]


@pytest.mark.parametrize("bad", [{"control_caught": False}, {"survived": 9}, {"tried": 0, "survived": 0}])
def test_what_did_not_hold_or_proves_nothing_is_not_good(bad: dict[str, object]) -> None:
    assert a_part().good
    assert not a_part(**bad).good


AT_ONCE = """
import sys, time
from pathlib import Path
from drills import record

file, name, unlocked = Path(sys.argv[1]), sys.argv[2], sys.argv[3] == "unlocked"
if unlocked:
    import contextlib
    record._alone = lambda path: contextlib.nullcontext()
while not file.with_name("go").exists():
    time.sleep(0.001)
for n in range(150):
    record.add(record.Result(name, 1, 1, True, 1, 0.1, "abc"), file)
    record.add(record.Result("G0 shared", 1, 1, True, 1, 0.1, "abc"), file)
"""


def _two_at_once(file: Path, how: str) -> dict[str, int]:
    """How much is kept of what two processes add, 150 times each, to drills of their own and to a shared one."""
    parts = [
        subprocess.Popen([sys.executable, "-c", AT_ONCE, str(file), name, how], cwd=ROOT)
        for name in ("G1 rent", "G5 webhooks")
    ]
    file.with_name("go").touch()
    assert [part.wait(60) for part in parts] == [0, 0]
    return {it.name: it.tried for it in known(file)}


def test_two_parts_at_once_lose_nothing_of_each_other(tmp_path: Path) -> None:
    kept = _two_at_once(tmp_path / "latest.json", "locked")
    assert kept == {"G0 shared": 300, "G1 rent": 150, "G5 webhooks": 150}
    assert [it.name for it in tmp_path.iterdir() if "draft" in it.name] == []


def test_that_they_take_turns_is_needed(tmp_path: Path) -> None:
    kept = _two_at_once(tmp_path / "latest.json", "unlocked")
    assert sum(kept.values()) < 600


def test_a_part_whose_control_was_missed_spoils_the_whole() -> None:
    assert not a_part(control_caught=False).after(a_part()).control_caught


def test_the_committed_results_are_of_this_form() -> None:
    for it in known(LATEST):
        assert it.name and it.tried >= it.survived >= 0 and it.seconds > 0 and it.commit


def test_a_commit_is_named() -> None:
    assert commit().rstrip("+").isalnum()
