"""The labels of a card: which claims it may say, at which step, in the order that divides the crowd."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from contracts.vocabulary.claims import CLAIMS, PHRASES
from contracts.vocabulary.model import Claim, UnknownValue

Label = tuple[str, int]
"""A claim (or a phrase) at one step of its ladder."""


def _in_order(claims: Iterable[Claim]) -> tuple[Label, ...]:
    """Every claim's coarsest label first, then the phrases, then the next finer labels."""
    told = sorted((claim for claim in claims if claim.order is not None), key=lambda claim: claim.order or 0)
    phrases = sorted(
        (phrase for phrase in PHRASES.values() if phrase.order is not None), key=lambda p: p.order or 0
    )
    rounds = max(len(claim.card) for claim in told)
    labels = [
        [(claim.id, claim.card[depth]) for claim in told if depth < len(claim.card)]
        for depth in range(rounds)
    ]
    labels[0] += [(phrase.id, 0) for phrase in phrases]
    return tuple(label for depth in labels for label in depth)


CARD_ORDER: tuple[Label, ...] = _in_order(CLAIMS.values())


def _parent(position: int) -> int | None:
    claim = CARD_ORDER[position][0]
    coarser = [i for i in range(position) if CARD_ORDER[i][0] == claim]
    return coarser[-1] if coarser else None


PARENT: tuple[int | None, ...] = tuple(_parent(position) for position in range(len(CARD_ORDER)))
"""For each label of CARD_ORDER, the position of the same claim's next coarser label."""


def _codes_at(label: Label) -> Mapping[str, str]:
    claim, step = label
    if claim in PHRASES:
        return {claim: claim}
    return {code.id: CLAIMS[claim].at(step, code.id) for code in CLAIMS[claim].codes}


_TABLES = tuple((label[0], _codes_at(label)) for label in CARD_ORDER)


def labels(values: Mapping[str, str], allowed: Collection[str]) -> tuple[str | None, ...]:
    """For each label of CARD_ORDER its code, where the claim is answered and in `allowed`; else None.

    The crowd asks this once per persona: all that does not depend on the persona was done on loading.
    Raises UnknownValue for a code that the claim does not have.
    """
    said: list[str | None] = []
    for claim, codes in _TABLES:
        value = values.get(claim) if claim in allowed else None
        if value is not None and value not in codes:
            raise UnknownValue(claim, value)
        said.append(None if value is None else codes[value])
    return tuple(said)
