"""Each type of invitation says its benefit in fields of its own, and none of another's."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from market.relations.benefits import (
    AMOUNT_MOST,
    BENEFIT_MOST,
    KINDS,
    Benefit,
    Kind,
    check_benefit,
    check_kind,
    fields_of,
)
from market.relations.errors import BenefitUnfit, ContactNotAllowed, KindUnknown, TextNotAccepted

TODAY = date(2026, 11, 22)
WHOLE = {
    "percent": 20,
    "amount": 1000,
    "what": "Un flacon",
    "where": "À l’atelier",
    "when": "Le samedi",
    "public_on": date(2026, 12, 24),
}
SOUND: dict[Kind, dict[str, object]] = {
    "discount": {"percent": 20},
    "sample": {"what": "Un flacon de 30 ml"},
    "experience": {"where": "À l’atelier", "when": "Le samedi, de 10 h à midi"},
    "early_access": {"what": "La collection", "public_on": date(2026, 12, 24)},
    "advice": {"what": "Choisir un vélo"},
}


def benefit(said: dict[str, object]) -> Benefit:
    return Benefit(**said)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_type_says_passes_and_is_the_same_after_sealing(kind: Kind) -> None:
    kept = check_benefit(kind, benefit(SOUND[kind]), TODAY)
    assert kept == benefit(SOUND[kind])
    assert Benefit.from_json(kept.to_json()) == kept
    assert set(kept.to_json()) == set(SOUND[kind]), "nothing is said of what it does not have"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("field", sorted(WHOLE))
def test_a_field_of_another_type_is_refused_by_name(kind: Kind, field: str) -> None:
    if field in fields_of(kind):
        return
    with pytest.raises(BenefitUnfit) as refusal:
        check_benefit(kind, benefit(SOUND[kind] | {field: WHOLE[field]}), TODAY)
    assert (refusal.value.facts["field"], refusal.value.facts["reason"]) == (field, "not-of-this-type")


@pytest.mark.parametrize(
    ("kind", "field"),
    [
        ("sample", "what"),
        ("experience", "where"),
        ("experience", "when"),
        ("early_access", "what"),
        ("advice", "what"),
    ],
)
def test_what_a_type_needs_is_asked_for_by_name(kind: Kind, field: str) -> None:
    with pytest.raises(BenefitUnfit) as refusal:
        check_benefit(kind, benefit({k: v for k, v in SOUND[kind].items() if k != field}), TODAY)
    assert (refusal.value.facts["field"], refusal.value.facts["reason"]) == (field, "missing")


@pytest.mark.parametrize(
    ("said", "field", "reason"),
    [
        ({}, "percent", "one-of-two"),
        ({"percent": 20, "amount": 500}, "percent", "one-of-two"),
        ({"percent": 0}, "percent", "out-of-range"),
        ({"percent": 101}, "percent", "out-of-range"),
        ({"amount": 0}, "amount", "out-of-range"),
        ({"amount": AMOUNT_MOST + 1}, "amount", "out-of-range"),
    ],
)
def test_a_discount_is_one_percentage_or_one_amount(said: dict[str, object], field: str, reason: str) -> None:
    with pytest.raises(BenefitUnfit) as refusal:
        check_benefit("discount", benefit(said), TODAY)
    assert (refusal.value.facts["field"], refusal.value.facts["reason"]) == (field, reason)


def test_everybody_has_it_later_than_who_was_invited() -> None:
    with pytest.raises(BenefitUnfit) as refusal:
        check_benefit("early_access", benefit({"what": "La collection", "public_on": TODAY}), TODAY)
    assert refusal.value.facts == {"field": "public_on", "reason": "not-later"}


@pytest.mark.parametrize(
    ("kind", "field"), [("sample", "what"), ("experience", "where"), ("experience", "when")]
)
def test_its_texts_are_scanned_and_bounded(kind: Kind, field: str) -> None:
    for text, error in (
        ("jean@exemple.fr", ContactNotAllowed),
        ("Donnez votre nom", ContactNotAllowed),
        ("x" * (BENEFIT_MOST + 1), TextNotAccepted),
        ("a\u200bb", TextNotAccepted),
    ):
        with pytest.raises(error) as refusal:
            check_benefit(kind, benefit(SOUND[kind] | {field: text}), TODAY)
        assert refusal.value.facts["field"] == field


def test_there_is_no_type_beside_the_five() -> None:
    for word in ("offer", "gift", "", "Discount"):
        with pytest.raises(KindUnknown) as refusal:
            check_kind(word)
        assert refusal.value.facts == {"field": "kind", "known": list(KINDS)}


@given(st.sampled_from(KINDS), st.dictionaries(st.sampled_from(sorted(WHOLE)), st.just(None)))
def test_whatever_passes_has_the_fields_of_its_type_alone(kind: Kind, chosen: dict[str, None]) -> None:
    try:
        kept = check_benefit(kind, benefit({name: WHOLE[name] for name in chosen}), TODAY)
    except BenefitUnfit:
        return
    assert set(kept.to_json()) <= set(fields_of(kind)) and kept.to_json()
