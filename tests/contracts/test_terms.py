from itertools import pairwise

import pytest
from pydantic import ValidationError

from contracts.period import UnknownPeriod
from contracts.price import LADDER, Money, PriceOffLadder
from contracts.terms import (
    MOST_VARIANTS,
    ROSTER,
    PeriodNotOffered,
    Proffer,
    PurposeNotAdmitted,
    Terms,
    UnknownVariant,
    variant,
)
from contracts.variant import Contact, Disclosure, Rule
from contracts.vocabulary import ABOUT, CLAIMS, PROHIBITIONS
from market.personas.masks import MASKS

VARIANTS = sorted(ROSTER)
INSTANT = [terms for terms in ROSTER.values() if terms.instant]
ASKED = [terms for terms in ROSTER.values() if not terms.instant]


def test_the_roster_is_one_that_people_can_read() -> None:
    assert list(ROSTER) == ["simple", "standard", "ample", "accord", "exclusive", "discret"]
    assert len(ROSTER) <= MOST_VARIANTS == 12


def test_the_instant_variants_show_more_and_more() -> None:
    shown = [set(terms.disclosure.claims) for terms in INSTANT]
    assert all(less < more for less, more in pairwise(shown))
    assert [len(claims) for claims in shown] == [8, 45, 75]
    assert [terms.disclosure.answered for terms in INSTANT] == [5, 10, 20]


def test_what_awaits_an_answer_differs_from_standard_or_simple_by_that_alone() -> None:
    """So that an answer can offer the one for the other: the sheet of a version fits them all."""
    own = {"id", "name", "summary", "exclusive", "instant"}
    assert [(it.id, it.exclusive, it.instant) for it in ASKED] == [
        ("accord", False, False),
        ("exclusive", True, False),
        ("discret", False, False),
    ]
    for terms in ASKED:
        like = "simple" if terms.id == "discret" else "standard"
        assert terms.model_dump(exclude=own) == ROSTER[like].model_dump(exclude=own)


def test_every_claim_of_the_vocabulary_is_shown_by_some_terms_and_in_its_order() -> None:
    assert ROSTER["ample"].disclosure.claims == tuple(CLAIMS)
    for terms in ROSTER.values():
        assert list(terms.disclosure.claims) == [it for it in CLAIMS if it in terms.disclosure.claims]


def test_standard_shows_what_cards_say_and_what_the_masks_ask() -> None:
    shown = set(ROSTER["standard"].disclosure.claims)
    assert {claim.id for claim in CLAIMS.values() if claim.order is not None} <= shown
    for mask in MASKS.values():
        assert set(mask.claims) <= shown, mask.id
        of_its_own = set(ABOUT[mask.suggested["passion"]]) & shown - {"budget-loisirs"}
        assert of_its_own, mask.id


def test_the_figures_of_the_roster() -> None:
    simple, standard, ample = INSTANT
    assert [terms.periods for terms in INSTANT] == [("P1W", "P1M"), ("P1M", "P3M"), ("P1M", "P3M")]
    assert [terms.retention.days for terms in INSTANT] == [7, 30, 30]
    assert [terms.contact.invitations_per_month for terms in INSTANT] == [2, 4, 4]
    assert [terms.contact.question for terms in (simple, standard, ample)] == [True, True, True]
    assert [terms.contact.messages_per_month for terms in INSTANT] == [4, 8, 12]


@pytest.mark.parametrize("name", VARIANTS)
def test_every_variant_is_for_verified_brands_and_forbids_all_it_can(name: str) -> None:
    terms = variant(name)
    assert terms.brands.kinds == ("verified",)
    assert {rule.term for rule in terms.prohibitions} == set(PROHIBITIONS)
    assert terms.name.fr
    assert terms.name.en


@pytest.mark.parametrize("name", ["simple", "standard", "accord", "exclusive"])
def test_every_mask_asks_for_enough_of_what_a_variant_discloses(name: str) -> None:
    """For "ample" one goes on to the questions that are folded below the mask's own."""
    disclosure = ROSTER[name].disclosure
    for mask in MASKS.values():
        assert len(set(mask.claims) & set(disclosure.claims)) >= disclosure.answered, mask.id


@pytest.mark.parametrize("name", VARIANTS)
def test_terms_read_back_from_their_json(name: str) -> None:
    terms = ROSTER[name]
    assert Terms.model_validate_json(terms.model_dump_json()) == terms


def test_terms_are_frozen_and_know_their_fields() -> None:
    terms = ROSTER["standard"]
    with pytest.raises(ValidationError):
        terms.version = 2
    with pytest.raises(ValidationError):
        Terms.model_validate({**dict(terms), "surprise": 1})


@pytest.mark.parametrize(
    "change",
    [
        {"periods": ("P2M",)},
        {"periods": ("P1M", "P1M")},
        {"actions": (Rule(term="sell", enforcement="legal"),)},
        {"prohibitions": (Rule(term="read", enforcement="legal"),)},
        {"disclosure": Disclosure(claims=("religion",), answered=1, enforcement="technical")},
        {"disclosure": Disclosure(claims=("region",), answered=2, enforcement="technical")},
        {"contact": Contact(invitations_per_month=0, question=True, enforcement="technical")},
        {"contact": Contact(invitations_per_month=4, question=False, enforcement="technical")},
        {"contact": Contact(invitations_per_month=4, question=True, enforcement="technical")},
        {"exclusive": "yes"},
        {"version": 0},
    ],
)
def test_terms_that_contradict_themselves_or_the_vocabulary_are_refused(change: dict[str, object]) -> None:
    assert "religion" not in CLAIMS
    with pytest.raises(ValidationError):
        Terms.model_validate({**dict(ROSTER["standard"]), **change})


def test_a_proffer_is_a_variant_a_period_and_a_price() -> None:
    proffer = Proffer("standard", "P3M", 1900)
    assert proffer.terms is ROSTER["standard"]
    assert proffer.price == Money(5130)
    for step in LADDER:
        assert Proffer("simple", "P1W", step).price == Money(step * 2 // 5)


def test_a_proffer_off_the_roster_is_refused() -> None:
    with pytest.raises(UnknownVariant) as unknown:
        Proffer("generous", "P1M", 1900)
    assert unknown.value.variant == "generous"
    with pytest.raises(PeriodNotOffered) as period:
        Proffer("simple", "P3M", 1900)
    assert (period.value.variant, period.value.period) == ("simple", "P3M")
    with pytest.raises(UnknownPeriod):
        Proffer("simple", "P2M", 1900)
    with pytest.raises(PriceOffLadder):
        Proffer("simple", "P1M", 1800)


def test_declared_purposes_are_admitted_or_refused() -> None:
    simple = ROSTER["simple"]
    assert simple.admit(["recommend", "benefits", "benefits"]) == ("benefits", "recommend")
    with pytest.raises(PurposeNotAdmitted) as refusal:
        simple.admit(["benefits", "market-research"])
    assert (refusal.value.variant, refusal.value.purpose) == ("simple", "market-research")
    with pytest.raises(PurposeNotAdmitted) as nothing:
        simple.admit([])
    assert nothing.value.purpose is None
