"""The shape of a term of the profile that is no word of a contract."""

from dataclasses import dataclass
from typing import Literal

from contracts.vocabulary import Text
from contracts.vocabulary.build import text

Kind = Literal["property", "operand", "value", "category", "action"]
"""A category is of things that a document has, as of personal data; a value is named as it stands."""


@dataclass(frozen=True, slots=True)
class Own:
    """A term by its name in the profile; ``broader`` is the nearest term of a standard, where there is one."""

    name: str
    kind: Kind
    label: Text
    definition: Text
    broader: str | None = None


def own(
    name: str, kind: Kind, fr: str, en: str, defined_fr: str, defined_en: str, broader: str | None = None
) -> Own:
    return Own(name, kind, text(fr, en), text(defined_fr, defined_en), broader)
