"""What is ours of clients' money: never more than what lies in the bank beyond all that is owed."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from market.money.chart import GUARDED, Kind
from market.money.ownfunds import rules
from market.money.ownfunds.errors import (
    MoreThanOurs,
    TransferAmountNotValid,
    TransferBeforeBooks,
    TransferDayNotValid,
    TransferReferenceNotValid,
)
from market.money.ownfunds.rules import Standing, standing

SUMS = st.integers(-(10**9), 10**9)
OWED = st.dictionaries(st.sampled_from(sorted(GUARDED)), st.integers(0, 10**9))
STANDINGS = st.builds(
    Standing, bank=SUMS, stripe=SUMS, contested=SUMS, owed_by_kind=OWED, leaving=st.integers(0, 10**9)
)
TODAY = date(2027, 3, 1)


@given(STANDINGS)
def test_after_taking_what_is_ours_the_bank_alone_still_covers_all_that_is_owed(it: Standing) -> None:
    if it.ours:
        assert it.bank - it.leaving - it.ours >= it.owed
        assert it.bank - it.leaving - it.ours + min(0, it.stripe) + min(0, it.contested) >= it.owed


@given(STANDINGS)
def test_nothing_is_ours_while_anything_is_missing(it: Standing) -> None:
    assert it.ours >= 0 and it.missing >= 0
    assert not (it.ours and it.missing)


@given(STANDINGS)
def test_what_is_missing_paid_in_leaves_nothing_missing_and_nothing_ours_if_stripe_owes_us(
    it: Standing,
) -> None:
    mended = Standing(it.bank + it.missing, it.stripe, it.contested, it.owed_by_kind, it.leaving)
    assert mended.missing == 0
    if it.missing and it.stripe >= 0:
        assert mended.ours == 0


@given(STANDINGS, st.integers(0, 10**6))
def test_what_stripe_has_not_paid_out_and_what_a_bank_contests_is_never_ours(it: Standing, more: int) -> None:
    richer = Standing(it.bank, it.stripe + more, it.contested + more, it.owed_by_kind, it.leaving)
    if it.stripe >= 0 and it.contested >= 0:
        assert richer.ours == it.ours


def test_every_account_that_is_owed_counts_and_no_other() -> None:
    balances = {str(kind): 100 for kind in Kind}
    found = standing(balances | {Kind.BANK_CLIENT_FUNDS: -1200, Kind.BANK_OPERATING: -5000})
    assert set(found.owed_by_kind) == set(GUARDED)
    assert {"rental:escrow", "holder:pending", "brand:credit", "brand:reserved"} < set(found.owed_by_kind)
    assert (found.owed, found.bank) == (900, 1200)
    assert found.ours == 1200 - 900 - 100 - 100, "to Stripe and to the banks we owe something here"


def test_more_is_refused_with_how_much_there_is() -> None:
    now = Standing(bank=500, owed_by_kind={Kind.HOLDER_PAYABLE: 200})
    rules.require_ours(300, now)
    with pytest.raises(MoreThanOurs) as refused:
        rules.require_ours(301, now)
    assert refused.value.facts["most"] == 300


@pytest.mark.parametrize("amount", [0, -1, rules.MOST + 1])
def test_what_is_no_amount_is_refused(amount: int) -> None:
    with pytest.raises(TransferAmountNotValid):
        rules.checked_amount(amount)


@pytest.mark.parametrize("typed", ["", "  ", "x" * 65, "a\u0000b"])
def test_what_is_no_reference_is_refused(typed: str) -> None:
    with pytest.raises(TransferReferenceNotValid):
        rules.checked_reference(typed)


def test_a_reference_is_the_same_however_it_is_typed() -> None:
    assert rules.checked_reference(" vir  sepa\t12 ") == "VIR SEPA 12"


@pytest.mark.parametrize("days", [1, -367, 3650])
def test_a_statement_is_of_today_or_of_the_year_before(days: int) -> None:
    with pytest.raises(TransferDayNotValid):
        rules.checked_day(TODAY + timedelta(days=days), TODAY, None)
    assert rules.checked_day(TODAY - timedelta(days=366), TODAY, None) == TODAY - timedelta(days=366)


def test_a_statement_is_not_of_a_day_before_the_books_begin() -> None:
    begins = TODAY - timedelta(days=3)
    assert rules.checked_day(begins, TODAY, begins) == begins
    with pytest.raises(TransferBeforeBooks) as refused:
        rules.checked_day(begins - timedelta(days=1), TODAY, begins)
    assert refused.value.facts == {"field": "day", "begins": "2027-02-26"}
