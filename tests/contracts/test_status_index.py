import random
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.status_index import ListsFull, address, draw_index, draw_shard, is_over, month_of

ENDS = datetime(2026, 11, 20, 13, 5, 33, tzinfo=UTC)


def a_below(seed: int = 1) -> random.Random:
    return random.Random(seed)


@given(st.sets(st.integers(0, 31), max_size=31), st.integers(0, 2**32))
def test_a_drawn_place_is_one_that_nothing_had(taken: set[int], seed: int) -> None:
    index = draw_index(taken, a_below(seed).randrange, 32)
    assert 0 <= index < 32
    assert index not in taken


def test_every_free_place_can_be_drawn_and_none_is_likelier() -> None:
    taken = {0, 1, 5, 9}
    drawn = Counter(draw_index(taken, lambda _, n=n: n, 10) for n in range(6))  # type: ignore[misc]
    assert drawn == Counter(set(range(10)) - taken)


def test_a_list_is_filled_to_its_last_place_and_no_further() -> None:
    below, taken = a_below(), set[int]()
    for _ in range(64):
        taken.add(draw_index(taken, below.randrange, 64))
    assert taken == set(range(64))
    with pytest.raises(ListsFull):
        draw_index(taken, below.randrange, 64)


def test_a_list_is_drawn_among_those_that_have_room() -> None:
    below = a_below()
    drawn = {draw_shard([64, 0, 63, 64], below.randrange, 64) for _ in range(100)}
    assert drawn == {1, 2}
    for taken in ([], [64, 64]):
        with pytest.raises(ListsFull) as refusal:
            draw_shard(taken, below.randrange, 64)
        assert refusal.value.lists == len(taken)


def test_an_address_tells_the_month_of_expiry_and_a_random_number() -> None:
    assert address("https://moi.example/status", ENDS, 2) == "https://moi.example/status/2026-11-2"
    assert month_of(ENDS) == "2026-11"


@pytest.mark.parametrize(
    ("month", "last"),
    [
        ("2026-11", datetime(2026, 12, 1, tzinfo=UTC)),
        ("2026-12", datetime(2027, 1, 1, tzinfo=UTC)),
        ("2028-02", datetime(2028, 3, 1, tzinfo=UTC)),
    ],
)
def test_a_list_is_dropped_when_its_month_is_over(month: str, last: datetime) -> None:
    assert not is_over(month, last - timedelta(microseconds=1))
    assert is_over(month, last)
    assert month_of(last - timedelta(microseconds=1)) == month, "so every entry has expired"
