"""The hash that ties an agreement to the three readings of its terms: plain, legal (both French and English), machine.

What was agreed under scheme 1 was hashed before there was a legal reading, and verifies for ever as it was.

The terms of a variant are shared by many; a hash without salt would be too, and one with an agreement's
own 128-bit salt tells nothing to who does not hold the salt.
"""

from contracts import legal
from contracts.agreement import Agreement
from contracts.canonical import digest
from contracts.odrl import roster_policy
from contracts.readings import terms_reading
from contracts.record import SALT_BYTES, SaltTooShort
from contracts.variant import SCHEME, Scheme, Terms


class TermsAltered(ValueError):
    """The readings are not those that the agreement's hash was made of."""

    def __init__(self, agreement_id: str) -> None:
        super().__init__(f"the terms of {agreement_id} were altered")
        self.agreement_id = agreement_id


def terms_hash(terms: Terms, salt: bytes, scheme: Scheme = SCHEME) -> str:
    """SHA-256, in hex, over the canonical JSON of the salt and the readings of this scheme.

    Raises SaltTooShort.
    """
    if len(salt) != SALT_BYTES:
        raise SaltTooShort(len(salt))
    readings: dict[str, object] = {
        "salt": salt.hex(),
        "fr": terms_reading(terms, "fr", scheme).text,
        "en": terms_reading(terms, "en", scheme).text,
        "machine": roster_policy(terms, scheme),
    }
    if scheme > 1:
        readings["scheme"] = scheme
        readings["legal"] = {
            "fr": legal.terms_reading(terms, "fr", scheme).text,
            "en": legal.terms_reading(terms, "en", scheme).text,
        }
    return digest(readings).hex()


def check_terms(agreement: Agreement) -> None:
    """Raises TermsAltered unless the agreement's hash is that of its own terms."""
    salt = bytes.fromhex(agreement.terms_salt)
    if terms_hash(agreement.terms, salt, agreement.schema_version) != agreement.terms_hash:
        raise TermsAltered(agreement.agreement_id)
