"""Figures by class add up. Pure."""

from dataclasses import fields

from hypothesis import given
from hypothesis import strategies as st

from market.relations.results.rules import Figures, Words, added, by_class
from market.rentals.cards import Saying

WORDS: tuple[Words, ...] = ((), (Saying("passion", 0, "velo"),), (Saying("passion", 0, "cuisine"),))


def figures() -> st.SearchStrategy[Figures]:
    return st.builds(Figures, **{it.name: st.integers(0, 4) for it in fields(Figures)})


@given(st.lists(st.tuples(st.sampled_from(WORDS), figures())))
def test_the_classes_add_up_to_all_and_each_is_there_once(rows: list[tuple[Words, Figures]]) -> None:
    found = by_class(rows)
    assert added(it.figures for it in found) == added(it for _, it in rows)
    assert len({it.said for it in found}) == len(found)
    assert [it.figures.rented for it in found] == sorted((it.figures.rented for it in found), reverse=True)


def test_who_said_nothing_is_what_is_left() -> None:
    it = Figures(
        rented=2, invited=2, invitations=5, interested=1, not_for_me=1, not_now=1, asked=2, answered=1
    )
    assert (it.silent, it.unanswered) == (2, 1)
