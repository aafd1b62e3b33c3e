import pytest

from contracts.canonical import digest
from contracts.odrl import roster_policy
from contracts.readings import terms_reading
from contracts.record import SaltTooShort
from contracts.terms import ROSTER
from contracts.terms_hash import TermsAltered, check_terms, terms_hash
from contracts.variant import ReadQuota, Terms
from tests.contracts.builders import SALT, an_agreement


def test_the_hash_changes_with_the_salt_and_with_every_variant() -> None:
    hashes = {terms_hash(terms, salt) for terms in ROSTER.values() for salt in (SALT, bytes(16))}
    assert len(hashes) == 6
    assert all(len(each) == 64 for each in hashes)


def test_the_hash_is_over_the_salt_and_the_three_readings() -> None:
    terms = ROSTER["standard"]
    readings = {
        "salt": SALT.hex(),
        "fr": terms_reading(terms, "fr").text,
        "en": terms_reading(terms, "en").text,
        "machine": roster_policy(terms),
    }
    assert terms_hash(terms, SALT) == digest(readings).hex()


def test_a_salt_has_128_bits() -> None:
    with pytest.raises(SaltTooShort):
        terms_hash(ROSTER["simple"], b"short")


def test_altered_terms_are_found() -> None:
    agreement = an_agreement()
    check_terms(agreement)
    more = ReadQuota(per_day=1001, enforcement="technical")
    altered = Terms.model_validate({**dict(agreement.terms), "reads": more})
    with pytest.raises(TermsAltered) as refusal:
        check_terms(agreement.model_copy(update={"terms": altered}))
    assert refusal.value.agreement_id == agreement.agreement_id
