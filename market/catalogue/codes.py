"""The vocabulary's labels as the crowd counts them (numbers), and as tables and answers say them (words).

Tables keep words: a snapshot made with yesterday's vocabulary is read with today's, and a class that today's
cannot say did not stand.
"""

import hashlib
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from contracts.terms import EDITIONS, ROSTER, edition
from contracts.vocabulary import CARD_ORDER, CLAIMS, PARENT, PHRASES, code_of
from market.catalogue.vectors import NOT_SAID, Label, Labels, Ladder, Root, Said, Vector, finest

LADDER: Ladder = PARENT

LEAVABLE: frozenset[Label] = frozenset(label for label, coarser in enumerate(PARENT) if coarser is None)
"""What a holder can leave out: a claim with all its steps. No step of a claim can be forbidden alone."""


class Saying(NamedTuple):
    """One label of a card: a claim (or phrase) at one step of its ladder, and the code said."""

    claim: str
    step: int
    code: str

    @property
    def facet(self) -> str:
        """How the label is searched for. A code means the same at whichever step it stands."""
        return f"{self.claim}:{self.code}"


def _codes(claim: str, step: int) -> tuple[str, ...]:
    return (claim,) if claim in PHRASES else tuple(code.id for code in CLAIMS[claim].ladder[step].codes)


CODES: tuple[tuple[str, ...], ...] = tuple(_codes(*label) for label in CARD_ORDER)
_VALUES = tuple({code: value for value, code in enumerate(codes, NOT_SAID + 1)} for codes in CODES)
_POSITION = {label: position for position, label in enumerate(CARD_ORDER)}
SAYINGS: frozenset[Saying] = frozenset(
    Saying(claim, step, code)
    for (claim, step), codes in zip(CARD_ORDER, CODES, strict=True)
    for code in codes
)
"""Everything that a card can say."""


def _coarser() -> dict[Saying, Saying]:
    found = {}
    for claim in {it.claim for it in SAYINGS} & CLAIMS.keys():
        steps, ladder = CLAIMS[claim].card, CLAIMS[claim].ladder
        for above, step in pairwise(steps):
            for code in ladder[step].codes:
                raised = code.id
                for rung in ladder[step + 1 : above + 1]:
                    raised = rung.of[raised]
                found[Saying(claim, step, code.id)] = Saying(claim, above, raised)
    return found


COARSER: dict[Saying, Saying] = _coarser()
"""Each label with the next coarser one that a card may say of the same claim; the coarsest have none."""


def numbered(codes: Sequence[str | None]) -> Labels:
    """A persona's labels as `personas.rules.card_labels` gives them, as numbers."""
    return tuple(
        NOT_SAID if code is None else values[code] for code, values in zip(codes, _VALUES, strict=True)
    )


def spelled(said: Said) -> tuple[Saying, ...]:
    """What a card says, in words, by rising label."""
    return tuple(Saying(*CARD_ORDER[label], CODES[label][value - 1]) for label, value in said)


def read(sayings: Iterable[Saying]) -> Said | None:
    """The same as numbers; None where today's vocabulary cannot say it."""
    said = []
    for claim, step, code in sayings:
        label = _POSITION.get((claim, step))
        if label is None or code not in _VALUES[label]:
            return None
        said.append((label, _VALUES[label][code]))
    return tuple(sorted(said))


def finest_of(sayings: Iterable[Saying]) -> tuple[Saying, ...]:
    """Without the coarser steps that a finer one repeats, the claims in the card's order; nothing if unreadable."""
    return spelled(finest(read(sayings) or (), LADDER))


def word(label: Label, value: int) -> str:
    """The word of a label in a card's address."""
    return CODES[label][value - 1]


def root(price_step: int, variant: str, period: str) -> Root:
    """The root of an offer made today: under the current edition. Raises UnknownVariant."""
    return Root(price_step, edition(variant).edition, period)


def proffered(root: Root) -> bool:
    """Whether an offer made today can stand under this root: no earlier edition is proffered any more."""
    terms = EDITIONS.get(root.variant)
    return terms is not None and ROSTER[terms.id] == terms


def root_facets(root: Root) -> tuple[str, str, str]:
    """How the offer of a card is searched for: `price` in minor units a month, the variant in any edition."""
    terms = EDITIONS.get(root.variant)
    variant = terms.id if terms else root.variant
    return f"price:{root.price}", f"variant:{variant}", f"period:{root.period}"


def facets(vector: Vector) -> list[str]:
    """Everything under which a card is found by code."""
    return [*root_facets(vector.root), *dict.fromkeys(it.facet for it in spelled(vector.said))]


def fingerprint() -> str:
    """Changes with anything that a snapshot is made of: order, steps, codes, wording."""
    parts = [(str(it), code_of(it.claim, it.code).text) for it in sorted(SAYINGS)]
    return hashlib.sha256(repr((CARD_ORDER, parts)).encode()).hexdigest()[:32]


VOCABULARY = fingerprint()
