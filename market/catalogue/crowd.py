"""The crowd's classes (design.md, section 6; safety.md, G12): at least `crowd` voters share every card.

What `seat` promises for each class of a snapshot, whatever the rows and whatever stood before:
- at least `crowd` voters of distinct holders are in it: a holder votes once per root, on its oldest persona;
- it says only what is true of each member and what each member allows on its card;
- a finer step of a claim is said only after its coarser one;
- it does not depend on the order of the rows, nor on anyone who waits.
And from one snapshot to the next:
- a child that did not stand begins with at least `newcomer` voters, one that stood goes on with `crowd`;
- whoever comes, as long as no listed persona leaves or changes, every card that stood still stands, or all
  who shared it now say more: the first label in which a listed persona's card differs is one that was added.

Every row is either seated or waits. Hidden and erased personas are no rows: they vanish under their card at
once, elsewhere, and the card stands until the next snapshot. Full ones vanish there too, but they are rows:
whether a card stands must not tell who was rented (safety.md, V5), and they still share what it says.

What remains (as with every rule that coarsens when a crowd is too small): a child falls back when the rest
beside it is too small, so that one who knows all others at such an edge learns which side the last one is on.

O(personas × labels): ten to twenty seconds for a million personas with 24 labels in plain Python.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from market.catalogue.meter import Advice, Cards, advise
from market.catalogue.split import NO_CLASS, Tree
from market.catalogue.steps import CROWD, coarse_count
from market.catalogue.vectors import (
    NOT_SAID,
    Label,
    Labels,
    Ladder,
    Opaque,
    Root,
    Said,
    ShownClass,
    Vector,
    check_ladder,
    prefixes,
)

NEWCOMER = 16


class PersonaGivenTwice(ValueError):
    """One persona is in the rows twice: its crowd could not be counted."""


class LabelsMissing(ValueError):
    """A row has more or fewer labels than the ladder."""


class Listed(NamedTuple):
    """A published persona; `voter` says that its holder is one.

    A version is immutable: an edit of anything that the card could say is another version. `since` is the
    moment at which this version was published, or published again: who comes later is younger.
    """

    persona: Opaque
    version: Opaque
    holder: Opaque
    since: Opaque
    voter: bool
    root: Root
    labels: Labels


class Card(NamedTuple):
    """Under which card a persona stands, and in which version."""

    version: Opaque
    vector: Vector


@dataclass(frozen=True, slots=True)
class Before:
    """The previous snapshot, as the tables keep it: no label that is not on a card.

    `classes` holds all that stood, also where every member has vanished since. Labels are numbered as today:
    after a change of the vocabulary they are translated first, or nothing is said to have stood.
    """

    classes: frozenset[Vector] = frozenset()
    cards: Mapping[Opaque, Card] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CrowdClass:
    """One class: its content, its voters (at least the crowd; never shown), its members by name, sorted."""

    vector: Vector
    voters: int
    members: tuple[Opaque, ...]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The result of a day. `waiting` gives the labels to leave out, or another offer; None: nothing would help.

    The advice holds for the cards of this snapshot; it is for the persona's own holder alone.
    """

    classes: tuple[CrowdClass, ...]
    cards: dict[Opaque, Card]
    waiting: dict[Opaque, Advice | None]
    crowd: int

    def shown(self) -> list[ShownClass]:
        """What search, counts and the meter may read. The size is that of people, not personas."""
        return [ShownClass(*it.vector, coarse_count(it.voters, self.crowd)) for it in self.classes]

    def before(self) -> Before:
        """What the next day needs to know."""
        return Before(frozenset(it.vector for it in self.classes), self.cards)


def seat(
    rows: Iterable[Listed],
    ladder: Ladder,
    before: Before | None = None,
    crowd: int = CROWD,
    newcomer: int = NEWCOMER,
    leavable: Collection[Label] | None = None,
    proffered: Callable[[Root], bool] = lambda root: True,
) -> Snapshot:
    """Seats every row under a card or lets it wait. `crowd` is at least 1 and at most `newcomer`.

    Who waits is advised to leave out labels, of those in `leavable` (None: of all), or to make another offer, of
    those that are `proffered`.

    Raises `LadderOutOfOrder`, `LabelsMissing`, `PersonaGivenTwice`.
    """
    if not 1 <= crowd <= newcomer:
        raise ValueError("a crowd is at least one, and a new child needs at least a crowd")
    before = before or Before()
    by_root = _by_root(rows, ladder)
    stood: dict[Root, set[Said]] = defaultdict(set)
    for root, said in before.classes:
        stood[root].add(said)
    found: list[CrowdClass] = []
    cards: dict[Opaque, Card] = {}
    waiters: list[Listed] = []
    for root in sorted(by_root):
        listed = by_root[root]
        tree = _plant(listed, ladder, before, stood[root], (crowd, newcomer))
        leaves, unseated = _grow(tree, ladder)
        waiters += [listed[i] for i in unseated]
        for said, group in sorted(leaves.items()):
            vector = Vector(root, said)
            found.append(
                CrowdClass(vector, tree.voters(group), tuple(sorted(listed[i].persona for i in group)))
            )
            cards.update((listed[i].persona, Card(listed[i].version, vector)) for i in group)
    snapshot = Snapshot(tuple(found), cards, {}, crowd)
    # The advice comes from the meter, which sees the cards only: it cannot tell who else waits, or with what.
    meter = Cards(snapshot.shown(), len(ladder))
    snapshot.waiting.update(
        (row.persona, advise(meter, row.root, row.labels, leavable, proffered)) for row in waiters
    )
    return snapshot


def _by_root(rows: Iterable[Listed], ladder: Ladder) -> dict[Root, list[Listed]]:
    check_ladder(ladder)
    by_root: dict[Root, list[Listed]] = defaultdict(list)
    personas = set()
    count = 0
    for row in rows:
        if len(row.labels) != len(ladder):
            raise LabelsMissing
        by_root[row.root].append(row)
        personas.add(row.persona)
        count += 1
    if len(personas) != count:
        raise PersonaGivenTwice
    return by_root


def _plant(
    rows: Sequence[Listed], ladder: Ladder, before: Before, stood: set[Said], sizes: tuple[int, int]
) -> Tree:
    """One root's rows in columns, with what stood of it."""
    numbers = {said: number for number, said in enumerate(sorted(stood))}
    past = [_spread(said, len(ladder)) for said in numbers]
    homes = []
    for row in rows:
        card = before.cards.get(row.persona)
        unchanged = card is not None and card.version == row.version and card.vector.root == row.root
        homes.append(numbers.get(card.vector.said, NO_CLASS) if card and unchanged else NO_CLASS)
    return Tree(
        root=rows[0].root,
        labels=[row.labels for row in rows],
        votes=one_vote_per_holder(rows),
        ages=[(row.since, row.persona) for row in rows],
        listed=[home != NO_CLASS for home in homes],
        homes=homes,
        past=past,
        stood=prefixes(stood),
        cards=Cards((ShownClass(rows[0].root, said, 1) for said in stood), len(ladder)),
        crowd=sizes[0],
        newcomer=sizes[1],
    )


def _spread(said: Said, length: int) -> Labels:
    values = dict(said)
    return tuple(values.get(label, NOT_SAID) for label in range(length))


def one_vote_per_holder(rows: Sequence[Listed]) -> list[int]:
    """1 on the oldest persona of each holder in this root if that holder is a voter, else 0.

    The vote stays there while that persona waits: who waits must not add to a crowd by waiting.
    """
    oldest: dict[Opaque, tuple[Opaque, Opaque, int]] = {}
    for i, row in enumerate(rows):
        key = (row.since, row.persona, i)
        if row.holder not in oldest or key < oldest[row.holder]:
            oldest[row.holder] = key
    votes = [0] * len(rows)
    for *_, i in oldest.values():
        votes[i] = int(rows[i].voter)
    return votes


def _grow(tree: Tree, ladder: Ladder) -> tuple[dict[Said, list[int]], list[int]]:
    """Splits label by label from the whole root down. Returns the leaves and those who wait."""
    everyone = list(range(len(tree.votes)))
    if tree.voters(everyone) < tree.crowd:
        return {}, everyone
    leaves: dict[Said, list[int]] = {}
    waiting: list[int] = []
    todo: list[tuple[Label, Said, list[int]]] = [(0, (), everyone)]
    while todo:
        label, said, group = todo.pop()
        if label == len(ladder):
            leaves[said] = group
            continue
        coarser = ladder[label]
        if coarser is not None and all(label_said != coarser for label_said, _ in said):
            todo.append((label + 1, said, group))
            continue
        parts = tree.split(label, said, group)
        waiting += parts.waiting
        todo += [(label + 1, (*said, (label, value)), part) for value, part in parts.said.items()]
        if parts.silent:
            todo.append((label + 1, said, parts.silent))
    return leaves, waiting
