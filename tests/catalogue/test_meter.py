"""The meter says what is true of the cards, and nothing about anyone who is on none."""

import random
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from market.catalogue import split
from market.catalogue.crowd import Before, Listed, Snapshot, seat
from market.catalogue.meter import WOULD_WAIT, Advice, Cards, Reading, advise, elsewhere, meter, suggest
from market.catalogue.split import Parts
from market.catalogue.vectors import Labels, Root, ShownClass
from tests.catalogue.markets import LADDER, ROOT, ROOTS, SIZES, Market
from tests.catalogue.test_crowd_properties import markets, ordinary

FEW = [
    ShownClass(ROOT, (), 200),
    ShownClass(ROOT, ((0, 1),), 100),
    ShownClass(ROOT, ((0, 1), (1, 1)), 50),
    ShownClass(ROOT, ((0, 1), (1, 1), (2, 3)), 11),
    ShownClass(ROOT, ((1, 2), (2, 1)), 11),
]
CARDS = Cards(FEW, 3)


def test_the_meter_shows_the_card_and_its_step() -> None:
    assert meter(CARDS, ROOT, (0, 0, 0)) == Reading(200, ())
    assert meter(CARDS, ROOT, (1, 1, 3)) == Reading(11, ((0, 1), (1, 1), (2, 3)))
    assert meter(CARDS, ROOT, (1, 1, 4)) == Reading(50, ((0, 1), (1, 1)))
    assert meter(CARDS, ROOT, (7, 7, 7)) == Reading(200, ())


def test_a_persona_with_no_card_would_wait() -> None:
    assert meter(CARDS, ROOT, (0, 2, 2)) == WOULD_WAIT
    assert meter(CARDS, Root(2900, "court", "P1M"), (0, 0, 0)) == WOULD_WAIT
    assert meter(Cards([], 3), ROOT, (0, 0, 0)) == WOULD_WAIT


def test_the_suggestion_is_the_label_that_brings_the_larger_crowd() -> None:
    assert suggest(CARDS, ROOT, (1, 1, 3)) == (0,)
    assert suggest(CARDS, ROOT, (1, 1, 4)) == (0,)
    assert suggest(CARDS, ROOT, (1, 0, 0)) == (0,)
    assert suggest(CARDS, ROOT, (0, 2, 1)) == (1,)
    assert suggest(CARDS, ROOT, (0, 0, 0)) == ()


def test_of_equal_gains_the_finest_label_is_left_out() -> None:
    cards = Cards([ShownClass(ROOT, ((0, 1), (1, 1)), 11), ShownClass(ROOT, ((0, 1),), 50)], 2)
    assert suggest(cards, ROOT, (1, 1)) == (1,)
    equal = Cards(
        [
            *FEW[:1],
            ShownClass(ROOT, ((1, 1),), 200),
            ShownClass(ROOT, ((0, 1), (1, 1)), 50),
            ShownClass(ROOT, ((0, 1),), 200),
        ],
        2,
    )
    assert suggest(equal, ROOT, (1, 1)) == (1,)


def test_nothing_is_suggested_where_no_step_is_gained() -> None:
    cards = Cards([ShownClass(ROOT, (), 50), ShownClass(ROOT, ((0, 1),), 50)], 1)
    assert suggest(cards, ROOT, (1,)) == ()


def test_who_would_wait_is_told_the_label_that_leaves_most_to_say() -> None:
    assert suggest(CARDS, ROOT, (0, 2, 2)) == (1,)
    cards = Cards(
        [
            ShownClass(ROOT, (), 500),
            ShownClass(ROOT, ((0, 1),), 50),
            ShownClass(ROOT, ((0, 1), (1, 1), (2, 1)), 11),
        ],
        3,
    )
    assert suggest(cards, ROOT, (1, 1, 2)) == (1,)
    assert suggest(Cards([ShownClass(ROOT, ((0, 1),), 50)], 3), ROOT, (0, 0, 0)) == ()


def test_who_is_far_from_every_card_is_told_all_that_stands_in_the_way() -> None:
    cards = Cards(
        [
            ShownClass(ROOT, (), 11),
            ShownClass(ROOT, ((0, 1), (1, 1), (2, 1), (3, 1)), 11),
            ShownClass(ROOT, ((1, 2), (3, 1)), 50),
        ],
        5,
    )
    # The first two labels each lead to a card that says more than is true.
    assert suggest(cards, ROOT, (1, 1, 2, 1, 7)) == (0,)
    assert suggest(cards, ROOT, (1, 2, 2, 2, 7)) == (0, 1)
    # What no card would say is passed over in silence, and need not be left out.
    assert 4 not in suggest(cards, ROOT, (1, 2, 2, 2, 7))


def test_only_what_can_be_left_out_is_suggested() -> None:
    cards = Cards([ShownClass(ROOT, (), 11), ShownClass(ROOT, ((0, 1), (1, 1)), 50)], 2)
    assert suggest(cards, ROOT, (1, 2)) == (0,)
    assert suggest(cards, ROOT, (1, 2), leavable={1}) == ()


DEAR, WEEKLY = ROOT._replace(price=4900), ROOT._replace(period="P1W")


def test_where_no_label_helps_another_offer_is_named_the_nearest_one() -> None:
    cards = Cards(
        [
            ShownClass(ROOT, ((0, 2),), 11),
            ShownClass(DEAR, ((0, 1),), 11),
            ShownClass(ROOT._replace(price=9900), ((0, 1),), 11),
            ShownClass(WEEKLY, ((0, 1),), 500),
        ],
        2,
    )
    assert suggest(cards, ROOT, (1, 1)) == ()
    assert advise(cards, ROOT, (1, 1)) == Advice((), DEAR)
    assert advise(cards, ROOT, (3, 1)) is None
    assert elsewhere(cards, ROOT, (1, 1), proffered=lambda root: root.period == "P1W") == Advice((), WEEKLY)


def test_an_offer_that_asks_for_fewer_labels_less_comes_first() -> None:
    said = ((0, 1), (1, 1))
    cards = Cards(
        [ShownClass(DEAR, (), 11), ShownClass(DEAR, said, 11), ShownClass(WEEKLY, ((0, 1),), 11)], 2
    )
    assert elsewhere(cards, ROOT, (1, 2)) == Advice((), WEEKLY)
    assert elsewhere(cards, ROOT, (1, 1)) == Advice((), DEAR)


@ordinary
@given(markets, st.integers(0, 3))
def test_the_meter_and_the_crowd_agree(market: Market, days: int) -> None:
    """For all but those who stay behind for their class: there a newcomer would say more, or wait."""
    before = market.live(days).before()
    market.churn()
    snapshot = market.seat(before)
    cards = Cards(snapshot.shown(), len(LADDER))
    for row in market.rows.values():
        reading = meter(cards, row.root, row.labels)
        if row.persona in snapshot.waiting:
            assert reading == WOULD_WAIT
            assert advise(cards, row.root, row.labels) == snapshot.waiting[row.persona]
        elif (said := snapshot.cards[row.persona].vector.said) != reading.said:
            assert row.persona in before.cards
            assert reading == WOULD_WAIT or min(set(said) ^ set(reading.said or ())) in (reading.said or ())


def test_who_follows_the_advice_has_a_card_and_stands_under_it_the_next_day() -> None:
    """The card is certain today; by the next day a new child may have begun on its way, which is rare."""
    followed = stranded = 0
    for seed in range(400):
        market = Market(seed, 150, 1, 3, 5)
        before = market.live(1).before()
        market.churn()
        snapshot = market.seat(before)
        cards = Cards(snapshot.shown(), len(LADDER))
        advised = sorted((name, advice) for name, advice in snapshot.waiting.items() if advice)
        for name, (left, root) in advised[:3]:
            row = market.rows[name]
            market.edit(name, tuple(0 if i in left else value for i, value in enumerate(row.labels)))
            market.rows[name] = market.rows[name]._replace(root=root)
            assert meter(cards, root, market.rows[name].labels) != WOULD_WAIT
            stranded += name not in market.seat(snapshot.before()).cards
            followed += 1
            market.rows[name] = row
    assert followed > 200
    assert stranded <= followed // 100


# Attacks (safety.md, G13 and V5 to V7): a value that no card says.


def questions(chance: random.Random, about: Labels) -> Iterator[tuple[Root, Labels]]:
    """What the attacker knows of its victim, varied label by label, then at random and in every root."""
    for label, codes in enumerate(SIZES):
        for value in range(codes + 2):
            yield ROOT, (*about[:label], value, *about[label + 1 :])
    for _ in range(60):
        tried = (chance.choice((own, 0, chance.randint(1, n))) for own, n in zip(about, SIZES, strict=True))
        yield chance.choice(ROOTS), tuple(tried)


def everything_one_can_ask(snapshot: Snapshot, about: Labels, seed: int) -> list[object]:
    """Sizes, cards, who stands under them, and the answers of meter and suggestions."""
    shown = snapshot.shown()
    cards = Cards(shown, len(LADDER))
    asked = questions(random.Random(seed), about)
    answers = [
        (meter(cards, *question), suggest(cards, *question), elsewhere(cards, *question))
        for question in asked
    ]
    return [shown, [it.members for it in snapshot.classes], answers]


def add_sybils(market: Market, row: Listed) -> None:
    """Ten voters of the attacker, made with all that it knows of the victim."""
    for _ in range(10):
        name = market.join().persona
        market.holders += 1
        market.rows[name] = market.rows[name]._replace(
            holder=market.holders, voter=True, root=row.root, labels=row.labels
        )


def worlds(market: Market, before: Before, row: Listed, label: int) -> list[Snapshot]:
    """The same market for each value the victim might have of those that no card says in any of the worlds.

    0 is among them: a holder who does not allow the label at all.
    """
    found, said = [], set()
    for value in range(SIZES[label] + 1):
        labels = (*row.labels[:label], value, *row.labels[label + 1 :])
        rows = {**market.rows, row.persona: row._replace(labels=labels)}
        snapshot = seat(rows.values(), LADDER, before, market.crowd, market.newcomer)
        said |= {code for it in snapshot.classes for where, code in it.vector.said if where == label}
        found.append((value, snapshot))
    return [snapshot for value, snapshot in found if value not in said]


def test_no_question_tells_a_value_that_is_on_no_card() -> None:
    compared, told = worlds_told_apart(victims=250)
    assert compared > 200
    assert told == 0


def worlds_told_apart(victims: int) -> tuple[int, int]:
    """(worlds compared, those an attacker could tell from the first); every second market has its Sybils."""
    compared = told = 0
    for seed in range(victims):
        limits = (3, 5) if seed % 3 else (11, 16)
        market = Market(seed, 40 * limits[0], 1, *limits)
        before = market.live(1).before()
        market.churn()
        row = market.random.choice(list(market.rows.values()))
        if seed % 2:
            add_sybils(market, row)
        label = market.random.randrange(len(SIZES))
        known = (*row.labels[:label], 0, *row.labels[label + 1 :])
        seen = [everything_one_can_ask(it, known, seed) for it in worlds(market, before, row, label)]
        compared += len(seen) - 1
        told += sum(answers != seen[0] for answers in seen)
    return compared, told


def test_control_a_rare_value_that_shows_by_its_absence_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = split.Tree.split

    def lets_the_rare_wait(self, label, said, group):  # type: ignore[no-untyped-def]
        parts = honest(self, label, said, group)
        silent = [i for i in parts.silent if not self.labels[i][label]]
        rare = [i for i in parts.silent if self.labels[i][label]]
        if self.voters(silent) < self.crowd:
            return parts
        return Parts(parts.said, silent, parts.waiting + rare)

    monkeypatch.setattr(split.Tree, "split", lets_the_rare_wait)
    assert worlds_told_apart(victims=60)[1] > 0
