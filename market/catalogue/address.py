"""The address of a card is its content: `velo-35-54-ouest-19-standard`. It is stable and names nobody.

Its parts, in this order: the word of the finest said step of each claim in the claims' order, the price in major
units (cents after a hyphen where there are any), the variant (with its version unless it is the current one), and
the period unless it is a month.
"""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from contracts.terms import EDITIONS, outward
from market.catalogue.vectors import Label, Ladder, Root, Vector, finest

_SHAPE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
MAX_LENGTH = 1000

MONTH = "P1M"
PERIODS = {MONTH: "", "P1W": "1-semaine", "P3M": "3-mois"}
_SHORTEST_MARK = 6


def slug(text: str) -> str:
    """Lower-case ASCII letters and digits, joined by single hyphens: "Vélo électrique" is velo-electrique."""
    spelled = text.lower().replace("œ", "oe").replace("æ", "ae")
    letters = unicodedata.normalize("NFKD", spelled)
    plain = "".join(it for it in letters if not unicodedata.combining(it))
    return "-".join(re.findall(r"[a-z0-9]+", plain))


def well_formed(text: str) -> bool:
    """Whether a text could be an address at all: anything else need not be looked for."""
    return len(text) <= MAX_LENGTH and bool(_SHAPE.fullmatch(text))


def address(words: Sequence[str], root: Root) -> str:
    """The readable address. Alone it is not injective: words may run together; see `addresses`."""
    euros, cents = divmod(root.price, 100)
    price = f"{euros}-{cents:02}" if cents else f"{euros}"
    terms = EDITIONS.get(root.variant)
    variant = outward(terms) if terms else root.variant
    parts = [*words, price, variant, PERIODS.get(root.period, root.period)]
    return "-".join(part for part in map(slug, parts) if part)


def addresses(
    vectors: Iterable[Vector], ladder: Ladder, word: Callable[[Label, int], str]
) -> dict[Vector, str]:
    """An address for each class of one snapshot, no two alike, whatever the words.

    Where two would read the same, both end in a mark made of their content. It depends on nothing else, so
    each keeps it for as long as it has a twin; a vocabulary whose words never run together has no use for it.
    """
    found = {
        vector: address([word(*pair) for pair in finest(vector.said, ladder)], vector.root)
        for vector in vectors
    }
    length = _SHORTEST_MARK
    while twins := {text for text, times in Counter(found.values()).items() if times > 1}:
        found = {
            vector: f"{text}-{_mark(vector, length)}" if text in twins else text
            for vector, text in found.items()
        }
        length *= 2
    return found


def _mark(vector: Vector, length: int) -> str:
    content = repr((tuple(vector.root), vector.said)).encode()
    return hashlib.shake_256(content).hexdigest(length // 2)
