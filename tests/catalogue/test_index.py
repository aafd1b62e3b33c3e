"""The index finds what reading every card finds, in the same order."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from market.catalogue import index
from market.catalogue.cursors import Place
from market.catalogue.index import Entry, Index, order
from market.catalogue.search import Wish

CLAIMS = {"colour": ["red", "green", "blue"], "size": ["small", "large"], "price": ["500", "1900"]}
WORDS = ["bike", "book", "west", "east"]


def some_entries(seed: int, size: int) -> list[Entry]:
    chance = random.Random(seed)
    entries = [
        Entry(
            f"card-{number}",
            chance.choice((11, 50, 100)),
            [f"{claim}:{chance.choice(codes)}" for claim, codes in CLAIMS.items() if chance.random() < 0.8],
            {word for word in WORDS if chance.random() < 0.4},
        )
        for number in range(size)
    ]
    return sorted(entries, key=order)


def fits(entry: Entry, wish: Wish) -> bool:
    return all(
        any(f"{claim}:{code}" in entry.facets for code in codes) for claim, codes in wish.codes
    ) and all(set(alternatives) & set(entry.words) for alternatives in wish.words)


wishes = st.builds(
    lambda codes, words: Wish(tuple(sorted((c, tuple(sorted(v))) for c, v in codes.items())), tuple(words)),
    st.fixed_dictionaries(
        {}, optional={c: st.sets(st.sampled_from(v), min_size=1) for c, v in CLAIMS.items()}
    ),
    st.lists(st.sets(st.sampled_from([*WORDS, "gone"])).map(tuple), max_size=2),
)
markets = st.builds(some_entries, st.integers(0, 99), st.integers(0, 90))


@given(markets, wishes, st.integers(1, 20))
def test_pages_are_what_reading_every_card_gives(entries: list[Entry], wish: Wish, limit: int) -> None:
    built = Index(entries)
    expected = [number for number, entry in enumerate(entries) if fits(entry, wish)]
    found: list[int] = []
    after = None
    while page := built.find(wish, after, limit):
        assert len(page) <= limit
        found += page
        after = Place(entries[page[-1]].at_least, entries[page[-1]].address)
    assert found == expected


@given(markets, wishes)
def test_totals_are_sums_of_what_the_cards_show(entries: list[Entry], wish: Wish) -> None:
    totals = Index(entries).totals(wish)
    for claim, codes in CLAIMS.items():
        for code in codes:
            shown = [
                it.at_least
                for it in entries
                if f"{claim}:{code}" in it.facets and fits(it, wish.without(claim))
            ]
            assert totals.get(f"{claim}:{code}", 0) == sum(shown)


@given(markets, st.integers(0, 120), st.sampled_from((11, 50, 100)))
def test_a_page_may_begin_behind_a_card_that_is_gone(entries: list[Entry], number: int, step: int) -> None:
    gone = Place(step, f"card-{number}")
    found = Index(entries).find(Wish(), gone, 200)
    assert [entries[it] for it in found] == [
        it for it in entries if order(it) > (-gone.at_least, gone.address)
    ]


def test_control_a_page_that_begins_at_its_cursor_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    from bisect import bisect_left

    monkeypatch.setattr(index, "bisect_right", bisect_left)
    entries = some_entries(1, 5)
    first = Index(entries).find(Wish(), None, 1)
    after = Place(entries[first[0]].at_least, entries[first[0]].address)
    assert Index(entries).find(Wish(), after, 1) == first
