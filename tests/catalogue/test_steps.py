"""No number below fifty; above, only round ones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from market.catalogue.steps import SmallerThanACrowd, coarse_count


@pytest.mark.parametrize(
    ("size", "shown"),
    [
        (11, 11), (12, 11), (49, 11), (50, 50), (99, 50), (100, 100), (199, 100), (200, 200), (499, 200),
        (500, 500), (999, 500), (1_000, 1_000), (2_500, 2_000), (999_999, 500_000), (1_000_000, 1_000_000),
    ],
)  # fmt: skip
def test_a_size_is_shown_as_the_step_it_reaches(size: int, shown: int) -> None:
    assert coarse_count(size) == shown


def test_less_than_a_crowd_is_never_shown() -> None:
    with pytest.raises(SmallerThanACrowd) as refused:
        coarse_count(10)
    assert (refused.value.size, refused.value.crowd) == (10, 11)


def test_a_larger_crowd_is_the_first_step() -> None:
    assert coarse_count(70, crowd=60) == 60
    assert coarse_count(120, crowd=60) == 100


@given(st.integers(11, 10**9), st.integers(0, 10**6))
def test_more_people_never_show_less(size: int, more: int) -> None:
    assert coarse_count(size) <= coarse_count(size + more)
    assert coarse_count(size) <= size
