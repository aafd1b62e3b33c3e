"""The ready-made masks: every word they use is in the vocabulary."""

from __future__ import annotations

from dataclasses import replace

import pytest

from contracts.terms import ROSTER
from contracts.vocabulary import CARD_ORDER, CLAIMS, PHRASES, UnknownClaim, UnknownValue, check, portrait
from market.personas.masks import MASKS


def test_there_are_a_dozen_with_the_names_that_people_see() -> None:
    assert [mask.text.fr for mask in MASKS.values()] == [
        "À vélo",
        "En cuisine",
        "Lectures",
        "Au jardin",
        "Travaux",
        "Course à pied",
        "Musique",
        "Parents",
        "Voyages lents",
        "Jeux",
        "Soin",
        "Bricolage",
    ]
    assert all(key == mask.id for key, mask in MASKS.items())


@pytest.mark.parametrize("mask", MASKS.values(), ids=MASKS)
def test_a_mask_asks_suggests_and_says_only_what_the_vocabulary_has(mask) -> None:  # type: ignore[no-untyped-def]
    assert set(mask.claims) <= set(CLAIMS)
    assert len(set(mask.claims)) == len(mask.claims)
    assert set(mask.suggested) <= set(mask.claims)
    check(mask.suggested)
    assert len(mask.phrases) == 4
    assert set(mask.phrases) <= set(PHRASES)


@pytest.mark.parametrize("mask", MASKS.values(), ids=MASKS)
def test_a_mask_can_be_found_and_told(mask) -> None:  # type: ignore[no-untyped-def]
    """It asks enough of what a card says, and its suggestions already make a sentence in both languages."""
    on_cards = {claim for claim, _ in CARD_ORDER}
    assert len(on_cards & set(mask.claims)) >= 5
    assert "passion" in mask.suggested
    assert portrait(mask.suggested, "fr").startswith("Ce moi ")
    assert portrait(mask.suggested, "en").startswith("This persona ")


def test_masks_start_from_different_places() -> None:
    starts = [tuple(sorted(mask.suggested.items())) for mask in MASKS.values()]
    assert len(set(starts)) == len(starts)


def test_a_mask_with_a_word_of_its_own_cannot_be_made() -> None:
    mask = MASKS["a-velo"]
    with pytest.raises(UnknownClaim):
        replace(mask, claims=(*mask.claims, "pointure"))
    with pytest.raises(UnknownClaim):
        replace(mask, phrases=("inventee",))
    with pytest.raises(UnknownClaim):
        replace(mask, suggested={"chauffage": "gaz"})
    with pytest.raises(UnknownValue):
        replace(mask, suggested={"region": "atlantide"})


@pytest.mark.parametrize("mask", MASKS.values(), ids=MASKS)
def test_what_a_mask_suggests_and_what_everyone_answers_is_enough_for_the_usual_terms(mask) -> None:  # type: ignore[no-untyped-def]
    disclosure = ROSTER["standard"].disclosure
    answered = {*mask.suggested, "region", "naissance", "foyer"} & set(disclosure.claims)
    assert len(answered) >= disclosure.answered
