"""The address of a card is its content, and no two cards of a day share one."""

import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from market.catalogue.address import address, addresses, slug
from market.catalogue.vectors import Root, Vector, finest
from tests.catalogue.markets import LADDER, ROOTS, SIZES

MONTH = Root(1900, "standard", "P1M")


@pytest.mark.parametrize(
    ("words", "root", "expected"),
    [
        (["vélo", "35-54", "Ouest"], MONTH, "velo-35-54-ouest-19-standard"),
        ([], MONTH, "19-standard"),
        (["vélo"], MONTH._replace(price=950), "velo-9-50-standard"),
        (["vélo"], MONTH._replace(price=905), "velo-9-05-standard"),
        (["vélo"], MONTH._replace(period="P1W"), "velo-19-standard-1-semaine"),
        (["vélo"], MONTH._replace(period="P3M"), "velo-19-standard-3-mois"),
        (["vélo"], MONTH._replace(period="P2M"), "velo-19-standard-p2m"),
    ],
)
def test_an_address_reads_like_its_card(words: list[str], root: Root, expected: str) -> None:
    assert address(words, root) == expected


def test_a_slug_is_plain() -> None:
    assert slug("Sœur d'Été, 35–54 ans") == "soeur-d-ete-35-54-ans"


def test_a_finer_step_stands_for_its_coarser_ones() -> None:
    said = ((0, 1), (3, 2), (5, 1), (6, 4))
    assert finest(said, LADDER) == ((5, 1), (6, 4))
    assert finest(((0, 1), (6, 4)), LADDER) == ((0, 1), (6, 4))


def test_an_address_says_a_claim_once() -> None:
    vector = Vector(MONTH, ((0, 3), (3, 4)))
    found = addresses([vector], LADDER, lambda label, value: f"w{label}{value}")
    assert found == {vector: "w34-19-standard"}


def test_cards_that_would_read_the_same_keep_addresses_of_their_own() -> None:
    words = {(0, 1): "vélo", (1, 1): "ville", (2, 1): "vélo ville", (0, 2): "vélo"}
    ladder = (None, None, None)
    alone, twin, other = (Vector(MONTH, said) for said in (((0, 1), (1, 1)), ((2, 1),), ((1, 1),)))
    found = addresses([alone, twin, other], ladder, lambda *pair: words[pair])
    assert len(set(found.values())) == 3
    assert found[other] == "ville-19-standard"
    assert re.fullmatch("velo-ville-19-standard-[0-9a-f]{6}", found[alone])
    # It hangs on the card's content alone: not on the order, nor on who else is there.
    more = Vector(MONTH, ((0, 2), (1, 1)))
    again = addresses([more, other, twin, alone], ladder, lambda *pair: words[pair])
    assert again[alone] == found[alone]
    assert again[twin] == found[twin]
    assert addresses([alone], ladder, lambda *pair: words[pair]) == {alone: "velo-ville-19-standard"}


@settings(max_examples=60, deadline=None, database=None)
@given(st.integers(0, 2**32), st.sampled_from(["abc", "ab", ""]))
def test_no_two_cards_share_an_address_however_poor_the_words(seed: int, letters: str) -> None:
    chance = random.Random(seed)
    spoken = {
        (label, value): "-".join(chance.choices(letters, k=chance.randint(1, 3))) if letters else ""
        for label, codes in enumerate(SIZES)
        for value in range(1, codes + 1)
    }
    vectors = {
        Vector(
            chance.choice(ROOTS),
            tuple((label, chance.randint(1, n)) for label, n in enumerate(SIZES) if chance.random() < 0.4),
        )
        for _ in range(200)
    }
    found = addresses(vectors, LADDER, lambda *pair: spoken[pair])
    assert set(found) == vectors
    assert len(set(found.values())) == len(vectors)
    assert all(re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", text) for text in found.values())
