"""VAT of the commission: dated rates, reverse charge against a good number, none outside the Union."""

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.price import Money, difference, vat_included
from contracts.vat import (
    MEMBERS,
    OUTSIDE,
    RATES,
    CountryUnknown,
    RateUnknown,
    Span,
    Treatment,
    VatNumberCeased,
    VatNumberMissing,
    VatNumberUnchecked,
    asked_at_a_register,
    in_union,
    rate,
    treat,
)

TODAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("day", "bps"),
    [
        (date(2000, 4, 1), 1960),
        (date(2013, 12, 31), 1960),
        (date(2014, 1, 1), 2000),
        (TODAY, 2000),
    ],
)
def test_the_french_rate_is_the_one_of_the_day(day: date, bps: int) -> None:
    assert rate("FR", day) == bps


def test_a_rate_that_is_not_known_is_refused_not_guessed() -> None:
    with pytest.raises(RateUnknown):
        rate("FR", date(2000, 3, 31))
    with pytest.raises(RateUnknown):
        rate("DE", TODAY)


def test_a_countrys_rates_follow_each_other_without_gap_or_overlap() -> None:
    for spans in RATES.values():
        for (before, _), (after, _) in itertools.pairwise(spans):
            assert before.until == after.since
        assert spans[-1][0].until is None


@pytest.mark.parametrize("country", ["FR", "MC"])
def test_a_company_at_home_pays_the_standard_rate_whatever_its_number(country: str) -> None:
    assert treat(country, None, "unchecked", TODAY) == Treatment("S", 2000)
    assert treat(country, "FR40303265045", "ceased", TODAY) == Treatment("S", 2000)


def test_a_company_of_the_union_owes_the_tax_itself_when_its_number_is_good() -> None:
    assert treat("BE", "BE0403019261", "good", TODAY) == Treatment("AE", 0, "VATEX-EU-AE", "BE0403019261")


def test_an_expired_a_missing_and_an_unchecked_number_are_refused_each_by_its_name() -> None:
    with pytest.raises(VatNumberCeased):
        treat("BE", "BE0403019261", "ceased", TODAY)
    with pytest.raises(VatNumberUnchecked):
        treat("BE", "BE0403019261", "unchecked", TODAY)
    with pytest.raises(VatNumberMissing):
        treat("BE", None, "good", TODAY)


def test_outside_the_union_there_is_no_tax_and_no_number_is_asked_for() -> None:
    assert treat("CH", None, "unchecked", TODAY) == Treatment("O", 0, "VATEX-EU-O")


@pytest.mark.parametrize("country", ["EU", "XI", "IM", "US", ""])
def test_what_is_no_country_of_ours_is_refused_and_not_taxed_as_outside(country: str) -> None:
    with pytest.raises(CountryUnknown):
        treat(country, "EU372000041", "good", TODAY)


def test_a_register_is_asked_where_the_tax_depends_on_it() -> None:
    asked = {it for it in (*MEMBERS, *OUTSIDE, "MC") if asked_at_a_register(it, TODAY)}
    assert len(asked) == 26 and not asked & {"FR", "MC", "GB", "CH", "NO"}


def test_a_country_that_left_is_outside_from_that_day_on() -> None:
    assert in_union("GB", date(2020, 12, 31))
    assert not in_union("GB", date(2021, 1, 1))
    assert not in_union("HR", date(2013, 6, 30))
    assert treat("GB", None, "unchecked", TODAY).category == "O"
    with pytest.raises(VatNumberMissing):
        treat("GB", None, "unchecked", date(2020, 12, 31))


def test_the_union_has_27_members_today() -> None:
    assert sum(in_union(country, TODAY) for country in MEMBERS) == 27


def test_a_span_begins_on_its_day_and_ends_before_the_other() -> None:
    span = Span(date(2026, 1, 1), date(2026, 2, 1))
    assert date(2025, 12, 31) not in span
    assert span.since in span
    assert date(2026, 2, 1) - timedelta(days=1) in span
    assert date(2026, 2, 1) not in span


@given(
    parts=st.lists(st.integers(0, 20_000), min_size=1, max_size=60),
    bps=st.sampled_from([0, 850, 1960, 2000]),
)
def test_the_vat_of_an_order_is_that_of_its_sum_however_many_lines_it_has(parts: list[int], bps: int) -> None:
    def share(commission: Money) -> Money:
        return vat_included(commission, bps)

    reached = 0
    total = Money(0)
    for part in parts:
        total += difference(share, Money(reached), Money(reached + part))
        reached += part
    assert total == share(Money(reached))
