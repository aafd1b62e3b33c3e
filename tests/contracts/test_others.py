"""Software by others reads what we write: @sd-jwt/sd-jwt-vc and jose, as npm has them."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from contracts.jws import numeric
from contracts.sdjwt import (
    AudienceRefused,
    DisclosureForeign,
    DisclosureRepeated,
    PresentationStale,
    bind,
    parse,
)
from contracts.status_list import StatusListForeign
from tests.contracts.builders import an_agreement
from tests.contracts.tokens import (
    AT,
    BRAND,
    CHALLENGE,
    INDEX,
    ISSUER,
    LIST,
    LISTS,
    STRANGER,
    a_list,
    a_presentation,
    a_published,
    a_token,
    later,
    verified,
)

OTHERS = Path(__file__).parent / "others"


@pytest.fixture(scope="module")
def node() -> str:
    """Without Node and the locked packages these tests are skipped, except in CI, which has to have them."""
    path = shutil.which("node")
    if path and (OTHERS / "node_modules").is_dir():
        return path
    missing = "no Node, or not yet: npm ci --prefix tests/contracts/others"
    if os.environ.get("CI"):
        pytest.fail(missing)
    pytest.skip(missing)


def asked(node: str, *asks: dict[str, Any]) -> list[dict[str, Any]]:
    given = {"issuer": ISSUER.public.jwk(), "lists": LISTS.public.jwk(), "list": a_list(), "at": numeric(AT)}
    done = subprocess.run(
        [node, "verify.mjs"],
        cwd=OTHERS,
        input=json.dumps([given | ask for ask in asks]),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    answers: list[dict[str, Any]] = json.loads(done.stdout)
    return answers


def test_another_library_verifies_our_credential_and_reads_the_same(node: str) -> None:
    (whole,) = asked(node, {"kind": "credential", "text": a_token()})
    assert whole["claims"]["claims"] == {
        "region": {"value": "normandie", "stance": "me", "provenance": "declared"},
        "passion": {"value": "velo", "stance": "like", "provenance": "declared"},
    }
    assert whole["claims"]["agreement"] == an_agreement().agreement_id
    assert whole["claims"]["purposes"] == list(an_agreement().purposes)


def test_another_library_verifies_our_presentation_and_its_proof(node: str) -> None:
    (shown,) = asked(node, {"kind": "credential", "text": a_presentation(), "nonce": CHALLENGE.nonce})
    assert list(shown["claims"]["claims"]) == ["region"]
    assert "agreement" not in shown["claims"]
    assert shown["proof"]["aud"] == CHALLENGE.audience


def test_another_library_sees_the_status_flip(node: str) -> None:
    valid, revoked, suspended, beside = asked(
        node,
        *(
            {"kind": "credential", "text": a_token(), "list": a_list(statuses)}
            for statuses in ({}, {INDEX: 1}, {INDEX: 2}, {INDEX - 1: 1, INDEX + 1: 2})
        ),
    )
    assert "claims" in valid and "claims" in beside
    assert "Status is not valid" in revoked["refused"]
    assert "Status is not valid" in suspended["refused"]


def test_another_library_refuses_what_we_refuse(node: str) -> None:
    ends = an_agreement().ends_at
    assert ends is not None
    shown = a_presentation()
    refused = asked(
        node,
        # That library lets a token pass in the second in which it expires; ours does not.
        {"kind": "credential", "text": a_token(), "at": numeric(ends) + 1, "list": a_list(at=ends)},
        {"kind": "credential", "text": a_token(), "at": numeric(later(days=-8))},
        {"kind": "credential", "text": a_token(), "issuer": STRANGER.public.jwk()},
        {"kind": "credential", "text": a_token(), "lists": STRANGER.public.jwk()},
        {"kind": "credential", "text": a_token(), "list": a_list(at=later(minutes=-10, seconds=-1))},
        {"kind": "credential", "text": shown, "nonce": "another"},
        {"kind": "credential", "text": a_token(), "nonce": CHALLENGE.nonce},
    )
    assert ["refused" in answer for answer in refused] == [True] * len(refused), refused


def test_every_token_of_ours_is_a_jwt_that_jose_verifies(node: str) -> None:
    token, proof = parse(a_presentation()).token, parse(a_presentation()).proof
    answers = asked(
        node,
        {"kind": "token", "text": token, "typ": "dc+sd-jwt", "key": ISSUER.public.jwk()},
        {
            "kind": "token",
            "text": proof,
            "typ": "kb+jwt",
            "key": BRAND.public.jwk(),
            "audience": CHALLENGE.audience,
        },
        {"kind": "token", "text": a_list(), "typ": "statuslist+jwt", "key": LISTS.public.jwk()},
        {"kind": "token", "text": a_list(), "typ": "dc+sd-jwt", "key": LISTS.public.jwk()},
        {
            "kind": "token",
            "text": proof,
            "typ": "kb+jwt",
            "key": BRAND.public.jwk(),
            "audience": "https://other.example",
        },
    )
    assert ["claims" in answer for answer in answers] == [True, True, True, False, False], answers


def test_what_that_library_lets_pass_is_refused_by_ours(node: str) -> None:
    """So that the documents say truly what a verifier who uses it must compare by itself."""
    foreign = parse(a_token("other")).disclosures[0]
    elsewhere = bind(a_token(), BRAND, audience="https://other.example", nonce=CHALLENGE.nonce, at=AT)
    old = bind(a_token(), BRAND, audience=CHALLENGE.audience, nonce=CHALLENGE.nonce, at=later(days=-3))
    asks: list[tuple[dict[str, Any], dict[str, Any], type[Exception]]] = [
        ({"text": f"{a_token()}{foreign}~"}, {"challenge": None}, DisclosureForeign),
        ({"text": f"{a_token()}{parse(a_token()).disclosures[0]}~"}, {"challenge": None}, DisclosureRepeated),
        ({"text": elsewhere, "nonce": CHALLENGE.nonce}, {}, AudienceRefused),
        ({"text": old, "nonce": CHALLENGE.nonce}, {}, PresentationStale),
        (
            {"text": a_token(), "list": a_list(uri=f"{LIST}0")},
            {"challenge": None, "published": a_published(uri=f"{LIST}0")},
            StatusListForeign,
        ),
    ]
    answers = asked(node, *({"kind": "credential"} | ask for ask, _, _ in asks))
    assert ["claims" in answer for answer in answers] == [True] * len(asks), answers
    for ask, changes, refusal in asks:
        with pytest.raises(refusal):
            verified(ask["text"], **changes)
