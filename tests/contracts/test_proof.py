"""What may be proven without a name, and the statement that proves it: each thing wrong with one is refused by name."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given as over
from hypothesis import strategies as st

from contracts import jws
from contracts.canonical import canonical
from contracts.documents import HeadsDocument, proof_file, written
from contracts.jws import trusting
from contracts.keys import PrivateKey, b64url
from contracts.keyset import PURPOSE, KeySet
from contracts.proof.predicates import (
    CLIENT,
    PREDICATES,
    PredicatesMixed,
    PredicateUnknown,
    follows,
    in_order,
)
from contracts.proof.statement import (
    DECLARED,
    LIFE,
    RECORDED,
    TYPE,
    Provenance,
    sign_statement,
    verify_statement,
)
from contracts.sdjwt.shape import NonceRefused
from contracts.verifier import verify
from contracts.verifier.command import main
from contracts.verifier.report import Given
from contracts.vocabulary import CLAIMS, PHRASES
from tests.contracts.proofs import ANSWERED, GARONNE, MERCHANT, QUESTION, VERIFIED, a_proof, a_statement
from tests.contracts.records import NOW, PLATFORM, STRANGER, a_record, given
from tests.contracts.test_verifier_fuzz import with_change

GIVEN = given(proof_keys=KeySet.of([PLATFORM.public]), challenge=QUESTION)
COHORTS = [code.id for code in CLAIMS["naissance"].codes]


def years(cohort: str) -> range:
    """The years of birth that an answer may hide."""
    return range(1900, 1945) if cohort == "avant-1945" else range(int(cohort[:4]), int(cohort[-4:]) + 1)


@over(st.sampled_from(COHORTS), st.dates(date(2026, 11, 26), date(2080, 1, 1)))
def test_an_age_is_proven_only_when_nobody_of_the_cohort_can_be_younger(cohort: str, on: date) -> None:
    """Held against every birthday that the answer may hide, the last day of its last year among them."""
    youngest = date(max(years(cohort)), 12, 31)
    reached = (on.year - youngest.year) - ((on.month, on.day) < (12, 31)) >= 65
    assert follows(PREDICATES["over-65"], cohort, on) == reached


def test_of_age_is_whoever_answers_the_question_of_years() -> None:
    """Retired answers too: they were given by people of age."""
    for cohort in (*COHORTS, "2005-2009"):
        assert follows(PREDICATES["over-18"], cohort, date(2026, 11, 26))


def test_a_region_is_proven_by_its_own_answer_and_no_other() -> None:
    regions = [code.id for code in CLAIMS["region"].codes]
    for one in regions:
        for other in regions:
            assert follows(PREDICATES[f"lives-in-{one}"], other, date(2026, 11, 26)) == (one == other)


def test_the_list_is_fixed_and_has_no_threshold_at_will() -> None:
    ages = [each for each in PREDICATES.values() if each.about == "age"]
    assert [each.id for each in ages] == ["over-18", "over-65"]
    for asked in ("over-19", "over-18.5", "under-30", "lives-in-paris", "naissance", "", "OVER-18"):
        with pytest.raises(PredicateUnknown):
            in_order([asked])
    assert not {each.claim for each in PREDICATES.values()} & set(PHRASES)


@over(st.lists(st.sampled_from(sorted(PREDICATES)), max_size=4))
def test_one_thing_of_each_kind_is_asked_and_a_relation_alone(asked: list[str]) -> None:
    about = [PREDICATES[each].about for each in asked]
    lawful = 0 < len(asked) == len(set(about)) and ("relation" not in about or len(asked) == 1)
    if lawful:
        assert sorted(in_order(asked)) == sorted(asked)
        assert in_order(asked) == in_order(reversed(asked))
    else:
        with pytest.raises(PredicatesMixed):
            in_order(asked)


def test_a_statement_says_again_what_was_signed() -> None:
    said = a_statement({"lives-in-corse": VERIFIED, "over-18": DECLARED}, asker=GARONNE)
    token = sign_statement(said, PLATFORM)
    found = verify_statement(
        token, keys=trusting([PLATFORM.public]), at=NOW, audience=MERCHANT.kid, nonce=said.nonce
    )
    assert found == said
    with pytest.raises(NonceRefused):
        verify_statement(
            token, keys=trusting([PLATFORM.public]), at=NOW, audience=MERCHANT.kid, nonce="another"
        )


def test_a_statement_has_these_members_and_nothing_that_names_a_person() -> None:
    payload = jws.read(sign_statement(a_statement(asker=GARONNE), PLATFORM)).payload
    assert set(payload) == {"iss", "aud", "nonce", "iat", "exp", "predicates", "provenance", "asker"}
    assert jws.read(sign_statement(a_statement(), PLATFORM)).payload.keys() == payload.keys() - {"asker"}
    assert payload["aud"] == MERCHANT.kid


def test_what_is_not_asked_together_is_not_signed_together() -> None:
    for one, other in combinations(["over-18", "over-65"], 2):
        with pytest.raises(PredicatesMixed):
            sign_statement(a_statement({one: DECLARED, other: DECLARED}), PLATFORM)


@pytest.mark.parametrize(
    "wrong",
    [
        {"basis": "verified"},
        {"basis": "verified", "by": "operator"},
        {"basis": "verified", "month": "2026-11"},
        {"basis": "declared", "month": "2026-11"},
        {"basis": "recorded", "by": "operator"},
        {"basis": "verified", "by": "operator", "month": "2026-13"},
        {"basis": "verified", "by": "operator", "month": "2026-11-05"},
        {"basis": "verified", "by": "somebody", "month": "2026-11"},
    ],
)
def test_provenance_has_no_half_forms(wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="Provenance"):
        Provenance.model_validate(wrong)


def signed_as(changes: dict[str, object], typ: str = TYPE, key: PrivateKey = PLATFORM) -> bytes:
    """A file whose statement the platform never signs: members changed, None takes one away."""
    payload = dict(jws.read(sign_statement(a_statement(), PLATFORM)).payload) | changes
    payload = {name: value for name, value in payload.items() if value is not None}
    token = jws.sign({"kid": key.kid, "typ": typ}, payload, key)
    return written(proof_file(token, MERCHANT.public, [key.public]))


def refusal(data: bytes, by: Given = GIVEN) -> str:
    return type(verify(data, by).refusal).__name__


def test_the_platforms_word_is_verified_and_says_on_whose_word() -> None:
    report = verify(a_proof(asker=True, predicates=("over-18", "lives-in-corse")), GIVEN)
    assert report.verdict == "verified"
    said = " ".join(text.en for text in report.proven)
    assert "Is 18 or over (declared by the person, not checked)" in said
    assert "Lives in Corsica (verified by an operator of Moi, on documents, in 2026-11)" in said
    assert "Cycles Garonne SAS (SIREN 732829320)" in said
    assert any("remains a declaration" in text.en for text in report.limits)


def test_a_relation_is_recorded_and_names_the_brand() -> None:
    token = sign_statement(a_statement({CLIENT: RECORDED}, asker=GARONNE), PLATFORM)
    report = verify(written(proof_file(token, MERCHANT.public, [])), GIVEN)
    assert report.verdict == "verified"
    assert any("recorded in Moi’s own books" in text.en for text in report.proven)


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"iss": "https://other.example"}, "IssuerRefused"),
        ({"aud": STRANGER.kid}, "AudienceRefused"),
        ({"aud": None}, "ClaimMissing"),
        ({"nonce": None}, "ClaimMissing"),
        ({"nonce": ""}, "ClaimMalformed"),
        ({"exp": None}, "ClaimMissing"),
        ({"exp": jws.numeric(ANSWERED + timedelta(days=365))}, "ClaimMalformed"),
        ({"exp": jws.numeric(NOW)}, "TokenExpired"),
        ({"iat": jws.numeric(NOW + timedelta(minutes=2))}, "TokenFromTheFuture"),
        ({"iat": "now"}, "ClaimMalformed"),
        ({"sub": "somebody"}, "ClaimMalformed"),
        ({"jti": "1"}, "ClaimMalformed"),
        ({"predicates": []}, "ClaimMalformed"),
        ({"predicates": ["over-21"]}, "ClaimMalformed"),
        ({"predicates": ["over-18", "over-18"]}, "ClaimMalformed"),
        ({"predicates": ["lives-in-corse", "over-18"]}, "ClaimMalformed"),
        ({"predicates": "over-18"}, "ClaimMalformed"),
        ({"provenance": {}}, "ClaimMalformed"),
        ({"provenance": {"over-18": {"basis": "sworn"}}}, "ClaimMalformed"),
        ({"provenance": {"over-18": {"basis": "declared"}, "over-65": {"basis": "declared"}}}, "ClaimMalformed"),
        ({"predicates": ["client"], "provenance": {"client": {"basis": "recorded"}}}, "ClaimMalformed"),
        ({"asker": {"name": "Cycles"}}, "ClaimMalformed"),
        ({"asker": "Cycles"}, "ClaimMalformed"),
    ],
)  # fmt: skip
def test_each_thing_wrong_with_a_statement_is_refused_by_name(changes: dict[str, Any], name: str) -> None:
    assert refusal(signed_as({})) == "NoneType", "the control"
    assert refusal(signed_as(changes)) == name


def test_another_kind_of_token_and_another_key_are_refused() -> None:
    assert refusal(signed_as({}, typ="dc+sd-jwt")) == "TypeRefused"
    assert refusal(signed_as({}, key=STRANGER)) == "KeyUnknown"
    assert refusal(a_proof(key=STRANGER)) == "KeyUnknown"
    assert refusal(a_proof(asked_with=STRANGER)) == "AudienceRefused"


@pytest.mark.parametrize("alg", ["none", "HS256", "ES256", "Ed448"])
def test_another_algorithm_is_refused(alg: str) -> None:
    _, payload, signature = json.loads(a_proof())["statement"].split(".")
    header = b64url(canonical({"alg": alg, "kid": PLATFORM.kid, "typ": TYPE}))
    data = with_change("proof", ("statement",), f"{header}.{payload}.{signature}")
    assert refusal(data) == "AlgorithmRefused"


def test_a_proof_is_over_in_an_hour_to_the_second() -> None:
    at = ANSWERED.replace(microsecond=0)
    data = a_proof(at=at)
    late = replace(GIVEN, now=at + LIFE)
    soon = replace(GIVEN, now=at + LIFE - timedelta(seconds=1))
    assert (refusal(data, soon), refusal(data, late)) == ("NoneType", "TokenExpired")


def test_with_the_files_own_keys_it_is_a_doubt_and_records_keys_prove_nothing() -> None:
    assert verify(a_proof(), given()).verdict == "doubtful"
    assert refusal(a_proof(), Given(NOW, proof_keys=KeySet({}))) == "KeyUnknown"


def test_a_proof_carries_no_keys_of_parties() -> None:
    data = with_change("proof", ("party_keys",), json.loads(a_proof())["platform_keys"])
    assert refusal(data) == "DocumentMalformed"


def test_a_broken_statement_is_refused_as_such() -> None:
    assert refusal(with_change("proof", ("statement",), "x")) == "TokenMalformed"
    assert refusal(signed_as({"predicates": [1]})) == "ClaimMalformed"


def test_the_command_reads_a_proof_with_the_published_keys(tmp_path: Path) -> None:
    """A set holds keys of several uses: a proof is held against those for proofs alone."""

    def told(keys: list[dict[str, str]], *more: str) -> tuple[int, str]:
        (tmp_path / "keys.json").write_text(json.dumps({"keys": keys}))
        (tmp_path / "proof.json").write_bytes(a_proof())
        files = (str(tmp_path / "proof.json"), "--keys", str(tmp_path / "keys.json"))
        question = ("--audience", QUESTION.audience, "--nonce", QUESTION.nonce)
        code, lines = main(["verify", *files, *question, "--lang", "fr", *more], NOW)
        return code, "\n".join(lines)

    record, proof = (key.public.jwk() for key in (STRANGER, PLATFORM))
    code, said = told([record | {PURPOSE: "record"}, proof | {PURPOSE: "proof"}])
    assert code == 0 and "VÉRIFIÉ" in said and "A 18 ans ou plus (déclaré par la personne" in said
    assert told([proof | {PURPOSE: "proof"}])[0] == 0
    for others in ([record | {PURPOSE: "record"}], [proof | {PURPOSE: "record"}]):
        code, said = told(others)
        assert code == 1 and "(KeyUnknown)" in said
    assert told([proof | {PURPOSE: "status"}])[0] == 1, "keys for neither use"


def test_a_proof_that_nobody_holds_against_a_question_is_doubted() -> None:
    """A proof made for somebody else's question looks the same."""
    report = verify(a_proof(), replace(GIVEN, challenge=None))
    assert report.verdict == "doubtful" and len(report.doubts) == 1
    assert "--audience" in report.doubts[0].en and "--nonce" in report.doubts[0].fr
    assert verify(a_proof(), GIVEN).verdict == "verified"


def test_the_command_asks_whether_a_proof_answers_its_readers_question(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "proof.json").write_bytes(a_proof())
    (tmp_path / "keys.json").write_text(json.dumps({"keys": [PLATFORM.public.jwk() | {PURPOSE: "proof"}]}))
    (tmp_path / "heads.json").write_bytes(written(HeadsDocument(heads=tuple(a_record().heads))))

    def told(name: str, audience: str, nonce: str) -> tuple[int, str]:
        asked = [f"--audience={audience}", f"--nonce={nonce}"]  # as the page writes it
        keys = ["--keys", str(tmp_path / "keys.json")]
        code, lines = main(["verify", str(tmp_path / name), *keys, *asked, "--lang", "en"], NOW)
        return code, "\n".join(lines)

    nonce = a_statement().nonce
    code, said = told("proof.json", MERCHANT.kid, nonce)
    assert code == 0 and "answers the question that you asked" in said
    for audience, question, name in (
        (STRANGER.kid, nonce, "AudienceRefused"),
        ("https://verifier.example", nonce, "AudienceRefused"),
        (MERCHANT.kid, nonce[:-1], "NonceRefused"),
        (MERCHANT.kid, f"-{nonce[1:]}", "NonceRefused"),  # no option, though it begins like one
    ):
        code, said = told("proof.json", audience, question)
        assert code == 1 and f"({name})" in said
    with pytest.raises(SystemExit) as leaving:
        told("heads.json", MERCHANT.kid, nonce)
    assert leaving.value.code == 2 and "no file is one" in capsys.readouterr().err
