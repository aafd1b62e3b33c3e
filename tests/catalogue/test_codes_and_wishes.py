"""Labels as numbers and as words, and what a search means. Pure."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.period import PERIODS
from contracts.vocabulary import CARD_ORDER, CLAIMS, PHRASES, labels
from market.catalogue import codes
from market.catalogue.codes import (
    CODES,
    LADDER,
    LEAVABLE,
    SAYINGS,
    Saying,
    facets,
    numbered,
    read,
    spelled,
)
from market.catalogue.errors import FacetUnknown
from market.catalogue.search import COARSER_FACET, FACETS, ROOT_FACETS, known_facets, wish
from market.catalogue.sought import TERMS, offer_terms, words
from market.catalogue.vectors import Root, Vector, check_ladder

ROOT = Root(1900, "standard", "P1M")
answers = st.dictionaries(st.sampled_from(sorted(CLAIMS)), st.integers(0, 200)).map(
    lambda chosen: {
        claim: CLAIMS[claim].codes[n % len(CLAIMS[claim].codes)].id for claim, n in chosen.items()
    }
)


@given(answers, st.sets(st.sampled_from(sorted(PHRASES))))
def test_labels_survive_the_way_into_numbers_and_back(values: dict[str, str], phrases: set[str]) -> None:
    said = labels(values | {it: it for it in phrases}, {*values, *phrases})
    numbers = numbered(said)
    pairs = tuple((label, value) for label, value in enumerate(numbers) if value)
    assert [it.code for it in spelled(pairs)] == [code for code in said if code is not None]
    assert read(spelled(pairs)) == pairs


def test_what_the_vocabulary_no_longer_says_is_not_read() -> None:
    assert read([Saying("region", 1, "atlantide")]) is None
    assert read([Saying("region", 7, "ouest")]) is None
    assert read([Saying("gone", 0, "gone")]) is None


def test_the_ladder_is_in_order_and_only_whole_claims_can_be_left_out() -> None:
    check_ladder(LADDER)
    assert {CARD_ORDER[label][0] for label in LEAVABLE} == {claim for claim, _ in CARD_ORDER}
    assert len(LEAVABLE) == len({claim for claim, _ in CARD_ORDER})


def test_no_claim_is_called_like_a_part_of_the_offer() -> None:
    assert not set(ROOT_FACETS) & {claim for claim, _ in CARD_ORDER}
    assert set(ROOT_FACETS["period"]) == set(PERIODS)


def test_a_card_is_found_by_its_coarser_steps_and_its_offer_too() -> None:
    said = tuple((CARD_ORDER.index(("region", step)), 1) for step in (1, 0))
    vector = Vector(ROOT, said)
    found = facets(vector)
    assert found[:3] == ["price:1900", "variant:standard", "period:P1M"]
    assert set(found) <= FACETS
    assert len(found) == 3 + len({CODES[label][0] for label, _ in said})
    (finest,) = codes.finest_of(spelled(said))
    assert words(vector) == TERMS[finest] | offer_terms(ROOT)


def test_every_code_of_every_step_is_found_by_some_word() -> None:
    assert TERMS.keys() == SAYINGS
    assert all(TERMS.values())


def test_the_fingerprint_moves_with_a_word(monkeypatch: pytest.MonkeyPatch) -> None:
    before = codes.fingerprint()
    assert codes.fingerprint() == before == codes.VOCABULARY
    monkeypatch.setattr(codes, "SAYINGS", SAYINGS - {next(iter(SAYINGS))})
    assert codes.fingerprint() != before


def test_the_order_and_repetition_of_what_is_asked_changes_nothing() -> None:
    one = wish(["region:bretagne", "price:1900", "region:normandie"], "vélo ouest")
    other = wish(["price:1900", "region:normandie", "region:bretagne", "price:1900"], "  Ouest, VELO vélo ")
    assert one == other
    assert one.mark == other.mark
    assert one.mark != wish(["region:bretagne", "price:1900"], "vélo ouest").mark


@pytest.mark.parametrize(
    "facet", ["region:atlantide", "region", "", "price:1234", "x' or 1=1 --", "velo:velo"]
)
def test_an_unknown_facet_is_refused(facet: str) -> None:
    with pytest.raises(FacetUnknown) as refused:
        wish([facet])
    assert refused.value.facts["facet"] == facet


def test_too_many_facets_are_refused() -> None:
    with pytest.raises(FacetUnknown):
        wish(["price:1900"] * 100)


def test_a_finer_code_narrows_the_coarser_one_it_stands_under() -> None:
    assert COARSER_FACET["region:bretagne"] == "region:ouest"
    both = wish(["region:ouest", "region:bretagne"])
    assert both == wish(["region:bretagne"])
    assert both.ticked == ("region:ouest", "region:bretagne"), "as it was ticked, for whoever shows it"
    assert both.mark == wish(["region:bretagne"]).mark
    assert wish(["region:ouest", "region:corse"]).codes == (("region", ("corse", "ouest")),)


def test_what_cannot_be_looked_for_is_told_from_the_rest() -> None:
    asked = ["region:bretagne", "passion:zzz", "", "region:bretagne"]
    assert known_facets(asked) == (("region:bretagne",), ("passion:zzz", ""))


def test_words_mean_the_same_in_both_languages_with_plurals_and_beginnings() -> None:
    assert wish(text="vélos") == wish(text="velo") == wish(text="bikes") == wish(text="cycl")
    assert wish(text="quelqu’un à vélo dans l’ouest") == wish(text="vélo ouest")
    assert wish(text="somebody with a bike") == wish(text="bike")


def test_a_word_that_no_card_can_say_finds_nothing_rather_than_everything() -> None:
    assert wish(text="licorne").impossible
    assert wish(text="vélo licorne").impossible
    assert not wish(text="").impossible


def test_operators_and_quotes_are_no_words() -> None:
    assert wish(text="vélo' | (ouest) & ! :* \\ <-> ;") == wish(text="vélo ouest")
