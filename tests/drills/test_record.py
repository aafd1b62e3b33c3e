"""What is kept of a drill: parts of a campaign add up, a sample takes the place of the sample before it."""

from pathlib import Path

import pytest

from drills.record import FAST_SEED, LATEST, Result, add, commit, done_before, known


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
    assert done_before("G5 webhooks", 1, "abc", file) == 15


@pytest.mark.parametrize("other", [{"seed": 2}, {"commit": "def"}, {"name": "G1 rent"}])
def test_another_campaign_is_kept_beside_it(tmp_path: Path, other: dict[str, object]) -> None:
    file = tmp_path / "latest.json"
    add(a_part(), file)
    add(a_part(**other), file)
    assert sorted(known(file), key=repr) == sorted([a_part(), a_part(**other)], key=repr)
    assert done_before("G5 webhooks", 1, "abc", file) == 10


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


def test_a_part_whose_control_was_missed_spoils_the_whole() -> None:
    assert not a_part(control_caught=False).after(a_part()).control_caught


def test_the_committed_results_are_of_this_form() -> None:
    for it in known(LATEST):
        assert it.name and it.tried >= it.survived >= 0 and it.seconds > 0 and it.commit


def test_a_commit_is_named() -> None:
    assert commit().rstrip("+").isalnum()
