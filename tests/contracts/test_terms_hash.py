import pytest

from contracts import legal
from contracts.canonical import digest
from contracts.legal import articles
from contracts.legal.wording import Wording
from contracts.odrl import roster_policy
from contracts.readings import terms_reading
from contracts.record import SaltTooShort
from contracts.terms import ROSTER
from contracts.terms_hash import TermsAltered, check_terms, terms_hash
from contracts.variant import ReadQuota, Terms
from contracts.vocabulary import Language, Text
from tests.contracts.builders import SALT, an_agreement

LANGUAGES: tuple[Language, ...] = ("fr", "en")


def test_the_hash_changes_with_the_salt_and_with_every_variant() -> None:
    hashes = {terms_hash(terms, salt) for terms in ROSTER.values() for salt in (SALT, bytes(16))}
    assert len(hashes) == 2 * len(ROSTER)
    assert all(len(each) == 64 for each in hashes)


def test_the_hash_is_over_the_salt_and_the_three_readings() -> None:
    terms = ROSTER["standard"]
    readings: dict[str, object] = {
        "salt": SALT.hex(),
        "scheme": 3,
        "fr": terms_reading(terms, "fr").text,
        "en": terms_reading(terms, "en").text,
        "machine": roster_policy(terms),
        "legal": {language: legal.terms_reading(terms, language).text for language in LANGUAGES},
    }
    assert terms_hash(terms, SALT) == digest(readings).hex()


def test_what_was_agreed_before_there_was_a_legal_reading_is_hashed_without_it() -> None:
    terms = ROSTER["standard"]
    readings = {
        "salt": SALT.hex(),
        "fr": terms_reading(terms, "fr", 1).text,
        "en": terms_reading(terms, "en", 1).text,
        "machine": roster_policy(terms, 1),
    }
    assert terms_hash(terms, SALT, 1) == digest(readings).hex()
    before = an_agreement(schema_version=1, terms_hash=terms_hash(terms, SALT, 1))
    check_terms(before)
    with pytest.raises(TermsAltered):
        check_terms(before.model_copy(update={"schema_version": 2}))
    for other in (1, 2):
        with pytest.raises(TermsAltered):
            check_terms(an_agreement().model_copy(update={"schema_version": other}))


def test_what_was_agreed_under_the_second_scheme_is_hashed_with_its_own_three_readings() -> None:
    terms = ROSTER["standard"]
    readings = {
        "salt": SALT.hex(),
        "scheme": 2,
        "fr": terms_reading(terms, "fr", 2).text,
        "en": terms_reading(terms, "en", 2).text,
        "machine": roster_policy(terms, 2),
        "legal": {language: legal.terms_reading(terms, language, 2).text for language in LANGUAGES},
    }
    assert terms_hash(terms, SALT, 2) == digest(readings).hex()
    check_terms(an_agreement(schema_version=2, terms_hash=terms_hash(terms, SALT, 2)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_word_of_the_legal_reading_that_changes_is_found(
    language: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    agreement = an_agreement()
    was = articles.BY_KEY["silence_messages"]
    words = {"fr": was.text.fr, "en": was.text.en, language: "Autre."}
    other = Wording(was.number, was.key, Text(fr=words["fr"], en=words["en"]))
    monkeypatch.setattr(articles, "BY_KEY", {**articles.BY_KEY, "silence_messages": other})
    with pytest.raises(TermsAltered):
        check_terms(agreement)


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
