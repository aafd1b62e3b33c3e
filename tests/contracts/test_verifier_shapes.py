"""Whatever stands where something else should, the verifier ends in a named refusal or a doubt, and never in a fall.

A forger signs anew what they changed, with a key that they put beside it (`forging`): so that each check is reached,
and not the signature's alone.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as over
from hypothesis import strategies as st

from contracts import verifier
from contracts.canonical import canonical
from contracts.documents import HeadsDocument, agreement_file, written
from contracts.keyset import KeySet, KeysUnreadable
from contracts.verifier import verify, verify_all
from contracts.verifier.refusal_words import REFUSED
from contracts.verifier.report import Given, Report, refused
from tests.contracts.consents import a_receipt
from tests.contracts.erasures import file as erasure_file
from tests.contracts.forging import Path, forged, members, payload_of, put
from tests.contracts.proofs import QUESTION, a_proof
from tests.contracts.records import NOW, PLATFORM, STRANGER, a_record, given, signed

WITHOUT_KEYS = Given(NOW)
SHAPES: tuple[Any, ...] = (True, None, 1, "", [], {}, [True], -1, "9999-12-31", [[]], {"": None})
NAMED = set(REFUSED) - {"NotVerifiable"}


def parsed() -> dict[str, dict[str, Any]]:
    """One of each, as the platform signs it; of a proof what its statement says."""
    kept = a_record(agreement=signed())
    found = {
        "agreement": written(agreement_file(kept.agreement, [PLATFORM.public])),
        "holder": kept.bytes("holder", anchors=[]),
        "holder with heads": kept.bytes("holder"),
        "brand": kept.bytes("brand", anchors=[]),
        "holder's receipt": a_receipt("holder"),
        "brand's receipt": a_receipt("brand"),
        "proof": a_proof(asker=True, predicates=("over-65", "lives-in-bretagne")),
        "erasure": erasure_file(key=None),
        "heads": written(HeadsDocument(heads=tuple(kept.heads), platform_keys=kept.file().platform_keys)),
    }
    documents = {name: json.loads(data) for name, data in found.items()}
    documents["proof"]["statement"] = payload_of(documents["proof"]["statement"])
    return documents


DOCUMENTS = parsed()
NAMES = sorted(DOCUMENTS)
GOOD = canonical(DOCUMENTS["agreement"]) + b"\n"


def ends_well(report: Report, of: object) -> None:
    assert report.verdict != "verified", of
    assert report.refusal is None or type(report.refusal).__name__ in NAMED, (of, repr(report.refusal))


@pytest.mark.parametrize("name", NAMES)
def test_what_the_forger_made_without_a_change_is_doubted_for_its_keys_alone(name: str) -> None:
    """Or no shape would be looked at behind a signature."""
    if name in ("heads", "holder with heads"):
        return  # whose signatures they leave as they were
    report = verify(forged(DOCUMENTS[name]), WITHOUT_KEYS)
    assert report.verdict == "doubtful", report.refusal
    assert any("come from the file itself" in it.en for it in report.doubts)
    assert STRANGER.kid in " ".join(it.en for it in report.doubts)


def places(name: str) -> list[Path]:
    """Each place once: of the members of a list the first; a context is compared as a whole."""
    found = members(DOCUMENTS[name], most=1)
    return [path for path in found if "@context" not in path[:-1] and "terms" not in path[:-1]]


@pytest.mark.parametrize("name", [name for name in NAMES if name != "holder with heads"])
def test_another_shape_anywhere_is_a_named_refusal_or_a_doubt(name: str) -> None:
    for path in places(name):
        for shape in (True, None, 1, "", [], {}):
            report = verify(forged(put(DOCUMENTS[name], path, shape)), WITHOUT_KEYS)
            ends_well(report, (name, path, shape))


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@over(st.sampled_from(NAMES), st.sampled_from(SHAPES), st.data())
def test_with_the_right_keys_or_none_nothing_else_happens(name: str, shape: Any, data: st.DataObject) -> None:
    """Signed anew, and as it is."""
    path = data.draw(st.sampled_from(list(members(DOCUMENTS[name]))))
    changed = put(DOCUMENTS[name], path, shape)
    plain = canonical(changed) + b"\n"
    if plain == canonical(DOCUMENTS[name]) + b"\n":
        return  # it stood there already
    for given_ in (WITHOUT_KEYS, given(proof_keys=given().keys, challenge=QUESTION)):
        for file in (forged(changed), plain):
            if (
                shape != [] or given_ is WITHOUT_KEYS or file != plain
            ):  # a proof less: see `test_verifier_fuzz`
                ends_well(verify(file, given_), (name, path, shape))


def test_a_receipt_whose_events_are_none_takes_no_other_files_report_away() -> None:
    for shape, where in (([True], "events/0"), (True, "events"), ({}, "events"), ([{}, 1], "events/1")):
        data = forged(put(DOCUMENTS["brand's receipt"], ("receipt", "events"), shape))
        for files in ([data, GOOD], [GOOD, data]):
            reports = verify_all(files, WITHOUT_KEYS)
            [bad] = [it for it in reports if it.refusal]
            assert type(bad.refusal).__name__ == "ReceiptMalformed" and vars(bad.refusal) == {"field": where}
            assert all(it.proven for it in reports if it is not bad)


def test_what_the_verifier_did_not_foresee_is_refused_by_a_name_and_the_rest_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def falls(*_: object) -> None:
        raise RecursionError

    monkeypatch.setattr(verifier, "CHECKS", {**verifier.CHECKS, "moi.heads": falls})
    heads = canonical(DOCUMENTS["heads"]) + b"\n"
    fallen, beside = verify_all([heads, GOOD], given())
    assert fallen.refusal is not None and type(fallen.refusal).__name__ == "NotVerifiable"
    assert "RecursionError" in refused(fallen.refusal).en
    assert beside.verdict == "verified"


def test_keys_that_are_nested_too_deeply_are_no_keys() -> None:
    with pytest.raises(KeysUnreadable):
        KeySet.read(b"[" * 100_000)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@over(st.sampled_from(NAMES), st.data())
def test_several_of_them_at_once_are_no_better(name: str, data: st.DataObject) -> None:
    changed = DOCUMENTS[name]
    for _ in range(data.draw(st.integers(2, 4))):
        path = data.draw(st.sampled_from(list(members(changed)) or [()]))
        changed = put(changed, path, data.draw(st.sampled_from(SHAPES)))
    if isinstance(changed, dict):
        ends_well(verify(forged(changed), WITHOUT_KEYS), changed)
