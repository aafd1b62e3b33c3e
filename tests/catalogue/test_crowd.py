"""The rules of the crowd, one by one, in markets small enough to read."""

from collections.abc import Iterable, Mapping

import pytest

from market.catalogue.crowd import (
    Before,
    Card,
    LabelsMissing,
    Listed,
    PersonaGivenTwice,
    Snapshot,
    seat,
)
from market.catalogue.meter import Advice
from market.catalogue.vectors import LadderOutOfOrder, Root, Said, Vector

ROOT = Root(1900, "standard", "P1M")
TWO = (None, None)


class Rows(list[Listed]):
    """A market of voters with a persona each, by groups of equal labels. No name is given twice."""

    names = 0

    def add(self, count: int, *labels: int, voter: bool = True, root: Root = ROOT, holder: int = 0) -> range:
        first, self.names = self.names, self.names + count
        for name in range(first, first + count):
            self.append(Listed(name, 1, holder or 1000 + name, name, voter, root, labels))
        return range(first, first + count)

    def drop(self, names: range) -> None:
        self[:] = [row for row in self if row.persona not in names]

    def edit(self, name: int, *labels: int) -> None:
        self[:] = [
            row._replace(version=2, since=9999, labels=labels) if row.persona == name else row for row in self
        ]


def cards(snapshot: Snapshot) -> dict[Said, int]:
    return {it.vector.said: len(it.members) for it in snapshot.classes}


def yesterday(groups: Mapping[Said, Iterable[int]]) -> Before:
    standing = {name: Card(1, Vector(ROOT, said)) for said, names in groups.items() for name in names}
    return Before(frozenset(card.vector for card in standing.values()), standing)


def test_ten_voters_list_nobody_and_eleven_share_a_card() -> None:
    rows = Rows()
    rows.add(10, 0, 0)
    few = seat(rows, TWO)
    assert few.classes == ()
    assert few.waiting == dict.fromkeys(range(10))
    rows.add(1, 0, 0)
    assert cards(seat(rows, TWO)) == {(): 11}


def test_those_who_may_not_vote_are_listed_but_make_no_crowd() -> None:
    rows = Rows()
    rows.add(10, 0, 0)
    rows.add(50, 0, 0, voter=False)
    assert seat(rows, TWO).classes == ()
    rows.add(1, 0, 0)
    (only,) = seat(rows, TWO).classes
    assert (only.voters, len(only.members)) == (11, 61)


def test_a_holder_of_many_personas_votes_once_in_a_root() -> None:
    rows = Rows()
    rows.add(10, 0, 0)
    rows.add(50, 0, 0, holder=7)
    (only,) = seat(rows, TWO).classes
    assert (only.voters, len(only.members)) == (11, 60)
    rows.drop(range(9, 10))
    assert seat(rows, TWO).classes == ()


def test_a_holder_votes_where_its_oldest_persona_is() -> None:
    rows = Rows()
    rows.add(1, 1, 0, holder=7)
    rows.add(15, 2, 0)
    rows.add(1, 2, 0, holder=7)
    rows.add(16, 1, 0)
    assert cards(seat(rows, TWO)) == {(): 16, ((0, 1),): 17}, "fifteen votes and a younger persona"
    rows[16] = rows[16]._replace(since=-1)
    assert cards(seat(rows, TWO)) == {((0, 1),): 17, ((0, 2),): 16}


def test_a_holder_votes_in_each_root() -> None:
    rows = Rows()
    for price in (1900, 2900):
        rows.add(10, 0, 0, root=ROOT._replace(price=price))
        rows.add(1, 0, 0, root=ROOT._replace(price=price), holder=7)
    assert [it.voters for it in seat(rows, TWO).classes] == [11, 11]


def test_a_new_child_needs_sixteen() -> None:
    rows = Rows()
    rows.add(20, 0, 0)
    rows.add(15, 1, 0)
    assert cards(seat(rows, TWO)) == {(): 35}
    rows.add(1, 1, 0)
    assert cards(seat(rows, TWO)) == {(): 20, ((0, 1),): 16}


@pytest.mark.parametrize("left", range(11, 16))
def test_a_child_that_stood_goes_on_with_eleven_to_fifteen(left: int) -> None:
    rows = Rows()
    rows.add(20, 0, 0)
    group = rows.add(16, 1, 0)
    before = seat(rows, TWO).before()
    rows.drop(group[left:])
    assert cards(seat(rows, TWO, before)) == {(): 20, ((0, 1),): left}
    assert cards(seat(rows, TWO)) == {(): 20 + left}, "the same market without a yesterday begins nothing"


def test_a_child_that_stood_falls_back_below_eleven_and_then_needs_sixteen_again() -> None:
    rows = Rows()
    rows.add(20, 0, 0)
    group = rows.add(16, 1, 0)
    before = seat(rows, TWO).before()
    rows.drop(group[10:])
    fallen = seat(rows, TWO, before)
    assert cards(fallen) == {(): 30}
    rows.add(5, 1, 0)
    assert cards(seat(rows, TWO, fallen.before())) == {(): 35}


def test_a_card_stands_while_all_who_shared_it_have_vanished_and_others_take_their_place() -> None:
    rows = Rows()
    rows.add(20, 0, 0)
    group = rows.add(16, 1, 0)
    before = seat(rows, TWO).before()
    erased = Before(before.classes, {name: card for name, card in before.cards.items() if name not in group})
    rows.drop(group)
    rows.add(11, 1, 0)
    assert cards(seat(rows, TWO, erased)) == {(): 20, ((0, 1),): 11}


def test_newcomers_who_are_too_few_wait() -> None:
    rows = Rows()
    rows.add(20, 1, 0)
    before = seat(rows, TWO).before()
    late = rows.add(10, 0, 0)
    snapshot = seat(rows, TWO, before)
    assert cards(snapshot) == {((0, 1),): 20}
    assert snapshot.waiting == dict.fromkeys(late), (
        "they already say less than the card: nothing to leave out"
    )
    rows.add(1, 0, 0)
    assert cards(seat(rows, TWO, before)) == {((0, 1),): 20, (): 11}


def test_one_who_edits_waits_like_a_newcomer() -> None:
    rows = Rows()
    rows.add(20, 1, 0)
    before = seat(rows, TWO).before()
    rows.edit(3, 2, 0)
    snapshot = seat(rows, TWO, before)
    assert snapshot.waiting == {3: None}
    assert cards(snapshot) == {((0, 1),): 19}


def test_the_advice_names_the_finest_label_that_gives_a_card() -> None:
    rows = Rows()
    rows.add(20, 0, 0, 0)
    rows.add(20, 1, 0, 0)
    rows.add(20, 1, 1, 1)
    ladder = (None, None, None)
    before = seat(rows, ladder).before()
    (late,) = rows.add(1, 1, 1, 2)
    # Under (1, 1) all say 1 in the last label. Without its second label it would say the first, without its
    # first nothing.
    assert seat(rows, ladder, before).waiting == {late: Advice((1,), ROOT)}


def test_listed_members_left_alone_take_the_smallest_sibling_with_them() -> None:
    rows = Rows()
    rest = rows.add(11, 0, 0)
    rows.add(18, 1, 0)
    rows.add(17, 2, 0)
    rows.add(19, 3, 0)
    before = seat(rows, TWO).before()
    rows.drop(rest[:1])
    snapshot = seat(rows, TWO, before)
    assert cards(snapshot) == {(): 27, ((0, 1),): 18, ((0, 3),): 19}
    assert not snapshot.waiting


def test_the_smallest_sibling_is_that_of_the_listed() -> None:
    rows = Rows()
    rest = rows.add(11, 0, 0)
    rows.add(17, 1, 0)
    rows.add(16, 2, 0)
    before = seat(rows, TWO).before()
    rows.drop(rest[:1])
    rows.add(5, 2, 0)
    assert cards(seat(rows, TWO, before)) == {(): 31, ((0, 1),): 17}


def test_a_new_child_falls_back_before_one_that_stood() -> None:
    rows = Rows()
    left = rows.add(10, 0, 0)
    moved = rows.add(30, 2, 1)
    stood = rows.add(16, 1, 0)
    before = yesterday({(): left, ((1, 1),): moved, ((0, 1),): stood})
    assert cards(seat(rows, TWO, before)) == {(): 40, ((0, 1),): 16}


def test_a_class_spares_only_whom_it_can_to_a_new_one_beside_it() -> None:
    rows = Rows()
    rows.add(9, 0, 1)
    torn = rows.add(7, 1, 1)
    rows.add(20, 0, 0)
    before = seat(rows, TWO).before()
    assert cards(seat(rows, TWO)) == {((1, 1),): 16, (): 20}
    rows.add(11, 1, 0)
    snapshot = seat(rows, TWO, before)
    assert cards(snapshot) == {((1, 1),): 11, (): 20, ((0, 1),): 16}
    assert [name for name in torn if snapshot.cards[name].vector.said == ((0, 1),)] == list(torn[:5])
    # As soon as others stand in the class, the two who stayed behind follow.
    rows.add(2, 0, 1)
    snapshot = seat(rows, TWO, snapshot.before())
    assert cards(snapshot) == {((1, 1),): 13, (): 20, ((0, 1),): 16}
    snapshot = seat(rows, TWO, snapshot.before())
    assert cards(snapshot) == {((1, 1),): 11, (): 20, ((0, 1),): 18}


def test_those_who_may_not_vote_are_always_spared() -> None:
    rows = Rows()
    rows.add(11, 0, 1)
    rows.add(1, 1, 1, voter=False)
    rows.add(20, 0, 0)
    before = seat(rows, TWO, newcomer=11).before()
    rows.add(16, 1, 0)
    assert cards(seat(rows, TWO, before)) == {((1, 1),): 11, (): 20, ((0, 1),): 17}


def test_what_a_class_can_spare_goes_to_the_new_child_with_more_of_the_listed() -> None:
    rows = Rows()
    rows.add(8, 0, 0)
    rows.add(6, 1, 0)
    rows.add(8, 2, 0)
    before = seat(rows, TWO).before()
    rows.add(12, 1, 0)
    rows.add(10, 2, 0)
    # Eleven can go: eight to the one, and three are not enough to make sixteen of the other's twelve.
    assert cards(seat(rows, TWO, before)) == {(): 26, ((0, 2),): 18}


def test_who_left_a_class_is_no_longer_held_for_it() -> None:
    rows = Rows()
    everyone = [*rows.add(20, 0, 0), *rows.add(16, 1, 1), *rows.add(16, 1, 2)]
    before = yesterday({(): everyone})
    assert cards(seat(rows, TWO, before)) == {(): 20, ((0, 1), (1, 1)): 16, ((0, 1), (1, 2)): 16}


def test_who_stayed_behind_does_not_follow_where_it_would_coarsen_a_card() -> None:
    rows = Rows()
    silent, behind, others = rows.add(20, 0, 0), rows.add(1, 1, 2), rows.add(16, 1, 1)
    before = yesterday({(): [*silent, *behind], ((0, 1), (1, 1)): others})
    assert cards(seat(rows, TWO, before)) == {(): 21, ((0, 1), (1, 1)): 16}


def test_one_who_comes_from_another_root_is_a_newcomer() -> None:
    rows = Rows()
    other = ROOT._replace(price=2900)
    rows.add(20, 1, 0)
    (mover,) = rows.add(1, 1, 2)
    gone = rows.add(11, 1, 0, root=other)
    rows.add(16, 1, 1, root=other)
    before = seat(rows, TWO).before()
    rows.drop(gone)
    rows[mover] = rows[mover]._replace(root=other)
    # Nothing to leave out gives it a card there; where it comes from it had one.
    assert seat(rows, TWO, before).waiting == {mover: Advice((), ROOT)}


def test_a_class_whose_members_can_all_go_goes_as_a_whole() -> None:
    rows = Rows()
    rows.add(15, 1, 0)
    rows.add(11, 0, 1)
    before = seat(rows, TWO).before()
    rows.drop(range(15, 26))
    rows.add(1, 1, 0)
    assert cards(seat(rows, TWO, before)) == {((0, 1),): 16}


def test_a_finer_step_is_said_only_after_its_coarser_one() -> None:
    rows = Rows()
    rows.add(40, 0, 5)
    assert cards(seat(rows, (None, 0))) == {(): 40}
    assert cards(seat(rows, TWO)) == {((1, 5),): 40}


def test_prices_variants_and_periods_are_never_mixed() -> None:
    rows = Rows()
    for root in (
        ROOT,
        ROOT._replace(price=2900),
        ROOT._replace(period="P1W"),
        ROOT._replace(variant="court"),
    ):
        rows.add(10, 0, 0, root=root)
    assert seat(rows, TWO).classes == ()


def test_sizes_are_shown_in_steps_of_people_not_of_personas() -> None:
    rows = Rows()
    rows.add(49, 0, 0)
    rows.add(100, 0, 0, holder=7)
    assert [it.shown for it in seat(rows, TWO).shown()] == [50]
    rows.drop(range(1))
    assert [it.shown for it in seat(rows, TWO).shown()] == [11]


def test_input_that_cannot_be_counted_is_refused() -> None:
    rows = Rows()
    rows.add(1, 0, 0)
    with pytest.raises(PersonaGivenTwice):
        seat([*rows, *rows], TWO)
    with pytest.raises(LabelsMissing):
        seat(rows, (None,))
    with pytest.raises(LadderOutOfOrder):
        seat([], (1, None))
    with pytest.raises(ValueError, match="at least"):
        seat(rows, TWO, crowd=11, newcomer=10)
    assert seat([], ()).classes == ()
