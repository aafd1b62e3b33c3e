"""The codes to search by, worded and in the vocabulary's order. Pure."""

from collections.abc import Iterable, Mapping

from contracts.vocabulary import CARD_ORDER, Text, code_of
from market.catalogue import wording
from market.catalogue.codes import CODES
from market.catalogue.queries import Counted
from market.catalogue.schemas import CodeOut, FacetOut, Words
from market.catalogue.search import COARSER_FACET, ROOT_FACETS

_NAMES: Mapping[str, Text] = {"price": Text("Prix par mois", "Price a month")}


def _in_order() -> dict[str, dict[str, tuple[int, Words]]]:
    """Claim -> code -> (step, wording), in the order in which they are shown: a claim's coarse codes first."""
    order = {
        name: {code: (0, Words.of(wording.value_of(name, code))) for code in codes}
        for name, codes in ROOT_FACETS.items()
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
                coarser=COARSER_FACET.get(f"{claim}:{code}"),
                at_least=found[claim, code].at_least,
                chosen=found[claim, code].chosen,
            )
            for code, (step, value) in codes.items()
            if (claim, code) in found
        ]
        if said:
            name = _NAMES.get(claim) or wording.name_of(claim)
            facets.append(FacetOut(claim=claim, name=Words.of(name), codes=said))
    return facets
