"""Why a token is not believed: each reason by its name, and with what it is about.

What the verifier says of each, in words, stands in `contracts.verifier.refusal_words`.

Errors::

    ValueError
    ├── NotIssuable              what was to be signed cannot be (an error of ours, never of a token)
    └── TokenRefused
        ├── TokenMalformed       not a token at all, or in more than one spelling
        ├── TypeRefused          the header's ``typ`` is another
        ├── HeaderCritical       the header asks for an extension that nobody here knows (``crit``)
        ├── AlgorithmRefused     ``none``, or not an algorithm of this key
        ├── KeyUnknown           no trusted key has this id (of agreements, records and heads, too)
        ├── KeyRetired           what is dated so late is not of this key (as above)
        ├── TokenTampered        the signature belongs to something else
        ├── ClaimMissing         a claim that must be there is not
        ├── ClaimMalformed       a claim is not of its form
        ├── TokenExpired         ``exp`` has come
        ├── TokenNotYetValid     ``nbf`` has not
        └── TokenFromTheFuture   ``iat`` lies ahead
"""

from datetime import datetime


class NotIssuable(ValueError):
    """What was to be signed cannot be: it says so before anything is signed."""


class TokenRefused(ValueError):
    """A token proves nothing. Each refusal has a class of its own, so that it can be told by name."""


class TokenMalformed(TokenRefused):
    """``part`` is not of the form that its standard asks for."""

    def __init__(self, part: str, reason: str) -> None:
        super().__init__(f"{part}: {reason}")
        self.part = part
        self.reason = reason


class TypeRefused(TokenRefused):
    """A token of one kind must not pass for another (RFC 8725, section 3.11)."""

    def __init__(self, expected: str, found: object) -> None:
        super().__init__(f"the type is {found!r}, not {expected!r}")
        self.expected = expected
        self.found = found


class HeaderCritical(TokenRefused):
    """Extensions that must be understood, and are not (RFC 7515, section 4.1.11)."""

    def __init__(self, names: object) -> None:
        super().__init__(f"the header makes {names!r} critical")
        self.names = names


class AlgorithmRefused(TokenRefused):
    """The key is not used with this algorithm."""

    def __init__(self, algorithm: object) -> None:
        super().__init__(f"the algorithm {algorithm!r} is not one of the key's")
        self.algorithm = algorithm


class KeyRetired(TokenRefused):
    """The key did not sign any more when this was signed, by its own word, or it does not say when."""

    def __init__(self, kid: str, until: datetime) -> None:
        super().__init__(f"the key {kid} signs nothing dated after {until.isoformat()}")
        self.kid = kid
        self.until = until


class KeyUnknown(TokenRefused):
    """No key that is trusted for this has the id: of a token, or of any other signature of ours."""

    def __init__(self, kid: str | None) -> None:
        super().__init__(f"no trusted key has the id {kid!r}")
        self.kid = kid


class TokenTampered(TokenRefused):
    """The signature does not belong to these bytes and this key."""

    def __init__(self, kid: str | None) -> None:
        super().__init__(f"the signature does not verify with the key {kid!r}")
        self.kid = kid


class ClaimMissing(TokenRefused):
    def __init__(self, claim: str) -> None:
        super().__init__(f"there is no {claim}")
        self.claim = claim


class ClaimMalformed(TokenRefused):
    def __init__(self, claim: str) -> None:
        super().__init__(f"{claim} is not of its form")
        self.claim = claim


class TokenExpired(TokenRefused):
    """Valid before ``expired_at`` (UTC), and no longer."""

    def __init__(self, expired_at: datetime) -> None:
        super().__init__(f"expired at {expired_at}")
        self.expired_at = expired_at


class TokenNotYetValid(TokenRefused):
    def __init__(self, valid_from: datetime) -> None:
        super().__init__(f"valid from {valid_from} on")
        self.valid_from = valid_from


class TokenFromTheFuture(TokenRefused):
    """Signed, it says, at an instant that has not come."""

    def __init__(self, issued_at: datetime) -> None:
        super().__init__(f"signed at {issued_at}")
        self.issued_at = issued_at
