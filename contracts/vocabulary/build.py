"""Short hands for writing the vocabulary down: typography, codes, steps, claims."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from contracts.vocabulary.model import PD, PR, Claim, Code, Step, Text

_HARD_SPACE = re.compile(r" (?=[:;?!€»%])|(?<=«) |(?<=\d) (?=\d{3}(?!\d))")


def text(fr: str, en: str) -> Text:
    """Both languages, with the spaces that French does not break, and the apostrophes of print."""
    return Text(_HARD_SPACE.sub("\u00a0", fr).replace("'", "’"), en.replace("'", "’"))


def code(id: str, fr: str, en: str, said_fr: str = "", said_en: str = "") -> Code:
    """One answer; the last two are its wording inside a sentence, both or neither."""
    return Code(id, text(fr, en), text(said_fr, said_en) if said_fr or said_en else None)


NONE = code("aucun", "Aucun", "None")


def step(id: str, label: Text, *coarser: tuple[Code, str]) -> Step:
    """A coarser rung: each code with the ids of the finer ones it stands for, between spaces."""
    of = {finer: group.id for group, names in coarser for finer in names.split()}
    if len(of) != sum(len(names.split()) for _, names in coarser):
        raise ValueError(f"{id}: a finer code has two coarser ones")
    return Step(id, label, tuple(group for group, _ in coarser), of)


def claim(
    id: str,
    group: str,
    name: str,
    broader: str | None,
    label: Text,
    question: Text,
    codes: tuple[Code, ...],
    *coarser: Step,
    order: int | None = None,
    card: tuple[int, ...] = (),
    phrase: Text | None = None,
    retired: Mapping[str, str] = MappingProxyType({}),
) -> Claim:
    """A claim under DPV's term `name`, or under our own if `broader` names DPV's nearest."""
    return Claim(
        id=id,
        group=group,
        iri=(PR if broader else PD) + name,
        text=label,
        question=question,
        codes=codes,
        ladder=(Step(id, label, codes), *coarser),
        order=order,
        card=card,
        phrase=phrase,
        broader=PD + broader if broader else None,
        retired=retired,
    )
