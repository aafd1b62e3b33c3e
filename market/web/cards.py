"""A card in a reader's words: its title, what it says, what a rental shows, and faces that stand for a crowd."""

from collections.abc import Sequence
from hashlib import blake2b
from typing import Any, Protocol

from contracts.terms import called
from contracts.vocabulary import CLAIMS, PHRASES, code_of
from market.base.i18n import Language, marked, translate
from market.catalogue.queries import CardRow
from market.web import disclosed

TITLE_PARTS = 2
FACES = 3
SHOWN_NAMES = 3

# Their codes say little without the claim's name: "often" what?
NAMED = frozenset({"canal", "occasion", "medias", "voyage", "commune", "trajet"})
COLON = {"fr": "\u00a0: ", "en": ": "}


class Said(Protocol):
    """A claim or phrase with the code said: of a card of the day, or of the one that a rental keeps."""

    @property
    def claim(self) -> str: ...

    @property
    def code(self) -> str: ...


def tile(card: CardRow, language: Language) -> dict[str, Any]:
    """A card for `components/card.html`; `price` in minor units."""
    return {
        "href": path(card),
        "address": card.address,
        "title": title(card.finest, language),
        "faces": faces(card.address),
        "price": card.price.amount,
        "period": card.period,
        "says": says(card.finest[TITLE_PARTS:], language),
        "shows": _unsaid(card, language),
        "crowd": card.at_least,
    }


def _unsaid(card: CardRow, language: Language) -> list[str]:
    """Some names of what a rental shows and the card does not say, and how many more there are."""
    said = {it.claim: it.code for it in card.finest}
    ordered = disclosed.in_order(card.terms.disclosure.claims, said)
    names = [called(card.terms, it).in_(language) for it in ordered if it not in said]
    more = len(names) - SHOWN_NAMES
    return names[:SHOWN_NAMES] + (
        [translate(language, marked("%(count)s more"), count=more)] if more > 1 else names[SHOWN_NAMES:]
    )


def path(card: CardRow) -> str:
    """Where a card is read: its address is its content."""
    return f"/moi/{card.address}"


def title(sayings: Sequence[Said], language: Language) -> str:
    """The first things that a card says, as a name for it."""
    words = [value(it, language) for it in sayings[:TITLE_PARTS]]
    return ", ".join(words) or translate(language, marked("A persona who says nothing yet"))


def says(sayings: Sequence[Said], language: Language) -> list[str]:
    """All that a card says, each in words that stand alone; phrases as they are spoken."""
    return [
        f"{CLAIMS[it.claim].text.in_(language)}{COLON[language]}{_lower(value(it, language))}"
        if it.claim in NAMED
        else value(it, language)
        for it in sayings
    ]


def value(saying: Said, language: Language) -> str:
    """What one code says."""
    if saying.claim in PHRASES:
        return PHRASES[saying.claim].text.in_(language)
    return code_of(saying.claim, saying.code).text.in_(language)


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]


def shows(card: CardRow, language: Language) -> disclosed.Names:
    """The names of the traits that a rental shows, never the values; first those that the card is about."""
    return disclosed.names(card.terms, language, {it.claim: it.code for it in card.finest})


def faces(address: str, count: int = FACES) -> list[str]:
    """Faces that stand for the card and for none of its personas: they follow from its public address alone."""
    return [
        f"/faces/{blake2b(address.encode(), digest_size=16, salt=bytes([n])).hexdigest()}.svg"
        for n in range(count)
    ]


def face(seed: bytes) -> str:
    """Where a persona's face is drawn, by its mask seed."""
    return f"/faces/{seed.hex()}.svg"
