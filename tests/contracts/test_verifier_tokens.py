"""A credential beside its status list, as files: what is proven in words, and each bad one refused by its name."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as over
from hypothesis import strategies as st

from contracts import credential, refusals, status_list
from contracts.agreement import Agreement
from contracts.canonical import canonical
from contracts.credential import Said
from contracts.documents import agreement_file, written
from contracts.keys import PrivateKey, b64url, b64url_decode
from contracts.keyset import PURPOSE, KeySet
from contracts.sdjwt import bind, present, shape, vc
from contracts.status_list import INVALID, SUSPENDED
from contracts.verifier import tokens, verify, verify_all
from contracts.verifier.command import main
from contracts.verifier.refusal_words import REFUSED
from contracts.verifier.report import Given, Report
from tests.contracts.builders import an_agreement
from tests.contracts.records import PLATFORM, signed
from tests.contracts.tokens import (
    AT,
    BRAND,
    CHALLENGE,
    INDEX,
    ISSUER,
    LISTS,
    STRANGER,
    a_list,
    a_presentation,
    a_sheet,
    a_token,
    forged,
    later,
)

GIVEN = Given(
    AT, credential_keys=KeySet.of([ISSUER.public]), status_keys=KeySet.of([LISTS.public]), challenge=None
)
ASKED = Given(AT, credential_keys=GIVEN.credential_keys, status_keys=GIVEN.status_keys, challenge=CHALLENGE)
TOKEN, LIST = a_token().encode(), a_list().encode()
ALL = settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))


def at(when: datetime) -> Given:
    return Given(when, credential_keys=GIVEN.credential_keys, status_keys=GIVEN.status_keys)


def found(data: bytes, beside: bytes = LIST, given: Given = GIVEN) -> Report:
    return verify_all([data, beside], given)[0]


def said(report: Report) -> str:
    return "\n".join(text.en for text in (*report.proven, *report.limits, *report.doubts))


def test_a_credential_beside_its_list_says_what_is_rented_and_that_nobody_has_shown_it() -> None:
    report = found(TOKEN)
    assert report.verdict == "doubtful"
    (doubt,) = report.doubts
    assert "they would have to prove the key" in doubt.en
    assert "Region: Normandy (it’s me; declared by the person, not checked)." in said(report)
    assert "(I’d like; declared by the person, not checked)." in said(report)
    assert f"says at place {INDEX} that it holds" in said(report)
    assert "they would have to prove the key" in said(report)
    assert verify(LIST, GIVEN).verdict == "verified"


def test_what_an_operator_checked_is_told_apart() -> None:
    agreement = an_agreement()
    sheet = a_sheet(agreement, {"region": Said("normandie", "me", "verified")})
    report = found(a_token(agreement=agreement, sheet=sheet).encode())
    assert "Normandy (it’s me; verified by an operator of Moi)." in said(report)


def test_without_the_list_or_the_keys_it_is_doubted() -> None:
    for report, doubt in (
        (verify(TOKEN, GIVEN), "Whether it was ended before its time"),
        (found(TOKEN, a_list(uri="https://moi.example/status/2026-11-3").encode()), "Whether it was ended"),
        (verify(TOKEN, Given(AT)), "give them with --keys"),
        (verify(LIST, Given(AT)), "give them with --keys"),
    ):
        assert report.verdict == "doubtful" and doubt in said(report)


def test_a_list_that_proves_nothing_saves_nobody() -> None:
    """Too old, of another key: it is refused itself, and the credential stays doubted."""
    for beside in (a_list(at=later(minutes=-11)), a_list(at=later(minutes=2)), _of_another_key()):
        credential, listed = verify_all([TOKEN, beside.encode()], GIVEN)
        assert (credential.verdict, listed.verdict) == ("doubtful", "refused")


def _of_another_key() -> str:
    from contracts.status_index import SIZE
    from contracts.status_list import pack, publish
    from tests.contracts.tokens import LIST as ADDRESS

    return publish(ADDRESS, pack({}, SIZE, 2), STRANGER, AT)


def test_of_two_lists_the_newer_tells_whichever_is_given_last() -> None:
    """Both hold now: an older one, from before the end, does not hide it."""
    older, newer = a_list(), a_list({INDEX: INVALID}, at=later(minutes=4))
    for lists in ([older, newer], [newer, older]):
        reports = verify_all([TOKEN, *(it.encode() for it in lists)], at(later(minutes=5)))
        assert type(reports[0].refusal).__name__ == "CredentialRevoked"
        assert [it.verdict for it in reports[1:]] == ["verified"] * 2
    resumed = [a_list({INDEX: SUSPENDED}), a_list(at=later(minutes=4))]
    for lists in (resumed, resumed[::-1]):
        report = verify_all([TOKEN, *(it.encode() for it in lists)], at(later(minutes=5)))[0]
        assert report.refusal is None and "says at place" in said(report)


def test_of_two_lists_of_one_second_neither_saves_what_the_other_ends() -> None:
    for lists in ([a_list(), a_list({INDEX: INVALID})], [a_list({INDEX: INVALID}), a_list()]):
        report = verify_all([TOKEN, *(it.encode() for it in lists)], GIVEN)[0]
        assert type(report.refusal).__name__ == "CredentialRevoked"


def test_shown_to_somebody_it_is_proven_by_its_holder_for_them_alone() -> None:
    shown = a_presentation().encode()
    report = found(shown, given=ASKED)
    assert report.verdict == "verified" and "holds the key that it is bound to" in said(report)
    assert type(found(shown).refusal).__name__ == "ProofUnasked"


def _bound(
    audience: str = CHALLENGE.audience, nonce: str = CHALLENGE.nonce, key: PrivateKey = BRAND
) -> bytes:
    text = present(a_token(), [("claims", "region")])
    return bind(text, key, audience=audience, nonce=nonce, at=AT).encode()


def _under(algorithm: str) -> bytes:
    """The same token under another algorithm's name, its signature as it was."""
    header, rest = TOKEN.split(b".", 1)
    opened = json.loads(b64url_decode(header.decode())) | {"alg": algorithm}
    return b64url(canonical(opened)).encode() + b"." + rest


def _openly(**claims: Any) -> bytes:
    """With these claims signed for everybody to see."""
    return forged(present(a_token(), [("claims", "region")]), **claims).encode()


BAD: dict[str, tuple[bytes, bytes, Given]] = {
    "TokenExpired": (TOKEN, LIST, at(later(days=40))),
    "TokenNotYetValid": (TOKEN, LIST, at(later(days=-30))),
    "CredentialRevoked": (TOKEN, a_list({INDEX: INVALID}).encode(), GIVEN),
    "CredentialSuspended": (TOKEN, a_list({INDEX: SUSPENDED}).encode(), GIVEN),
    "StatusUnknown": (TOKEN, a_list({INDEX: 3}).encode(), GIVEN),
    "AudienceRefused": (_bound(audience="https://other.example"), LIST, ASKED),
    "NonceRefused": (_bound(nonce="asked-before"), LIST, ASKED),
    "HolderUnproven": (TOKEN, LIST, ASKED),
    "PresentationStale": (a_presentation(at=later(minutes=-6)).encode(), LIST, ASKED),
    "DisclosureRepeated": (TOKEN + TOKEN.rstrip(b"~").rsplit(b"~", 1)[1] + b"~", LIST, GIVEN),
    "DisclosureForeign": (
        TOKEN + a_token("other").rstrip("~").rsplit("~", 1)[1].encode() + b"~",
        LIST,
        GIVEN,
    ),
    "AlgorithmRefused": (_under("none"), LIST, GIVEN),
    "KeyUnknown": (forged(a_token(), STRANGER, {"kid": STRANGER.kid}).encode(), LIST, GIVEN),
    "TokenTampered": (forged(a_token(), STRANGER, {"kid": ISSUER.kid}).encode(), LIST, GIVEN),
    "IssuerRefused": (forged(a_token(), iss="https://other.example").encode(), LIST, GIVEN),
    "TypeRefused": (forged(a_token(), header={"typ": "jwt"}).encode(), LIST, GIVEN),
    "CredentialTypeRefused": (forged(a_token(), vct="https://moi.example/other").encode(), LIST, GIVEN),
    "HolderUnnamed": (forged(a_token(), cnf=None).encode(), LIST, GIVEN),
    "NotADocument": (TOKEN + b"\n\n", LIST, GIVEN),
    "TokenMalformed": (
        TOKEN.split(b"~")[0],
        LIST,
        GIVEN,
    ),  # its disclosures cut off, and the tilde before them
}


@pytest.mark.parametrize("name", BAD)
def test_each_bad_credential_is_refused_by_its_name(name: str) -> None:
    report = found(*BAD[name])
    assert type(report.refusal).__name__ == name and name in REFUSED
    assert report.verdict == "refused"


def test_every_reason_not_to_believe_a_token_has_words() -> None:
    of_issuing = {
        "NotIssuable",
        "RentalNotBegun",
        "RentalOver",
        "SheetForeign",
        "NothingHidden",
        "TokenRefused",
    }
    errors = {
        name
        for module in (credential, refusals, status_list, shape, vc, tokens)
        for name, it in vars(module).items()
        if isinstance(it, type) and issubclass(it, ValueError)
    }
    assert errors - of_issuing <= set(REFUSED), errors - of_issuing - set(REFUSED)


def _contract(agreement: Agreement) -> bytes:
    return written(agreement_file(agreement, [PLATFORM.public]))


def test_a_credential_that_is_not_of_the_contract_beside_it_is_refused_with_it() -> None:
    agreed = signed()
    given = Given(
        AT, KeySet.of([PLATFORM.public]), credential_keys=GIVEN.credential_keys, status_keys=GIVEN.status_keys
    )
    fits: Any = {
        "agreement": agreed.agreement_id,
        "terms": agreed.terms.iri,
        "purposes": list(agreed.purposes),
    }
    for changed, field in (
        ({}, None),
        ({"terms": "https://moi.example/terms/RENT-9"}, "terms"),
        ({"purposes": []}, "purposes"),
    ):
        token = _openly(**{**fits, **changed})
        credential, contract = verify_all([token, _contract(agreed)], given)
        refusal = getattr(credential.refusal, "field", credential.refusal)
        assert refusal == field and (contract.refusal is None) == (field is None), credential


def test_a_word_that_this_vocabulary_lacks_is_doubted() -> None:
    report = found(_openly(purposes=["moonlight"], terms="https://moi.example/terms/RENT-9-1"))
    assert report.verdict == "doubtful"
    assert "this word of the vocabulary: moonlight" in said(report) and "RENT-9-1" in said(report)


@ALL
@over(st.sampled_from([TOKEN, LIST, a_presentation().encode()]), st.data())
def test_no_byte_of_either_can_be_changed(whole: bytes, data: st.DataObject) -> None:
    place, flipped = data.draw(st.integers(0, len(whole) - 1)), data.draw(st.integers(1, 255))
    changed = whole[:place] + bytes([whole[place] ^ flipped]) + whole[place + 1 :]
    given = GIVEN if whole in (TOKEN, LIST) else ASKED
    files = [TOKEN, changed] if whole == LIST else [changed, LIST]
    reports = verify_all(files, given)
    assert reports[files.index(changed)].verdict == "refused"
    assert "verified" not in {reports[0].verdict}


def run(folder: Path, *arguments: str) -> tuple[int, str]:
    named = [str(folder / it) if (folder / it).exists() else it for it in arguments]
    code, lines = main(named, AT)
    return code, "\n".join(lines)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "rental.sd-jwt").write_bytes(TOKEN)
    (tmp_path / "saved.sd-jwt").write_bytes(TOKEN + b"\n")
    (tmp_path / "shown.sd-jwt").write_text(a_presentation())
    (tmp_path / "list.jwt").write_bytes(LIST)
    keys = [ISSUER.public.jwk() | {PURPOSE: "credential"}, LISTS.public.jwk() | {PURPOSE: "status"}]
    (tmp_path / "keys.json").write_text(json.dumps({"keys": keys}))
    (tmp_path / "issuer.json").write_text(
        json.dumps({"issuer": "https://moi.example", "jwks": {"keys": keys}})
    )
    return tmp_path


@pytest.mark.parametrize("keys", ["keys.json", "issuer.json"])
@pytest.mark.parametrize("name", ["rental.sd-jwt", "saved.sd-jwt"])
def test_the_command_reads_them(files: Path, name: str, keys: str) -> None:
    code, told = run(files, "verify", name, "list.jwt", "--keys", keys, "--lang", "fr")
    assert code == 3 and told.count("VÉRIFIÉ") == told.count("DOUTE") == 1, "whose it is, nobody has proven"
    assert "Normandie (c’est moi" in told and told.count("--audience, --nonce") == 1


def test_the_command_asks_as_a_verifier_did(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ("--audience", CHALLENGE.audience, "--nonce", CHALLENGE.nonce)
    code, told = run(
        files, "verify", "shown.sd-jwt", "list.jwt", "--keys", "keys.json", "--lang", "en", *asked
    )
    assert code == 0 and "holds the key" in told
    code, told = run(files, "verify", "shown.sd-jwt", "list.jwt", "--keys", "keys.json", "--lang", "en")
    assert code == 1 and "(ProofUnasked)" in told and "--audience and --nonce" in told
    code, told = run(files, "verify", "rental.sd-jwt", "--keys", "keys.json", "--lang", "en")
    assert code == 3 and "DOUBT" in told
    with pytest.raises(SystemExit) as leaving:
        run(files, "verify", "shown.sd-jwt", "--nonce", "n")
    assert leaving.value.code == 2 and "go together" in capsys.readouterr().err


@pytest.mark.parametrize("rubbish", [b"", b"\xff\xfe", b"{", b'{"type": "moi:none"}', b"[" * 100_000])
def test_a_question_about_what_cannot_be_read_is_refused_by_what_is_wrong_with_it(
    files: Path, rubbish: bytes
) -> None:
    """And not as a command that was called wrongly: who asks learns that the answer is none."""
    (files / "answer").write_bytes(rubbish)
    asked = ("--audience", CHALLENGE.audience, "--nonce", CHALLENGE.nonce)
    code, told = run(files, "verify", "answer", "--keys", "keys.json", "--lang", "en", *asked)
    assert code == 1 and "REFUSED" in told


@pytest.mark.parametrize("token", ["a.b.c", "." * 1000, "none", "typ", "a~b~"])
def test_what_is_wrong_without_any_key_is_refused_also_where_none_is_given(files: Path, token: str) -> None:
    made = {"none": _under("none"), "typ": forged(a_token(), header={"typ": "jwt"}).encode()}
    (files / "odd").write_bytes(made.get(token, token.encode()))
    code, told = run(files, "verify", "odd", "--lang", "en")
    assert code == 1 and "REFUSED" in told
    for name in ("rental.sd-jwt", "list.jwt", "shown.sd-jwt"):
        asked = (
            ("--audience", CHALLENGE.audience, "--nonce", CHALLENGE.nonce) if name == "shown.sd-jwt" else ()
        )
        code, told = run(files, "verify", name, "--lang", "en", *asked)
        assert code == 3 and "--keys" in told, "whose signature it is, nobody can tell"
