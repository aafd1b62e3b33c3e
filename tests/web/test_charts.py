from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from market.web.charts import FLOOR, TOP, WIDTH, Earnings, earnings_chart, step

CENTS = st.integers(min_value=0, max_value=10_000_000)


@given(st.lists(st.tuples(CENTS, CENTS, CENTS), max_size=24))
def test_bars_stay_in_the_chart_and_never_overlap(amounts: list[tuple[int, int, int]]) -> None:
    chart = earnings_chart([Earnings("m", *amount) for amount in amounts])
    for block in chart.blocks:
        assert block.y >= TOP - 0.2 and block.y + block.height <= FLOOR + 1.2
        assert block.x >= 0 and block.x + block.width <= WIDTH
    assert len(chart.labels) == len(amounts)
    edges = sorted({(block.x, block.x + block.width) for block in chart.blocks})
    assert all(left[1] <= right[0] for left, right in pairwise(edges))


def test_heights_are_in_proportion() -> None:
    chart = earnings_chart([Earnings("a", paid=1000), Earnings("b", paid=2000)])
    small, large = (FLOOR - block.y for block in chart.blocks)
    assert abs(large / small - 2) < 0.01


@given(st.integers(min_value=1, max_value=10**9))
def test_lines_lie_at_round_sums_and_there_are_at_most_three_above_the_floor(highest: int) -> None:
    distance = step(highest)
    assert str(distance).rstrip("0") in {"1", "2", "5"}
    assert -(-highest // distance) <= 3


def test_no_earnings_still_draw_a_floor() -> None:
    chart = earnings_chart([])
    assert [tick.cents for tick in chart.ticks] == [0, 100]
    assert chart.blocks == ()
