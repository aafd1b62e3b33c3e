"""The studio's meter and its suggestions: "in the crowd: at least 11 people share this card".

Everything here is computed from `ShownClass`, that is from what the cards of the day say and the steps their
sizes are shown in. No row is ever looked at, so no question, however often it is varied, can learn about a
value that stands on no card.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
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

    def walk(self, root: Root, labels: Labels, without: Label | None = None) -> tuple[Said, int | None]:
        """Goes down the tree as a newcomer would: what could be said, and the card's step, None if stuck."""
        node, said = self.roots.get(root), []
        if node is None:
            return (), None
        for label, value in enumerate(labels):
            pair = (label, value)
            if value != NOT_SAID and label != without and pair in node.children:
                node = node.children[pair]
                said.append(pair)
            elif label >= node.silent_to:
                return tuple(said), None
        return tuple(said), node.shown


def meter(cards: Cards, root: Root, labels: Labels) -> Reading:
    """The card that a persona with these labels would get, if the cards of the day stay as they are."""
    said, shown = cards.walk(root, labels)
    return WOULD_WAIT if shown is None else Reading(shown, said)


def suggest(
    cards: Cards, root: Root, labels: Labels, leavable: Collection[Label] | None = None
) -> Label | None:
    """The one label to leave out, with its finer steps; None where no single one helps.

    `leavable`: the labels that a holder can leave out; None: any.

    For a persona that would wait: the one that gives it a card, and of these the one that leaves most to say.
    For one that has a card: the one that brings the largest step above its own. Of equals, the finest.
    """
    _, now = cards.walk(root, labels)
    if now is None:
        seats = [(len(said), label) for label, said, _ in _leaving_out(cards, root, labels, leavable)]
        return max(seats)[1] if seats else None
    larger = [
        (shown, label) for label, _, shown in _leaving_out(cards, root, labels, leavable) if shown > now
    ]
    return max(larger)[1] if larger else None


def _leaving_out(
    cards: Cards, root: Root, labels: Labels, leavable: Collection[Label] | None
) -> Iterator[tuple[Label, Said, int]]:
    """(label, what is said without it, the step shown) for each label whose absence ends on a card."""
    reached, _ = cards.walk(root, labels)
    for label, _ in reached:
        if leavable is not None and label not in leavable:
            continue
        said, shown = cards.walk(root, labels, without=label)
        if shown is not None:
            yield label, said, shown
