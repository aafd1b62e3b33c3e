"""An issuer hides values behind salted digests and signs what remains (RFC 9901, sections 4.2 and 6.1)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from contracts.canonical import NotCanonical, canonical
from contracts.jws import sign
from contracts.keys import PrivateKey, b64url
from contracts.refusals import NotIssuable
from contracts.sdjwt.shape import HASH, HASHES, RESERVED, digest

Entropy = Callable[[int], bytes]
"""That many fresh random bytes, as ``secrets.token_bytes`` gives them."""

SALT_BYTES = 16


@dataclass(frozen=True, slots=True)
class Hidden:
    """A value that its holder may show or not; what is hidden inside it, too, one by one."""

    value: object


@dataclass(frozen=True, slots=True)
class Padded:
    """Members of an object of which so many seem to be hidden, whatever their true number.

    The others are decoys (section 4.2.5): no disclosure belongs to them, and nobody can tell.
    """

    members: Mapping[str, object]
    digests: int


def issue(
    header: Mapping[str, object], claims: Mapping[str, object], key: PrivateKey, entropy: Entropy
) -> str:
    """Sign claims in which `Hidden` and `Padded` values stand anywhere; all their disclosures follow.

    Raises NotIssuable for a reserved name, or for what is not canonical JSON.
    """
    concealing = _Concealing(entropy)
    payload = concealing.members(claims)
    token = sign(header, payload | {"_sd_alg": HASH}, key)
    return "".join(f"{part}~" for part in (token, *concealing.disclosures))


@dataclass(slots=True)
class _Concealing:
    entropy: Entropy
    disclosures: list[str] = field(default_factory=list)

    def members(self, members: Mapping[str, object], digests: int = 0) -> dict[str, object]:
        found: dict[str, object] = {}
        hidden: list[str] = []
        for name, value in members.items():
            if name in RESERVED:
                raise NotIssuable(f"{name} is a reserved name")
            if isinstance(value, Hidden):
                hidden.append(self._hide(name, self._value(value.value)))
            else:
                found[name] = self._value(value)
        if digests and len(hidden) > digests:
            raise NotIssuable(f"{len(hidden)} values do not hide among {digests}")
        hidden += [self._decoy() for _ in range(digests - len(hidden))]
        # In the order of the digests, which tells nothing of the order of the claims (section 4.2.4.1).
        return found | {"_sd": sorted(hidden)} if hidden else found

    def _value(self, value: object) -> object:
        if isinstance(value, Padded):
            return self.members(value.members, value.digests)
        if isinstance(value, Mapping):
            return self.members(value)
        if isinstance(value, list | tuple):
            return [self._element(element) for element in value]
        return value

    def _element(self, element: object) -> object:
        if isinstance(element, Hidden):
            return {"...": self._hide(self._value(element.value))}
        return self._value(element)

    def _hide(self, *named: object) -> str:
        salt = b64url(self.entropy(SALT_BYTES))
        try:
            text = b64url(canonical([salt, *named]))
        except NotCanonical as error:
            raise NotIssuable(str(error)) from error
        self.disclosures.append(text)
        return digest(text, HASH)

    def _decoy(self) -> str:
        return b64url(HASHES[HASH](self.entropy(HASHES[HASH]().digest_size)).digest())
