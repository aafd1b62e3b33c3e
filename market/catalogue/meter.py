"""The studio's meter and its suggestions: "in the crowd: at least 11 people share this card".

Everything here is computed from `ShownClass`, that is from what the cards of the day say and the steps their
sizes are shown in. No row is ever looked at, so no question, however often it is varied, can learn about a
value that stands on no card.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from market.catalogue.vectors import NOT_SAID, Label, Labels, Root, Said, ShownClass


class Reading(NamedTuple):
    """What the meter shows. Both are None for a persona that would wait."""

    shown: int | None
    said: Said | None


WOULD_WAIT = Reading(None, None)


@dataclass(slots=True)
class _Node:
    """All cards that begin with the same said labels."""

    children: dict[tuple[Label, int], _Node] = field(default_factory=dict)
    shown: int | None = None  # the step of the card that ends here, if one does
    # Every label below this one can be passed over in silence on the way to some card of this node.
    silent_to: int = 0


class Cards:
    """The cards of one snapshot, laid out as the tree they came from. Build once per snapshot."""

    def __init__(self, classes: Iterable[ShownClass], labels: int) -> None:
        """`labels`: how many labels the vocabulary has."""
        self.roots: dict[Root, _Node] = defaultdict(_Node)
        for root, said, shown in classes:
            node = self.roots[root]
            for pair in said:
                node.silent_to = max(node.silent_to, pair[0])
                node = node.children.setdefault(pair, _Node())
            node.shown, node.silent_to = shown, labels

    def walk(self, root: Root, labels: Labels, without: Collection[Label] = ()) -> tuple[Said, int | None]:
        """Goes down the tree as a newcomer would: what could be said, and the card's step, None if stuck."""
        node, said = self.roots.get(root), []
        if node is None:
            return (), None
        for label, value in enumerate(labels):
            pair = (label, value)
            if value != NOT_SAID and label not in without and pair in node.children:
                node = node.children[pair]
                said.append(pair)
            elif label >= node.silent_to:
                return tuple(said), None
        return tuple(said), node.shown

    def ways(self, root: Root, labels: Labels, leavable: Collection[Label]) -> Iterator[Way]:
        """Every card that leaving out some of the labels leads to, with the fewest that lead there by its path.

        Only what stands in the way is left out: where no card goes on with a label, silence costs nothing.
        """
        start = self.roots.get(root)
        todo: list[tuple[_Node, Label, Said, tuple[Label, ...]]] = [(start, 0, (), ())] if start else []
        while todo:
            node, label, said, left = todo.pop()
            while label < len(labels):
                pair = (label, labels[label])
                if pair[1] != NOT_SAID and pair in node.children:
                    if label in leavable and label < node.silent_to:
                        todo.append((node, label + 1, said, (*left, label)))
                    node, said = node.children[pair], (*said, pair)
                elif label >= node.silent_to:
                    break
                label += 1
            else:
                if node.shown is not None:
                    yield Way(left, said, node.shown)


class Way(NamedTuple):
    """Labels to leave out, with their finer steps; what is said without them, and the step of that card."""

    left: tuple[Label, ...]
    said: Said
    shown: int


class Advice(NamedTuple):
    """What to change: labels to leave out, under the same offer or, where there is no way, under another."""

    leave_out: tuple[Label, ...]
    root: Root


def meter(cards: Cards, root: Root, labels: Labels) -> Reading:
    """The card that a persona with these labels would get, if the cards of the day stay as they are."""
    said, shown = cards.walk(root, labels)
    return WOULD_WAIT if shown is None else Reading(shown, said)


def suggest(
    cards: Cards, root: Root, labels: Labels, leavable: Collection[Label] | None = None
) -> tuple[Label, ...]:
    """The labels to leave out, with their finer steps, under this offer; empty where none would help.

    `leavable`: the labels that a holder can leave out; None: any.

    For a persona that would wait: the fewest that give it a card, and of these those that leave most to say.
    For one that has a card: the fewest that bring a larger step, and of these the largest. Of equals, the finest.
    """
    ways = cards.ways(root, labels, range(len(labels)) if leavable is None else leavable)
    _, now = cards.walk(root, labels)
    if now is None:
        found = [(-len(way.left), len(way.said), way.shown, way.left) for way in ways]
    else:
        found = [
            (-len(way.left), way.shown, len(way.said), way.left)
            for way in ways
            if way.left and way.shown > now
        ]
    return max(found)[-1] if found else ()


def advise(
    cards: Cards,
    root: Root,
    labels: Labels,
    leavable: Collection[Label] | None = None,
    proffered: Callable[[Root], bool] = lambda root: True,
) -> Advice | None:
    """What gives a persona that would wait a card: fewer labels under its own offer, else another offer."""
    left = suggest(cards, root, labels, leavable)
    return Advice(left, root) if left else elsewhere(cards, root, labels, leavable, proffered)


def elsewhere(
    cards: Cards,
    root: Root,
    labels: Labels,
    leavable: Collection[Label] | None = None,
    proffered: Callable[[Root], bool] = lambda root: True,
) -> Advice | None:
    """Another offer, of those that are `proffered`, under which there is a card; None where there is none.

    Rather the fewest labels to leave out, then the same terms and period, then the nearest price, the higher of
    two. Offers are looked for among the cards of the day: the answer says nothing that the catalogue does not.
    """
    leavable = range(len(labels)) if leavable is None else leavable
    found = []
    for other in filter(proffered, cards.roots):
        ways = [(len(way.left), -len(way.said), way.left) for way in cards.ways(other, labels, leavable)]
        if other != root and ways:
            fewest, _, left = min(ways)
            kept = (other.variant != root.variant, other.period != root.period)
            found.append((fewest, kept, abs(other.price - root.price), -other.price, other, left))
    if not found:
        return None
    *_, other, left = min(found)
    return Advice(left, other)
