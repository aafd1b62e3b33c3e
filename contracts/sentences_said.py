"""The sentences of the plain reading where terms bind what the person says: those of their own, and those that change.

Each of the others takes the place of the sentence of its key in `contracts.sentences`. A change here changes the hash
of every terms that are worded with it, as there.
"""

# ruff: noqa: E501 (a sentence stays on one line, as people read it)

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from contracts.sentences import SENTENCES
from contracts.variant import Contact, Kind, Recorded, Rule
from contracts.vocabulary import ACTIONS, Text

KIND_WORDS: Final[Mapping[Kind, Text]] = MappingProxyType(
    {
        "answer": Text(fr="réponses", en="answers"),
        "message": Text(fr="messages", en="messages"),
        "reaction": Text(fr="réactions", en="reactions"),
        "redemption": Text(fr="codes utilisés", en="codes redeemed"),
        "receipt": Text(fr="jours de lecture", en="days of reading"),
    }
)

RECORDED_WORDS: Final[Mapping[Recorded, Text]] = MappingProxyType(
    {
        "day": Text(fr="jour", en="day"),
        "reference": Text(fr="référence", en="reference"),
        "number": Text(fr="rang", en="number"),
        "taken_back": Text(fr="reprise", en="taking back"),
        "reaction": Text(fr="réaction", en="reaction"),
        "commitment": Text(fr="empreinte", en="hash"),
    }
)

READS_BOTH: Final = Text(
    fr="La marque lit les traits et ce que dit le titulaire\xa0; chaque lecture des traits est notée.",
    en="The brand reads the traits and what the holder says; each reading of the traits is noted.",
)
ASKS_SEVERAL: Final = Text(
    fr="La marque pose des questions, auxquelles rien n’oblige à répondre.",
    en="The brand asks questions, which need not be answered.",
)
"""Acts as terms word them that say more of them than `contracts.vocabulary.ACTIONS`."""

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


LISTED_SENTENCES: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "said": Text(
            fr="Ce que dit le titulaire ({kinds}) suit les règles de la fiche, de l’usage à l’effacement.",
            en="What the holder says ({kinds}) follows the rules of the sheet, from use to erasure.",
        ),
        "said_recorded": Text(
            fr="La marque ne le lit que pendant la location\xa0; sa trace en garde\xa0: {recorded}.",
            en="The brand reads it only while the rental runs; its record keeps: {recorded}.",
        ),
        "recorder": Text(
            fr="{recorder} tient la trace, et n’est pas une partie.",
            en="{recorder} keeps the record and is not a party.",
        ),
        "end_early_no_renewal": Text(
            fr="Si la marque arrête, le prix entier reste dû\xa0; si la plateforme arrête, elle rend les jours non commencés. Rien ne se reconduit sans nouvel accord.",
            en="If the brand ends early, the whole price stays due; if the platform stops it, days not begun are refunded. Nothing is renewed without a new agreement.",
        ),
    }
)
"""In the same way, where terms list what the record keeps of it."""


def worded(key: str, *, said: bool, listed: bool = False) -> Text:
    """The sentence of this key, as terms word it that bind what the person says, or as others do; ``listed``: and that
    list what the record keeps of it.
    """
    if listed and key in LISTED_SENTENCES:
        return LISTED_SENTENCES[key]
    return SAID_SENTENCES[key] if said and key in SAID_SENTENCES else SENTENCES[key]


def act(rule: Rule, contact: Contact, *, said: bool) -> Text:
    """The sentence of an act, as terms word it that bind what the person says, or as others do."""
    if rule.said and said:
        return READS_BOTH
    several = rule.term == "ask" and contact.rewarded_per_month
    return ASKS_SEVERAL if several else ACTIONS[rule.term].plain


def every_wording() -> Iterator[tuple[str, Text]]:
    """All sentences, each by its key; some have two wordings."""
    yield from SENTENCES.items()
    yield from SAID_SENTENCES.items()
    yield from LISTED_SENTENCES.items()
