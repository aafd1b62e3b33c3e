"""What a casting may ask for, and whom it fits."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.terms import ROSTER
from contracts.vocabulary import CLAIMS
from market.relations.castings.errors import CastingImpossible, CriteriaImpossible
from market.relations.castings.rules import (
    CRITERIA_MOST,
    Brief,
    Criterion,
    admits,
    check_brief,
    check_criteria,
    fits,
)
from market.relations.errors import ContactNotAllowed, TextNotAccepted

TODAY = date(2027, 3, 1)
CYCLES = Criterion("passion", ("velo",))
GOOD = Brief(
    *("Cyclistes", "Parlez-nous de vos trajets.", "benefits", (CYCLES,), "P1M", 1900),
    TODAY + timedelta(days=10),
)
OWN = st.sampled_from(sorted(CLAIMS)).flatmap(
    lambda claim: st.tuples(st.just(claim), st.sampled_from([it.id for it in CLAIMS[claim].codes]))
)


def test_a_sound_brief_is_kept_trimmed() -> None:
    assert check_brief(GOOD, TODAY) == GOOD
    said = Brief(**{**GOOD.__dict__, "title": "  Cyclistes "})
    assert check_brief(said, TODAY).title == "Cyclistes"


@pytest.mark.parametrize(
    ("changes", "refusal", "field"),
    [
        ({"title": " "}, TextNotAccepted, "title"),
        ({"title": "x" * 81}, TextNotAccepted, "title"),
        ({"text": "Écrivez-nous à velo@example.org"}, ContactNotAllowed, "text"),
        ({"text": "Dites-nous votre nom de famille et votre adresse."}, ContactNotAllowed, "text"),
        ({"purpose": "curiosity"}, CastingImpossible, "purpose"),
        ({"price_step": 1800}, CastingImpossible, "price_step"),
        ({"period": "P2M"}, CastingImpossible, "period"),
        ({"places": 0}, CastingImpossible, "places"),
        ({"places": 51}, CastingImpossible, "places"),
        ({"until": TODAY + timedelta(days=2)}, CastingImpossible, "until"),
        ({"until": TODAY + timedelta(days=31)}, CastingImpossible, "until"),
        ({"criteria": ()}, CriteriaImpossible, "criteria"),
    ],
)
def test_what_a_casting_may_not_be(changes: dict[str, object], refusal: type, field: str) -> None:
    with pytest.raises(refusal) as raised:
        check_brief(Brief(**{**GOOD.__dict__, **changes}), TODAY)
    assert raised.value.facts["field"] == field


@pytest.mark.parametrize(
    ("criteria", "reason"),
    [
        ([CYCLES] * 2, "twice"),
        ([Criterion("passion", ())], "no-answer"),
        ([Criterion("passion", ("velo", "nothing"))], "answer-unknown"),
        ([Criterion("name", ("ada",))], "claim-unknown"),
        ([Criterion(it, ("x",)) for it in list(CLAIMS)[: CRITERIA_MOST + 1]], "too-many"),
    ],
)
def test_criteria_are_of_the_vocabulary(criteria: list[Criterion], reason: str) -> None:
    with pytest.raises(CriteriaImpossible) as raised:
        check_criteria(criteria)
    assert raised.value.facts["reason"] == reason


@given(OWN, st.data())
def test_an_answer_fits_at_its_own_step_and_every_coarser_one(
    own: tuple[str, str], data: st.DataObject
) -> None:
    claim, value = own
    step = data.draw(st.integers(0, len(CLAIMS[claim].ladder) - 1))
    said = CLAIMS[claim].at(step, value)
    assert fits({claim: value}, check_criteria([Criterion(claim, (said,))]))
    others = {code.id for rung in CLAIMS[claim].ladder for code in rung.codes}
    others -= {CLAIMS[claim].at(it, value) for it in range(len(CLAIMS[claim].ladder))}
    for other in others:
        assert not fits({claim: value}, [Criterion(claim, (other,))])


@given(st.lists(OWN, min_size=1, max_size=4, unique_by=lambda it: it[0]))
def test_every_criterion_has_to_be_met(owns: list[tuple[str, str]]) -> None:
    criteria = check_criteria([Criterion(claim, (value,)) for claim, value in owns])
    values = dict(owns)
    assert fits(values, criteria)
    for claim in values:
        assert not fits({it: value for it, value in values.items() if it != claim}, criteria)


def test_terms_that_do_not_admit_the_purpose_are_none() -> None:
    terms = ROSTER["standard"]
    assert admits(terms, terms.purposes.admitted[0], terms.periods[0])
    assert not admits(terms, "curiosity", terms.periods[0])
    assert not admits(terms, terms.purposes.admitted[0], "P9M")
