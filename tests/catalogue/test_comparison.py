"""Cards side by side. Pure."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.period import PERIODS
from contracts.price import LADDER
from contracts.terms import ROSTER
from contracts.vocabulary import CARD_ORDER, PHRASES
from market.catalogue import comparison, wording
from market.catalogue.cards import CardRow
from market.catalogue.codes import CODES, Saying
from market.catalogue.comparison import MOST, SETS, compare, distinct
from market.catalogue.errors import ComparisonTooLarge, ComparisonTooSmall

LABELS = [(label, codes) for label, codes in zip(CARD_ORDER, CODES, strict=True)]


@st.composite
def some_cards(draw: st.DrawFn, least: int = 2) -> list[CardRow]:
    """Cards that say at most one label a claim: what stands in the coarser steps does not matter here."""
    cards = []
    for number in range(draw(st.integers(least, MOST))):
        said = {}
        for label, codes in draw(st.lists(st.sampled_from(LABELS), max_size=5)):
            said[label[0]] = Saying(*label, draw(st.sampled_from(codes)))
        variant = draw(st.sampled_from(sorted(ROSTER)))
        cards.append(
            CardRow(
                address=f"card-{number}",
                price_step=draw(st.sampled_from(LADDER)),
                variant=variant,
                period=draw(st.sampled_from(sorted(PERIODS))),
                at_least=draw(st.sampled_from((11, 50, 100))),
                sayings=tuple(said.values()),
            )
        )
    return cards


def has(card: CardRow) -> dict[str, set[str]]:
    """Every subject of a card, read from the card and its terms anew."""
    found = {it.claim: {it.code} for it in card.finest if it.claim not in PHRASES}
    phrases = {it.claim for it in card.finest if it.claim in PHRASES}
    terms = ROSTER[card.variant]
    return found | ({"phrases": phrases} if phrases else {}) | {
        "price": {str(card.price.amount)},
        "period": {card.period},
        "variant": {card.variant},
        "purposes": set(terms.purposes.admitted),
        "invitations": {str(terms.contact.invitations_per_month)},
        "shows": set(terms.disclosure.claims),
        "answered": {str(terms.disclosure.answered)},
        "retention": {str(terms.retention.days)},
        "crowd": {str(card.at_least)},
    }  # fmt: skip


@given(some_cards())
def test_what_is_the_same_and_what_differs_is_together_what_each_card_has(cards: list[CardRow]) -> None:
    made = compare(cards)
    same = {it.subject: set(it.values) for it in made.same}
    differs = {it.subject: it.values for it in made.differs}
    for number, card in enumerate(cards):
        rebuilt = {
            subject: same.get(subject, set()) | set(differs[subject][number] if subject in differs else ())
            for subject in same | differs
        }
        assert {subject: values for subject, values in rebuilt.items() if values} == has(card)


@given(some_cards())
def test_what_is_called_the_same_is_in_every_card_and_nothing_that_differs_is(cards: list[CardRow]) -> None:
    made = compare(cards)
    for line in made.same:
        assert all(set(line.values) <= has(card)[line.subject] for card in cards)
    for line in made.differs:
        assert len(line.values) == len(cards)
        assert len(set(line.values)) > 1
        assert line.subject in SETS or line.subject not in {it.subject for it in made.same}


@given(some_cards(least=1))
def test_every_subject_and_value_has_words_in_both_languages(cards: list[CardRow]) -> None:
    made = compare(cards)
    lines = [(it.subject, it.values) for it in made.same]
    lines += [(it.subject, values) for it in made.differs for values in it.values]
    for subject, values in lines:
        for text in (wording.name_of(subject), *(wording.value_of(subject, it) for it in values)):
            assert text.fr and text.en


@given(some_cards(least=1))
def test_a_card_beside_itself_differs_in_nothing(cards: list[CardRow]) -> None:
    assert compare([cards[0], cards[0]]).differs == ()


def test_no_claim_is_called_like_another_subject() -> None:
    subjects = {"price", "period", "variant", "phrases", "purposes", "invitations", "shows", "answered"}
    assert not (subjects | {"retention", "crowd"}) & {claim for claim, _ in CARD_ORDER}


def test_two_to_four_different_cards_are_compared() -> None:
    assert distinct(["a", "b", "a"]) == ("a", "b")
    assert len(distinct(list("abcd"))) == MOST
    for few in ([], ["a"], ["a", "a", "a"]):
        with pytest.raises(ComparisonTooSmall):
            distinct(few)
    with pytest.raises(ComparisonTooLarge):
        distinct(list("abcde"))


def test_control_a_comparison_that_forgets_what_is_shared_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparison, "_shared", lambda *_: ())
    card = CardRow("a", 1900, "standard", "P1M", 11, ())
    assert compare([card, card]).differs != ()
