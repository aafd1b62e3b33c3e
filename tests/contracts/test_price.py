import itertools
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.period import PERIODS, UnknownPeriod, interval, rental_days
from contracts.price import (
    CURRENCIES,
    LADDER,
    CurrencyMismatch,
    Earning,
    Money,
    NotMinorUnits,
    PriceOffLadder,
    SplitOutOfRange,
    UnknownCurrency,
    difference,
    earned_between,
    price,
    proration,
    shared_between,
    vat_included,
)

PRICES = st.builds(Money, st.integers(1, 10_000_000), st.sampled_from(sorted(CURRENCIES)))
BPS = st.integers(0, 10_000)


@pytest.mark.parametrize("amount", [19.0, True, False, "1900", None])
def test_an_amount_is_a_whole_number(amount: object) -> None:
    with pytest.raises(NotMinorUnits) as refusal:
        Money(amount)  # type: ignore[arg-type]
    assert refusal.value.amount is amount


def test_currencies_are_known_and_do_not_mix() -> None:
    with pytest.raises(UnknownCurrency):
        Money(1, "XXX")
    yen, euro = Money(1900, "JPY"), Money(1900, "EUR")
    assert (yen.decimals, euro.decimals, Money(1, "TND").decimals) == (0, 2, 3)
    assert yen != euro
    for mixed in (lambda: yen + euro, lambda: yen - euro, lambda: yen < euro, lambda: yen <= euro):
        with pytest.raises(CurrencyMismatch) as refusal:
            mixed()
        assert (refusal.value.left, refusal.value.right) == ("JPY", "EUR")


def test_money_adds_subtracts_and_compares() -> None:
    assert Money(1900) + Money(100) - Money(500) == Money(1500)
    assert -Money(5) < Money(0) <= Money(0)
    assert not Money(1) < Money(1)
    assert max(Money(3), Money(7)) == Money(7)


@given(st.integers(-(10**9), 10**9), st.lists(st.integers(0, 100), min_size=1, max_size=9).filter(any))
def test_the_parts_of_a_split_sum_to_the_whole(amount: int, weights: list[int]) -> None:
    parts = Money(amount).split(weights)
    assert sum(part.amount for part in parts) == amount
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part.amount * sum(weights) - amount * weight) <= sum(weights)


@pytest.mark.parametrize("weights", [[], [0, 0], [3, -1]])
def test_senseless_weights_are_refused(weights: list[int]) -> None:
    with pytest.raises(SplitOutOfRange):
        Money(100).split(weights)


def test_the_ladder_has_nineteen_euros_and_exact_weeks_and_quarters() -> None:
    assert price(1900, "P1M") == Money(1900, "EUR")
    assert [price(step, "P1W").amount for step in LADDER] == [200, 360, 760, 1160, 1960, 3960, 7960]
    assert [price(step, "P3M").amount for step in LADDER] == [1350, 2430, 5130, 7830, 13230, 26730, 53730]
    assert all(step * 2 % 5 == 0 and step * 27 % 10 == 0 for step in LADDER)


@pytest.mark.parametrize("step", [0, -1900, 1800, 1901, 1900.0, True, "1900"])
def test_a_price_off_the_ladder_is_refused(step: int) -> None:
    with pytest.raises(PriceOffLadder) as refusal:
        price(step, "P1M")
    assert refusal.value.step is step


def test_a_price_needs_a_known_period() -> None:
    with pytest.raises(UnknownPeriod):
        price(1900, "P2M")


@pytest.mark.parametrize(
    ("total", "used", "refund", "holder", "platform"),
    [(31, 10, 1287, 490, 123), (30, 29, 63, 1469, 368), (28, 1, 1832, 54, 14)],
)
def test_the_worked_examples(total: int, used: int, refund: int, holder: int, platform: int) -> None:
    parts = proration(Money(1900), total, used, 8000)
    assert (parts.refund.amount, parts.holder.amount, parts.platform.amount) == (refund, holder, platform)
    assert parts.earned.amount == 1900 - refund


def test_nineteen_euros_leave_fifteen_twenty_for_the_holder() -> None:
    assert proration(Money(1900), 31, 31, 8000).holder == Money(1520)


def test_before_it_begins_everything_is_refunded() -> None:
    parts = proration(Money(1900), 31, 0, 8000)
    assert parts.refund == Money(1900)
    assert parts.earned == parts.holder == parts.platform == Money(0)


@pytest.mark.parametrize(
    ("amount", "total", "used", "bps"),
    [(0, 31, 1, 8000), (-5, 31, 1, 8000), (1900, 0, 0, 8000), (1900, 31, 32, 8000), (1900, 31, -1, 8000),
     (1900, 31, 1, 10_001), (1900, 31, 1, -1)],
)  # fmt: skip
def test_senseless_prorations_are_refused(amount: int, total: int, used: int, bps: int) -> None:
    with pytest.raises(SplitOutOfRange):
        proration(Money(amount), total, used, bps)


@given(PRICES, st.integers(1, 92), st.data(), BPS)
def test_the_parts_sum_to_the_price(price: Money, total: int, data: st.DataObject, bps: int) -> None:
    used = data.draw(st.integers(0, total))
    parts = proration(price, total, used, bps)
    assert parts.refund + parts.earned == price
    assert parts.refund + parts.holder + parts.platform == price
    zero = Money(0, price.currency)
    assert all(zero <= part for part in (parts.refund, parts.earned, parts.holder, parts.platform))
    assert parts.refund < price or used == 0
    assert parts.refund == zero or used < total


@given(st.sampled_from(LADDER), st.sampled_from(sorted(PERIODS)), st.integers(28, 92))
def test_a_ladder_price_is_never_refunded_whole_once_begun(step: int, period: str, total: int) -> None:
    whole = price(step, period)
    refunds = [proration(whole, total, used, 8000).refund for used in range(1, total + 1)]
    assert refunds == sorted(refunds, key=lambda refund: -refund.amount)
    assert all(Money(0) <= refund < whole for refund in refunds)
    assert len(set(refunds)) == len(refunds)
    assert refunds[-1] == Money(0)


@given(
    st.sampled_from(sorted(PERIODS)),
    st.one_of(
        st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
        st.sampled_from(
            [
                datetime(2026, 3, 28, 12, tzinfo=UTC),
                datetime(2026, 10, 24, 12, tzinfo=UTC),
                datetime(2028, 2, 28, 23, 30, tzinfo=UTC),
                datetime(2027, 1, 31, 8, tzinfo=UTC),
            ]
        ),
    ),
    st.floats(0, 1.1),
)
def test_used_and_unused_days_pay_the_price(period: str, start: datetime, share: float) -> None:
    span = interval(period, start)
    whole = price(1900, period)
    at = start + (span.ends_at - start) * share
    days, later = rental_days(span, at), rental_days(span, at + timedelta(days=1))
    now, then = proration(whole, days.total, days.used, 8000), proration(whole, days.total, later.used, 8000)
    assert now.refund + now.holder + now.platform == whole
    assert Money(0) <= then.refund <= now.refund < whole


@pytest.mark.parametrize(
    ("commission", "rate", "vat"),
    [
        (123, 2000, 21),
        (380, 2000, 63),
        (14, 2000, 2),
        (3, 2000, 1),
        (0, 2000, 0),
        (123, 0, 0),
        (380, 550, 20),
    ],
)
def test_vat_is_contained_and_rounded_half_up(commission: int, rate: int, vat: int) -> None:
    assert vat_included(Money(commission), rate) == Money(vat)


def test_vat_of_nothing_sensible_is_refused() -> None:
    for commission, rate in ((-1, 2000), (1, -1)):
        with pytest.raises(SplitOutOfRange):
            vat_included(Money(commission), rate)


@given(PRICES, st.integers(1, 92), BPS, st.integers(0, 3000), st.sets(st.integers(0, 92)))
def test_steps_of_earning_never_drift(
    price: Money, total: int, bps: int, vat_bps: int, stops: set[int]
) -> None:
    days = [0, *sorted(stop for stop in stops if 0 < stop < total), total]
    steps = [earned_between(price, total, a, b, bps, vat_bps) for a, b in itertools.pairwise(days)]
    whole = earned_between(price, total, 0, total, bps, vat_bps)
    zero = Money(0, price.currency)

    def add(name: str) -> Money:
        return sum((getattr(step, name) for step in steps), zero)

    assert Earning(add("holder"), add("revenue"), add("vat")) == whole
    assert whole.holder + whole.revenue + whole.vat == price
    assert all(zero <= step.holder and zero <= step.vat for step in steps)


def test_days_do_not_run_backwards() -> None:
    with pytest.raises(SplitOutOfRange):
        earned_between(Money(1900), 31, 10, 9, 8000, 2000)


@given(st.lists(st.integers(0, 100_000), min_size=1, max_size=12), st.integers(0, 3000))
def test_differences_of_refunded_vat_sum_to_the_last(amounts: list[int], rate: int) -> None:
    cumulative = [Money(0), *(Money(amount) for amount in sorted(amounts))]
    steps = [difference(lambda m: vat_included(m, rate), a, b) for a, b in itertools.pairwise(cumulative)]
    assert sum(steps, Money(0)) == vat_included(cumulative[-1], rate)


@given(
    st.lists(st.tuples(st.sampled_from(LADDER), BPS), min_size=1, max_size=12),
    st.sampled_from([0, 1960, 2000]),
    st.data(),
)
def test_an_order_is_taxed_on_its_sum_however_its_lines_are_posted(
    lines: list[tuple[int, int]], rate: int, data: st.DataObject
) -> None:
    before = vat = 0
    for amount, bps in lines:
        stop = data.draw(st.integers(0, amount))
        for start, end in ((0, stop), (stop, amount)):
            vat += shared_between(Money(start), Money(end), bps, rate, before).vat.amount
        before += amount - amount * bps // 10_000
    assert vat == vat_included(Money(before), rate).amount


@pytest.mark.parametrize(
    ("before", "after", "bps"), [(-1, 5, 8000), (5, 4, 8000), (0, 5, -1), (0, 5, 10_001)]
)
def test_what_was_earned_does_not_shrink_and_no_share_exceeds_the_whole(
    before: int, after: int, bps: int
) -> None:
    with pytest.raises(SplitOutOfRange):
        shared_between(Money(before), Money(after), bps, 2000)
