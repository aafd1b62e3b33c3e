"""Digests and disclosures become claims again (RFC 9901, section 7.1, steps 3 to 5)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from contracts.refusals import ClaimMalformed, TokenMalformed
from contracts.sdjwt.shape import (
    RESERVED,
    ClaimOverwritten,
    DigestRepeated,
    Disclosure,
    DisclosureForeign,
    DisclosureMisplaced,
    DisclosureRepeated,
    NameReserved,
    Path,
    digest,
    hash_name,
    read_disclosure,
)

_DEEPEST: Final = 64


@dataclass(frozen=True, slots=True)
class Unfolded:
    """The claims with all that was disclosed, and where each disclosure went, by its text."""

    claims: dict[str, object]
    places: Mapping[str, Path]


def unfold(payload: Mapping[str, object], disclosures: Sequence[str]) -> Unfolded:
    """Put every disclosure into its place; digests without one (decoys among them) are dropped.

    Raises HashUnknown, DisclosureMalformed, DisclosureRepeated, DisclosureForeign, DisclosureMisplaced,
    DigestRepeated, ClaimOverwritten, NameReserved, ClaimMalformed, TokenMalformed.
    """
    algorithm = hash_name(payload)
    by_digest: dict[str, Disclosure] = {}
    for text in disclosures:
        if by_digest.setdefault(digest(text, algorithm), found := read_disclosure(text)) is not found:
            raise DisclosureRepeated(text)
    unfolding = _Unfolding(by_digest)
    signed = {name: value for name, value in payload.items() if name != "_sd_alg"}
    claims = unfolding.members(signed, ())
    foreign = tuple(text for text in disclosures if text not in unfolding.places)
    if foreign:
        raise DisclosureForeign(foreign)
    return Unfolded(claims, unfolding.places)


@dataclass(slots=True)
class _Unfolding:
    by_digest: Mapping[str, Disclosure]
    digests: set[str] = field(default_factory=set)
    places: dict[str, Path] = field(default_factory=dict)

    def members(self, members: Mapping[str, object], path: Path) -> dict[str, object]:
        found: dict[str, object] = {}
        for name, value in members.items():
            if name == "_sd":
                continue
            if name in RESERVED:
                raise NameReserved((*path, name))
            found[name] = self.value(value, (*path, name))
        for text in self._digests(members, path):
            disclosure = self._disclosed(text)
            if disclosure is None:
                continue
            if disclosure.name is None:
                raise DisclosureMisplaced(path)
            place = (*path, disclosure.name)
            if disclosure.name in found:
                raise ClaimOverwritten(place)
            found[disclosure.name] = self._placed(disclosure, place)
        return found

    def value(self, value: object, path: Path) -> object:
        if len(path) > _DEEPEST:
            raise TokenMalformed("token", f"deeper than {_DEEPEST} levels")
        if isinstance(value, dict):
            return self.members(value, path)
        if isinstance(value, list):
            return self._elements(value, path)
        return value

    def _elements(self, elements: list[object], path: Path) -> list[object]:
        found: list[object] = []
        for position, element in enumerate(elements):
            place = (*path, position)
            if not isinstance(element, dict) or "..." not in element:
                found.append(self.value(element, place))
                continue
            text = element["..."]
            if len(element) != 1 or not isinstance(text, str):
                raise NameReserved(place)
            disclosure = self._disclosed(text)
            if disclosure is None:
                continue
            if disclosure.name is not None:
                raise DisclosureMisplaced(place)
            found.append(self._placed(disclosure, place))
        return found

    def _digests(self, members: Mapping[str, object], path: Path) -> list[str]:
        texts = members.get("_sd", [])
        if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
            raise ClaimMalformed("/".join(map(str, (*path, "_sd"))))
        return texts

    def _disclosed(self, text: str) -> Disclosure | None:
        if text in self.digests:
            raise DigestRepeated(text)
        self.digests.add(text)
        return self.by_digest.get(text)

    def _placed(self, disclosure: Disclosure, path: Path) -> object:
        self.places[disclosure.text] = path
        return self.value(disclosure.value, path)
