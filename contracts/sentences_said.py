"""The sentences of the plain reading where terms bind what the person says: two of their own, and those that change.

Each of the others takes the place of the sentence of its key in `contracts.sentences`. A change here changes the hash
of every terms that are worded with it, as there.
"""

# ruff: noqa: E501 (a sentence stays on one line, as people read it)

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from contracts.sentences import SENTENCES
from contracts.variant import Kind
from contracts.vocabulary import Text

KIND_WORDS: Final[Mapping[Kind, Text]] = MappingProxyType(
    {
        "answer": Text(fr="réponses", en="answers"),
        "message": Text(fr="messages", en="messages"),
        "reaction": Text(fr="réactions", en="reactions"),
    }
)

SAID_SENTENCES: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "said": Text(
            fr="Ce que dit le titulaire ({kinds}) suit les règles de la fiche\xa0: usages, interdits, destinataires, lieu, effacement.",
            en="What the holder says ({kinds}) follows the rules of the sheet: uses, prohibitions, recipients, place, erasure.",
        ),
        "said_shown": Text(
            fr="La marque ne le lit que pendant la location\xa0; sa trace en garde le jour et la réaction.",
            en="The brand reads it only while the rental runs; its record keeps the day and the reaction.",
        ),
        "not_exclusive": Text(
            fr="D’autres marques peuvent le louer en même temps.",
            en="Other brands may rent it at the same time.",
        ),
        "closed_world": Text(
            fr="Tout ce qui n’est pas permis est interdit.",
            en="Whatever is not allowed is forbidden.",
        ),
        "switch_off": Text(
            fr="Le titulaire coupe quand il veut, sans raison ni frais\xa0: accès et contact cessent aussitôt.",
            en="The holder may switch off anytime, without reason or cost: access and contact end at once.",
        ),
        "contested": Text(
            fr="Tant qu’une banque conteste le paiement, l’accès et le contact sont suspendus.",
            en="While a bank disputes the payment, access and contact are suspended.",
        ),
        "reference": Text(
            fr="Le texte juridique porte la référence {edition}.",
            en="The legal text bears the reference {edition}.",
        ),
        "legend": Text(
            fr="Entre crochets, ce qui tient la règle\xa0: le service refuse, une trace montre, ou le seul contrat oblige.",
            en="In brackets, what keeps the rule: the service refuses, a record shows, or the contract alone binds.",
        ),
    }
)


def worded(key: str, *, said: bool) -> Text:
    """The sentence of this key, as terms word it that bind what the person says, or as others do."""
    return SAID_SENTENCES[key] if said and key in SAID_SENTENCES else SENTENCES[key]


def every_wording() -> Iterator[tuple[str, Text]]:
    """All sentences, each by its key; some have two wordings."""
    yield from SENTENCES.items()
    yield from SAID_SENTENCES.items()
