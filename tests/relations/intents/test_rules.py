"""What a bid may ask, and which one asks least: for any bids at all."""

import itertools
import uuid
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from contracts.price import LADDER
from contracts.terms import ROSTER
from market.relations.benefits import Benefit
from market.relations.intents.kinds import CATEGORIES
from market.relations.intents.rules import MOST, Bid, asks, chooses_until, may_ask, phase, ranked

TODAY = date(2026, 11, 28)
ASKABLE = [ROSTER[it] for it in MOST]


@st.composite
def a_bid(draw: st.DrawFn) -> Bid:
    terms = draw(st.sampled_from(ASKABLE))
    purposes = draw(st.lists(st.sampled_from(terms.purposes.admitted), min_size=1, unique=True))
    benefit = draw(st.none() | st.builds(Benefit, percent=st.integers(1, 100)))
    return Bid(
        terms.edition,
        tuple(purposes),
        draw(st.sampled_from(terms.periods)),
        draw(st.sampled_from(sorted(LADDER))),
        kind="discount" if benefit else None,
        benefit=benefit,
    )


@given(st.lists(a_bid(), max_size=8))
def test_who_asks_less_comes_first_and_of_those_who_ask_alike_who_brings_more(found: list[Bid]) -> None:
    bids = {uuid.uuid4(): it for it in found}
    order = [bids[it] for it in ranked(bids)]
    assert sorted(map(asks, found)) == [asks(it) for it in order]
    for one, other in itertools.pairwise(order):
        assert asks(one) < asks(other) or one.yours >= other.yours
        if asks(one) == asks(other) and one.yours == other.yours:
            assert one.benefit is not None or other.benefit is None


def test_no_bid_asks_for_more_than_is_offered_nor_for_what_is_given_without_an_answer() -> None:
    for most in ASKABLE:
        for terms in may_ask(most):
            assert set(terms.disclosure.claims) <= set(most.disclosure.claims)
            assert not terms.instant and not terms.exclusive
    assert [it.id for it in may_ask(ROSTER["accord"])] == ["discret", "accord"]
    assert [it.id for it in may_ask(ROSTER["discret"])] == ["discret"]


@given(st.integers(-40, 60), st.booleans())
def test_the_phases_follow_one_another_by_the_day(after: int, decided: bool) -> None:
    opens_on, until = TODAY, TODAY + timedelta(days=10)
    found = phase("open", opens_on, until, TODAY + timedelta(days=after), decided=decided)
    expected = "announced" if after < 0 else "open" if after <= 10 else "choosing"
    assert found == ("decided" if decided else expected)
    assert phase("closed", opens_on, until, TODAY, decided=decided) == "closed"
    assert chooses_until(until) == until + timedelta(days=7)


def test_every_category_asks_what_and_when_and_has_words_in_both_languages() -> None:
    for category in CATEGORIES.values():
        assert next(iter(category.details)) == "quoi" and list(category.details)[-1] == "quand"
        for it in (category.name, *(detail.name for detail in category.details.values())):
            assert it.fr and it.en
        for detail in category.details.values():
            assert len(detail.answers) >= 2 and all(it.fr and it.en for it in detail.answers.values())
