"""The words of a contract: what a persona may say, what a brand may do with it, for what, and what never.

A set of values maps a claim's id to one of its own codes; a phrase stands in it under its own id, as its
own code.
"""

from contracts.vocabulary.card import CARD_ORDER, PARENT, Label, labels
from contracts.vocabulary.claims import CLAIMS, GROUPS, PHRASES, check, code_of
from contracts.vocabulary.demography import AS_OF
from contracts.vocabulary.model import (
    DPV,
    FORBIDDEN,
    ODRL,
    PD,
    PR,
    Claim,
    Code,
    Group,
    Language,
    Phrase,
    RefusedConcept,
    Step,
    Term,
    Text,
    UnknownClaim,
    UnknownStep,
    UnknownValue,
    VocabularyError,
)
from contracts.vocabulary.said import SAID
from contracts.vocabulary.themes import ABOUT, about
from contracts.vocabulary.uses import ACTIONS, PROHIBITIONS, PURPOSES, RENT
from contracts.vocabulary.wording import fold, portrait

__all__ = [
    "ABOUT",
    "ACTIONS",
    "AS_OF",
    "CARD_ORDER",
    "CLAIMS",
    "DPV",
    "FORBIDDEN",
    "GROUPS",
    "ODRL",
    "PARENT",
    "PD",
    "PHRASES",
    "PR",
    "PROHIBITIONS",
    "PURPOSES",
    "RENT",
    "SAID",
    "Claim",
    "Code",
    "Group",
    "Label",
    "Language",
    "Phrase",
    "RefusedConcept",
    "Step",
    "Term",
    "Text",
    "UnknownClaim",
    "UnknownStep",
    "UnknownValue",
    "VocabularyError",
    "about",
    "check",
    "code_of",
    "fold",
    "labels",
    "portrait",
]
