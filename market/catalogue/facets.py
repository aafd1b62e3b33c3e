"""The codes to search by, worded and in the vocabulary's order. Pure."""

from collections.abc import Iterable, Mapping

from contracts.formats import money
from contracts.price import Money
from contracts.sentences import PERIOD_WORDS
from contracts.terms import ROSTER
from contracts.vocabulary import CARD_ORDER, Text, code_of
from market.catalogue.codes import CODES
from market.catalogue.queries import Counted
from market.catalogue.schemas import CodeOut, FacetOut, Words, name_of
from market.catalogue.search import ROOT_FACETS

_NAMES: Mapping[str, Text] = {
    "price": Text("Prix par mois", "Price a month"),
    "variant": Text("Conditions", "Terms"),
    "period": Text("Durée", "Period"),
}


def _root_value(name: str, code: str) -> Words:
    if name == "price":
        price = Money(int(code))
        return Words(fr=money(price, "fr"), en=money(price, "en"))
    return Words.of(PERIOD_WORDS[code] if name == "period" else ROSTER[code].name)


def _in_order() -> dict[str, dict[str, tuple[int, Words]]]:
    """Claim -> code -> (step, wording), in the order in which they are shown: a claim's coarse codes first."""
    order = {
        name: {code: (0, _root_value(name, code)) for code in codes} for name, codes in ROOT_FACETS.items()
    }
    for (claim, step), codes in zip(CARD_ORDER, CODES, strict=True):
        known = order.setdefault(claim, {})
        for code in codes:
            known.setdefault(code, (step, Words.of(code_of(claim, code).text)))
    return order


_ORDER = _in_order()


def worded(counted: Iterable[Counted]) -> list[FacetOut]:
    """What cards say, claim by claim; claims and codes that no card says are left out."""
    found = {(it.claim, it.code): it for it in counted}
    facets = []
    for claim, codes in _ORDER.items():
        said = [
            CodeOut(
                facet=f"{claim}:{code}",
                value=value,
                step=step,
                at_least=found[claim, code].at_least,
                chosen=found[claim, code].chosen,
            )
            for code, (step, value) in codes.items()
            if (claim, code) in found
        ]
        if said:
            name = Words.of(_NAMES[claim]) if claim in _NAMES else name_of(claim)
            facets.append(FacetOut(claim=claim, name=name, codes=said))
    return facets
