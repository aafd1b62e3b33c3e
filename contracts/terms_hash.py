"""The hash that ties an agreement to the three readings of its terms: plain French, plain English, machine.

The terms of a variant are shared by many; a hash without salt would be too, and one with an agreement's
own 128-bit salt tells nothing to who does not hold the salt.
"""

from contracts.agreement import Agreement
from contracts.canonical import digest
from contracts.odrl import roster_policy
from contracts.readings import terms_reading
from contracts.record import SALT_BYTES, SaltTooShort
from contracts.variant import Terms


class TermsAltered(ValueError):
    """The readings are not those that the agreement's hash was made of."""

    def __init__(self, agreement_id: str) -> None:
        super().__init__(f"the terms of {agreement_id} were altered")
        self.agreement_id = agreement_id


def terms_hash(terms: Terms, salt: bytes) -> str:
    """SHA-256, in hex, over the canonical JSON of the salt and the three readings.

    Raises SaltTooShort.
    """
    if len(salt) != SALT_BYTES:
        raise SaltTooShort(len(salt))
    readings = {
        "salt": salt.hex(),
        "fr": terms_reading(terms, "fr").text,
        "en": terms_reading(terms, "en").text,
        "machine": roster_policy(terms),
    }
    return digest(readings).hex()


def check_terms(agreement: Agreement) -> None:
    """Raises TermsAltered unless the agreement's hash is that of its own terms."""
    if terms_hash(agreement.terms, bytes.fromhex(agreement.terms_salt)) != agreement.terms_hash:
        raise TermsAltered(agreement.agreement_id)
