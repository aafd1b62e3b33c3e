"""A casting in its reader's words: whom it looks for, and the answers that a form offers."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from contracts.price import price
from contracts.vocabulary import CLAIMS, GROUPS, PURPOSES, Claim, Language
from market.relations.castings.rules import Brief, Criterion
from market.rentals.agreements import HOLDER_BPS


@dataclass(frozen=True)
class Worded:
    """A brief as a page shows it; amounts minor units, for the whole period and one place."""

    brief: Brief
    looks_for: Sequence[tuple[str, str]]
    purpose: str
    price: int
    yours: int


def worded(brief: Brief, language: Language) -> Worded:
    """The brief in this language."""
    each = price(brief.price_step, brief.period).amount
    return Worded(
        brief,
        [(CLAIMS[it.claim].text.in_(language), _answers(it, language)) for it in brief.criteria],
        PURPOSES[brief.purpose].text.in_(language),
        each,
        each * HOLDER_BPS // 10_000,
    )


def _answers(criterion: Criterion, language: Language) -> str:
    claim = CLAIMS[criterion.claim]
    return " / ".join(claim.code(code).text.in_(language) for code in criterion.codes)


def offered(language: Language, ticked: Collection[str]) -> list[dict[str, Any]]:
    """What can be ticked, by group and claim: coarser answers first. `ticked` are words of `read`."""
    groups = []
    for group in GROUPS:
        claims = [_claim(it, language, ticked) for it in CLAIMS.values() if it.group == group]
        if claims:
            count = sum(it["ticked"] for it in claims)
            groups.append({"label": GROUPS[group].text.in_(language), "claims": claims, "ticked": count})
    return groups


def _claim(claim: Claim, language: Language, ticked: Collection[str]) -> dict[str, Any]:
    codes = {code.id: code for step in reversed(claim.ladder) for code in step.codes}
    answers = [
        (f"{claim.id}:{id}", code.text.in_(language), f"{claim.id}:{id}" in ticked)
        for id, code in codes.items()
    ]
    return {
        "label": claim.text.in_(language),
        "answers": answers,
        "ticked": sum(on for _, _, on in answers),
    }


def read(ticked: Sequence[str]) -> tuple[Criterion, ...]:
    """The criteria of what was ticked, `claim:code` each."""
    found: dict[str, list[str]] = {}
    for word in ticked:
        claim, _, code = word.partition(":")
        found.setdefault(claim, []).append(code)
    return tuple(Criterion(claim, tuple(codes)) for claim, codes in found.items())
