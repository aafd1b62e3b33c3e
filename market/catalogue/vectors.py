"""What a card says.

A *label* is a claim at one step of its ladder. Labels are numbered in the vocabulary's order, coarse before
fine; a label's value is a code, and 0 means "not said". `Ladder` names for each label the coarser step of the
same claim, which must have been said before: a number below its own, or None for a claim's first step.
"""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple, TypeAlias

NOT_SAID = 0

Label: TypeAlias = int
Ladder: TypeAlias = Sequence[Label | None]
Labels: TypeAlias = tuple[int, ...]
"""A persona's own values, one per label of the ladder: only those that its holder allows on the card."""
Said: TypeAlias = tuple[tuple[Label, int], ...]
"""What a card says: (label, value) pairs by rising label."""
Opaque: TypeAlias = Any
"""A name of a persona or holder, or a moment: anything hashable that compares with its like."""


class LadderOutOfOrder(ValueError):
    """A label stands before the coarser step it depends on."""

    def __init__(self, label: Label, coarser: Label) -> None:
        super().__init__(f"label {label} stands before its coarser step {coarser}")
        self.label, self.coarser = label, coarser


class Root(NamedTuple):
    """What all cards of one tree have in common: the price in minor units, the period as "P1M".

    `variant` is the edition of the terms ("standard-2"): another edition discloses other claims.
    """

    price: int
    variant: str
    period: str


class Vector(NamedTuple):
    """The whole content of a card; two classes never share one."""

    root: Root
    said: Said


class ShownClass(NamedTuple):
    """A class as everyone may read it: its content and the step its size is shown in, never the size."""

    root: Root
    said: Said
    shown: int


def check_ladder(ladder: Ladder) -> None:
    for label, coarser in enumerate(ladder):
        if coarser is not None and not 0 <= coarser < label:
            raise LadderOutOfOrder(label, coarser)


def finest(said: Said, ladder: Ladder) -> Said:
    """The said labels that no finer said step of the same claim repeats, in the order of the claims."""
    repeated = {ladder[label] for label, _ in said}
    return tuple(
        sorted((pair for pair in said if pair[0] not in repeated), key=lambda pair: _first(pair[0], ladder))
    )


def _first(label: Label, ladder: Ladder) -> Label:
    """The coarsest step of the same claim: its place tells the claim's place."""
    coarser = ladder[label]
    return label if coarser is None else _first(coarser, ladder)


def prefixes(saids: Iterable[Said]) -> set[Said]:
    return {said[:length] for said in saids for length in range(1, len(said) + 1)}
