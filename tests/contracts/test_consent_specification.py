"""A receipt has what ISO/IEC TS 27560:2023, and the guide that reads it in DPV’s terms, want, and nothing false."""

from __future__ import annotations

import hashlib
import json
import re
from csv import DictReader
from datetime import date, datetime
from typing import Any

import pytest
from rdflib import Graph, Literal, URIRef

from contracts.agreement import Party
from contracts.consent.about import SCHEMAS
from contracts.consent.kinds import KINDS
from contracts.terms import EDITIONS
from contracts.verifier import verify
from contracts.vocabulary import DPV
from tests.contracts.builders import STARTED
from tests.contracts.consents import (
    ANSWERED,
    BEFORE,
    LISTED,
    RECEIPT,
    RECORD,
    a_consent,
    a_life,
    a_receipt,
    given_,
    instructed,
    over_by_the_clock,
    requested,
)
from tests.contracts.records import HOUR, Happening, given, signed
from tests.contracts.test_odrl import reference

pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")

AGREED, ASKED = signed(), signed(terms=EDITIONS["exclusive-4"])
SIDES = pytest.mark.parametrize("side", ["holder", "brand"])
GDPR = "https://w3id.org/dpv/legal/eu/gdpr#"
LATER = STARTED + 100 * HOUR


def renewed() -> list[Happening]:
    return [
        instructed(AGREED),
        ("renewal_instructed", LISTED + HOUR, {"scope": "offer"}),
        requested(AGREED, renews=BEFORE),
        given_(AGREED, kind="renewed"),
    ]


LIVES: dict[str, tuple[Any, list[Happening]]] = {
    "withdrawn": (AGREED, a_life(AGREED)),
    "expired": (AGREED, over_by_the_clock()),
    "renewed": (AGREED, renewed()),
    "refused": (AGREED, [*renewed()[:3], ("refused", LATER, {})]),
    "lapsed": (AGREED, [*a_life(AGREED)[:2], ("expired", LATER, {})]),
    "revoked by the brand": (AGREED, [*a_life(AGREED)[:3], ("revoked", LATER, {"by": "brand"})]),
    "revoked by an operator": (AGREED, [*a_life(AGREED)[:3], ("revoked", LATER, {"by": "operator"})]),
    "invalidated": (AGREED, [*a_life(AGREED)[:3], ("invalidated", LATER, {"reason": "not-an-adult"})]),
    "offered instead": (
        ASKED,
        [
            instructed(signed(terms=EDITIONS["accord-4"])),
            ("counter_offered", ANSWERED - HOUR, {"terms": "exclusive-4"}),
            requested(ASKED, ANSWERED),
            given_(ASKED),
        ],
    ),
}
ALL = pytest.mark.parametrize("lived", list(LIVES))


def told(side: Any, lived: str) -> dict[str, Any]:
    agreed, happened = LIVES[lived]
    data = a_receipt(side, happened, agreed)
    report = verify(data, given())
    assert report.verdict == "verified", report.refusal
    found: dict[str, Any] = json.loads(data)["receipt"]
    assert found["schema_version"] == SCHEMAS[4]
    return found


def graph(found: dict[str, Any]) -> Graph:
    return Graph().parse(data=json.dumps(found), format="json-ld")


@pytest.fixture(scope="module")
def broader() -> dict[str, set[str]]:
    with reference("vocabulary-terms.csv").open(newline="") as file:
        return {row["iri"]: set(row["broader"].split(";")) for row in DictReader(file)}


def under(term: str, above: str, broader: dict[str, set[str]]) -> bool:
    return above in broader[term] or any(under(it, above, broader) for it in broader[term] if it in broader)


def test_every_kind_of_event_is_looked_at_here() -> None:
    assert {kind for _, happened in LIVES.values() for kind, _, _ in happened} == set(KINDS)


@SIDES
@ALL
def test_every_member_of_the_specification_that_is_mandatory_is_there(side: Any, lived: str) -> None:
    found = told(side, lived)
    header = ("schema_version", "record_id", "receipt_id", "pii_principal_id", "privacy_notice", "language")
    assert all(found[name] for name in header)
    for purpose in found["purposes"]:
        for name in (
            *("purpose", "lawful_basis", "pii_information", "pii_controllers", "storage_locations"),
            *("retention_period", "jurisdiction", "withdrawal_method", "privacy_rights"),
        ):
            assert purpose[name], name
        assert "recipient_third_parties" in purpose
        assert all(it["pii_type"] for it in purpose["pii_information"])
    for party in found["party_identification"]:
        for name in ("id", "name", "role", "type", "address", "contact"):
            assert party[f"party_{name}"], name
    known = {party["party_id"] for party in found["party_identification"]}
    for event in found["events"]:
        for name in ("event_time", "event_type", "event_state", "validity_duration", "entity_id"):
            assert event[name], (event, name)
        assert event["entity_id"] in known and "event_day" not in event
        assert re.fullmatch(r"P\d+[DWMY]", event["validity_duration"])


@SIDES
@ALL
def test_each_event_is_of_a_kind_and_a_state_that_dpv_has(
    side: Any, lived: str, broader: dict[str, set[str]]
) -> None:
    found = graph(told(side, lived))
    events = list(found.objects(URIRef(RECEIPT), URIRef("https://moi.example/ns#consentEvent")))
    assert len(events) == len(LIVES[lived][1])
    for event in events:
        state = str(found.value(event, URIRef(f"{DPV}hasConsentStatus")))
        kind = str(found.value(event, URIRef(f"{DPV}hasLegalBasis")))
        assert under(state, f"{DPV}ConsentStatus", broader), state
        assert under(kind, f"{DPV}ExpressedConsent", broader), kind
        lasts = found.value(event, URIRef(f"{DPV}hasDuration"))
        assert isinstance(lasts, Literal) and str(lasts.datatype).endswith("#duration")
        valid = under(state, f"{DPV}ConsentStatusValidForProcessing", broader)
        assert valid == (str(lasts) != "P0D"), (
            "a brand may go by what was given, for its period, and by nothing else"
        )


def test_before_anybody_asked_the_state_is_one_in_which_nothing_may_be_processed() -> None:
    for lived in ("withdrawn", "renewed", "offered instead"):
        states = [it["event_state"] for it in told("holder", lived)["events"]]
        before = states[: states.index("dpv:ConsentRequested")]
        assert set(before) == {"dpv:ConsentStatusInvalidForProcessing"}, lived


def at_most(time: str) -> datetime | date:
    """A time as ISO 8601 spells it: an instant in UTC, a day, or all that lies before either."""
    time = time.removeprefix("../")
    return date.fromisoformat(time) if len(time) == 10 else datetime.fromisoformat(time)


@ALL
def test_what_is_held_back_of_a_time_is_said_as_less_exact_and_as_nothing_false(lived: str) -> None:
    exact = [datetime.fromisoformat(it["event_time"]) for it in told("holder", lived)["events"]]
    for event, true in zip(told("brand", lived)["events"], exact, strict=True):
        said, open_ = at_most(event["event_time"]), event["event_time"].startswith("../")
        if isinstance(said, datetime):
            assert true <= said if open_ else true == said
        else:
            assert true.date() <= said if open_ else true.date() == said


@ALL
def test_a_brand_is_told_of_an_instruction_that_it_was_before_the_request_and_no_more(lived: str) -> None:
    events = told("brand", lived)["events"]
    asked = next(it for it in events if it["event_state"] == "dpv:ConsentRequested")
    hidden = [it for it in events if it["event_time"].startswith("../")]
    assert hidden and hidden[0] == events[0]
    assert {it["event_time"] for it in hidden} == {f"../{asked['event_time']}"}


@SIDES
def test_the_receipt_has_its_own_id_and_its_record_stands_beside_it(side: Any) -> None:
    found = graph(told(side, "withdrawn"))
    root = URIRef(RECEIPT)
    assert [str(it) for it in found.objects(root, URIRef(f"{DPV}hasIdentifier"))] == [RECEIPT]
    assert list(found.objects(root, URIRef(f"{DPV}hasRecordOfActivity"))) == [URIRef(RECORD)]


@SIDES
def test_consent_is_withdrawn_at_addresses_that_anybody_can_open(side: Any) -> None:
    found = told(side, "renewed")
    which = AGREED.agreement_id.removeprefix("urn:uuid:")
    for purpose in found["purposes"]:
        assert purpose["withdrawal_method"]["exercised_at"] == [
            f"https://moi.example/relations/{which}/switch-off",
            f"https://moi.example/v1/relations/{which}/withdrawal",
        ]
        assert {"fr", "en"} == set(purpose["withdrawal_method"]["withdrawal_words"])
    at = set(graph(found).objects(None, URIRef(f"{DPV}isExercisedAt")))
    assert len(at) == 2 and all(isinstance(it, URIRef) for it in at)


SAID = {"reactions": "contact", "answers": "ask", "messages": "message"}
TOLD = {"redemptions": "redemption", "readings": "receipt"}


@pytest.mark.parametrize("edition", sorted(EDITIONS))
def test_what_the_person_says_during_the_rental_is_listed_where_the_terms_allow_it(edition: str) -> None:
    terms = EDITIONS[edition]
    allowed = {rule.term for rule in terms.actions}
    agreed = signed(terms=terms)
    processes = json.loads(a_receipt(agreement=agreed))["receipt"]["purposes"]
    for purpose in {it["purpose"] for it in processes}:
        listed = [it["pii_information"] for it in processes if it["purpose"] == purpose]
        names = [it["pii_attribute_id"] for each in listed for it in each]
        assert [it for it in names if it in SAID] == [it for it, action in SAID.items() if action in allowed]
        assert [it for it in names if it in TOLD] == [
            it for it, kind in TOLD.items() if kind in terms.contact.told
        ]
        assert set(names) - set(SAID) - set(TOLD) == {*terms.disclosure.claims, "phrases"}
    assert ("messages" in names) == (int(edition[-1]) > 3) and ("answers" in names) == (int(edition[-1]) > 2)
    assert (set(TOLD) <= set(names)) == (int(edition[-1]) > 4)
    assert "reactions" in names


def test_what_the_person_says_is_of_a_kind_that_is_published(broader: dict[str, set[str]]) -> None:
    listed = told("holder", "withdrawn")["purposes"][0]["pii_information"]
    kinds = {
        it["pii_attribute_id"]: it["pii_type"] for it in listed if it["pii_attribute_id"] in {**SAID, **TOLD}
    }
    assert kinds == {
        "reactions": "pd:Interest",
        "answers": "pr:answerToQuestion",
        "messages": "pd:Communication",
        "redemptions": "pr:redemptionTold",
        "readings": "pr:readingTold",
    }
    assert all(it["pii_optional"] for it in listed), "nothing that the person says is owed"
    for term in ("Interest", "Communication"):
        assert under(f"https://w3id.org/dpv/pd#{term}", f"{DPV}PersonalData", broader)


# What was issued before is what it was.

OLD, OLD_ASKED = signed(terms=EDITIONS["standard-3"]), signed(terms=EDITIONS["accord-3"])
SECOND: dict[str, tuple[Any, list[Happening], str, str]] = {
    "withdrawn": (
        OLD,
        a_life(OLD, reached=None),
        "f43505c28b9ff22c4674665c9ecad90959f53b4bb1e6b808b3c129ae1ad37381",
        "377c9a2b7fad87c866ff8df28e708cc50581d267c442641e5f5762df2e768f44",
    ),
    "renewed and revoked": (
        OLD,
        [
            instructed(OLD),
            ("renewal_instructed", LISTED + HOUR, {"scope": "offer"}),
            requested(OLD, reached=None, renews=BEFORE),
            given_(OLD, kind="renewed"),
            ("revoked", LATER, {"by": "brand"}),
        ],
        "f8582abf2659d23f253ea7851d8eea0b20388f17dbef082d7101d189dde9a43d",
        "e3aa879ac92ed2df9bb6b6cf75ae1734b8b1ca01c185af6f07aece49c477e241",
    ),
}


@pytest.mark.parametrize("lived", list(SECOND))
@SIDES
def test_a_receipt_of_the_second_form_verifies_as_it_was(side: Any, lived: str) -> None:
    agreed, happened, *digests = SECOND[lived]
    data = a_receipt(side, happened, agreed)
    found = json.loads(data)["receipt"]
    digest = hashlib.sha256(json.dumps(found, sort_keys=True).encode()).hexdigest()
    assert digest == dict(zip(("holder", "brand"), digests, strict=True))[side]
    assert verify(data, given()).verdict == "verified"
    assert not any(
        name in json.dumps(found) for name in ("reactions", "answers", "messages", "https://moi.example/rel")
    )


THIRD: dict[str, tuple[Any, str, str]] = {
    "standard-3": (
        signed(terms=EDITIONS["standard-3"]),
        "f55bf605ddcff2c7a4bf7282b274127f368fcbc8f38e5516846e034c278ccb0e",
        "6b304a65b123200a782b57cab7636dba29abebc26e855168a3bd9a1ac4e27afa",
    ),
    "standard-4": (
        signed(
            terms=EDITIONS["standard-4"],
            recipients=(Party(id="https://moi.example/n/s1", name="Nuage SAS"),),
        ),
        "02675fcad0e1ad32f3fc3d0b39d510dfdd27103dc15747f9c75df60458f5dc6b",
        "ffb9a54efca582c758d963df5aa868e6f49d210ba83e6bc10934aef67a16155f",
    ),
}


@pytest.mark.parametrize("edition", list(THIRD))
@SIDES
def test_a_receipt_of_the_third_form_verifies_as_it_was(side: Any, edition: str) -> None:
    agreed, *digests = THIRD[edition]
    data = a_receipt(side, agreement=agreed, consent=a_consent(agreed, form=3))
    found = json.loads(data)["receipt"]
    assert found["schema_version"] == SCHEMAS[3]
    digest = hashlib.sha256(json.dumps(found, sort_keys=True).encode()).hexdigest()
    assert digest == dict(zip(("holder", "brand"), digests, strict=True))[side]
    assert verify(data, given()).verdict == "verified"
