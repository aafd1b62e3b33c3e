"""What a receipt proves and what each side sees in it, also for a reader of JSON-LD that knows nothing of us."""

from __future__ import annotations

import copy
import hashlib
import json
import re
from datetime import timedelta
from typing import Any

import pytest
from rdflib import Graph, Literal, URIRef

from contracts.agreement import Party
from contracts.consent.about import SCHEMAS
from contracts.consent.signed import sign_receipt
from contracts.copies import reveal
from contracts.documents import ConsentReceiptDocument, read, written
from contracts.keys import SignatureInvalid
from contracts.odrl import agreement as machine
from contracts.odrl_readback import facts
from contracts.record import head
from contracts.terms import EDITIONS, Proffer
from contracts.verifier import verify
from contracts.verifier.consent import ReceiptAstray
from contracts.vocabulary import DPV, PR, PURPOSES
from tests.contracts.builders import SIGNED, STARTED, an_agreement
from tests.contracts.consents import (
    BEFORE,
    BRAND_REACHED,
    LISTED,
    PLATFORM_REACHED,
    RECORD,
    a_consent,
    a_life,
    a_receipt,
    chained,
    given_,
    instructed,
    over_by_the_clock,
    requested,
)
from tests.contracts.records import HOUR, PLATFORM, given, signed

AGREED = signed()
RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
ENDS = STARTED + timedelta(days=31, hours=1)


# What is proven.


@pytest.mark.parametrize("side", ["holder", "brand"])
def test_a_receipt_is_verified_and_says_what_it_does_not_prove(side: Any) -> None:
    report = verify(a_receipt(side), given())
    assert report.verdict == "verified"
    proven, limits = " ".join(it.en for it in report.proven), " ".join(it.en for it in report.limits)
    assert "Consent of “kavo-tilu” to Cycles Garonne, for: Offer benefits" in proven
    assert "withdrawn by the person" in proven
    for unproven in ("today", "attests the act, not the will", "no daily seal"):
        assert unproven in limits
    assert ("The person gave the instruction on 10 September 2026" in proven.replace("\xa0", " ")) == (
        side == "holder"
    )
    assert ("the same time for all of them" in limits) == (side == "brand")


def test_a_receipt_of_before_the_end_says_by_the_readers_clock_that_it_holds_no_more() -> None:
    given_then = a_receipt(happenings=a_life(AGREED)[:3], at=STARTED + HOUR)
    then, now = verify(given_then, given(now=STARTED + 2 * HOUR)), verify(given_then, given())
    assert then.verdict == now.verdict == "verified"
    assert not any("holds no more" in it.en for it in then.proven)
    assert any("holds no more" in it.en for it in now.proven)


def test_a_renewal_has_a_record_of_its_own_that_names_the_one_before() -> None:
    happened = [
        instructed(AGREED),
        ("renewal_instructed", LISTED + HOUR, {"scope": "offer"}),
        requested(AGREED, renews=BEFORE),
        given_(AGREED, kind="renewed"),
    ]
    for side in ("holder", "brand"):
        data = a_receipt(side, happened, at=STARTED + HOUR)  # type: ignore[arg-type]
        assert verify(data, given(now=STARTED + HOUR)).verdict == "verified"
        assert json.loads(data)["receipt"]["consent_state"] == "dpv:RenewedConsentGiven"
    assert b'"offer"' in a_receipt("holder", happened) and b'"offer"' not in a_receipt("brand", happened)


@pytest.mark.parametrize("proffer", [Proffer("simple", "P1W", 1900), Proffer("ample", "P3M", 1900)])
def test_a_receipt_says_of_each_purpose_what_the_contracts_machine_reading_says(proffer: Proffer) -> None:
    agreed = an_agreement(proffer, begun=False)
    found = json.loads(a_receipt(agreement=agreed))["receipt"]
    said_there = facts(machine(agreed))
    assert len(found["purposes"]) == len(said_there.purposes) == len(agreed.purposes)
    for purpose in found["purposes"]:
        told = tuple(it["pii_attribute_id"] for it in purpose["pii_information"])
        assert told[: len(said_there.claims) + 1] == (*said_there.claims, "phrases") and said_there.phrases
        assert purpose["retention_period"]["after_end"] == f"P{said_there.retention_days}D"
        assert purpose["lawful_basis"] == f"gdpr:{said_there.lawful_basis}"
        assert purpose["jurisdiction"] == f"pr:{said_there.jurisdiction}"
        assert purpose["storage_locations"] == [f"pr:{said_there.spatial}"]
        assert len(purpose["processing_method"]) == len(said_there.actions)


@pytest.mark.parametrize(
    ("side", "digest"),
    [
        ("holder", "f0171d4d63944b1a92cf84fc31e41c6792bd71c9e2b89bdba2d6d9f1412b1078"),
        ("brand", "74a7a49faee89fdc45c30747ed479015dd1dd0f4d897f0979801adb1f3cd3100"),
    ],
)
def test_a_receipt_of_the_first_form_verifies_as_it_was(side: Any, digest: str) -> None:
    """Issued before receipts told of the sentences chosen: to the byte what was signed then."""
    then = signed(terms=EDITIONS["standard-2"])
    data = a_receipt(side, a_life(then, reached=None), then, consent=a_consent(then, form=1))
    found = json.loads(data)["receipt"]
    assert hashlib.sha256(json.dumps(found, sort_keys=True).encode()).hexdigest() == digest
    assert verify(data, given()).verdict == "verified"
    assert "phrases" not in [it["pii_attribute_id"] for it in found["purposes"][0]["pii_information"]]


@pytest.mark.parametrize("side", ["holder", "brand"])
def test_a_receipt_says_of_each_party_what_it_is_and_where_it_is_reached(side: Any) -> None:
    """ISO/IEC TS 27560, 6.3.6: id, name, role, type, address and contact."""
    agreed = signed(recipients=(Party(id="https://moi.example/n/s1", name="Nuage SAS"),))
    found = json.loads(a_receipt(side, agreement=agreed))["receipt"]
    parties = {it["party_role"]: it for it in found["party_identification"]}
    wanted = {"party_id", "party_name", "party_role", "party_type", "party_address", "party_contact"}
    wanted |= {"party_identifier"}
    assert parties["dga:DISPForDataSubject"].pop("party_url") == "https://moi.example"
    assert len(parties) == 5 and all(set(it) == wanted and all(it.values()) for it in parties.values())
    brand, person = parties["dpv:DataController"], parties["dpv:DataSubject"]
    assert (brand["party_address"], brand["party_contact"]) == (BRAND_REACHED.address, BRAND_REACHED.contact)
    assert person["party_address"] == f"c/o {agreed.recorder.name}, {PLATFORM_REACHED.address}"
    assert parties["dpv:DataProcessor"]["party_contact"] == BRAND_REACHED.contact
    assert "donnees@garonne.example" not in json.dumps(person)


@pytest.mark.parametrize("side", ["holder", "brand"])
@pytest.mark.parametrize("part", ["party_address", "party_contact", "party_type"])
@pytest.mark.parametrize("which", range(4))
def test_where_a_party_is_reached_cannot_be_altered(side: Any, part: str, which: int) -> None:
    """Not even by who holds the platform's key: the brand's stands in the record, the platform's on every receipt."""
    document = read(a_receipt(side))
    assert isinstance(document, ConsentReceiptDocument)
    said = copy.deepcopy(document.receipt)
    said["party_identification"][which][part] = "elsewhere"  # type: ignore[index, call-overload]
    document = document.model_copy(update={"receipt": said})
    assert type(verify(written(document), given()).refusal) is SignatureInvalid
    forged = document.model_copy(
        update={"signature": sign_receipt(document.receipt, head(chained(a_life(AGREED)), RECORD), PLATFORM)}
    )
    refusal = verify(written(forged), given()).refusal
    # The platform's own is told by the platform alone; but it then has the person's, who is in its care, wrong.
    assert type(refusal) is ReceiptAstray and refusal.field == "party_identification"


def test_a_receipt_of_a_brand_that_had_not_said_where_it_is_reached_keeps_its_form() -> None:
    for side in ("holder", "brand"):
        data = a_receipt(side, a_life(AGREED, reached=None))  # type: ignore[arg-type]
        found = json.loads(data)["receipt"]
        assert found["schema_version"] == SCHEMAS[2] and "party_address" not in json.dumps(found)
        assert verify(data, given()).verdict == "verified"


def test_a_receipt_in_another_form_than_its_record_wants_is_refused() -> None:
    """A brand that said where it is reached is not shown without it, nor the other way round."""
    hidden = a_receipt("holder", consent=a_consent(form=2))
    refusal = verify(hidden, given()).refusal
    assert type(refusal) is ReceiptAstray and refusal.field == "schema_version"


def test_what_has_expired_was_ended_by_nobody_but_the_clock() -> None:
    for side in ("holder", "brand"):
        data = a_receipt(side, over_by_the_clock())  # type: ignore[arg-type]
        assert verify(data, given()).verdict == "verified"
        last = json.loads(data)["receipt"]["events"][-1]
        assert last["entity_id"] == AGREED.recorder.id and "expression_method" not in last


def test_a_receipt_of_what_was_only_asked_for_says_so() -> None:
    data = a_receipt("brand", a_life(AGREED)[:2])
    report = verify(data, given())
    assert report.verdict == "verified"
    assert any("requested, not given yet" in it.en for it in report.proven)
    assert not any("by a standing instruction" in it.en for it in report.proven)
    lapsed = a_receipt("brand", a_life(AGREED)[:2], over=True)
    assert any("expired" in it.en for it in verify(lapsed, given()).proven)


# What each side sees.


def test_a_brands_receipt_has_the_exact_time_of_its_own_acts_alone_and_no_day_of_the_instruction() -> None:
    brand, holder = a_receipt("brand").decode(), a_receipt("holder").decode()
    withdrawn = (STARTED + 100 * HOUR).isoformat()[:19]
    for listed in (LISTED.isoformat()[:19], LISTED.date().isoformat()):
        assert listed in holder and listed not in brand
    assert withdrawn in holder and withdrawn not in brand and withdrawn[:10] in brand
    assert SIGNED.isoformat()[:19] in brand


def test_the_holder_can_open_for_the_brand_when_the_instruction_was_given() -> None:
    document = read(a_receipt("brand"))
    mine = read(a_receipt("holder"))
    assert isinstance(document, ConsentReceiptDocument) and isinstance(mine, ConsentReceiptDocument)
    closed, open_ = document.events[0], mine.events[0]
    opened = reveal(closed, open_.field("at"))  # type: ignore[arg-type, union-attr]
    assert opened.values["at"] == open_.values["at"] and opened.leaf == closed.leaf


def test_two_brands_receipts_over_one_persona_share_no_value_that_is_random_or_a_time() -> None:
    """Both answer to one instruction, and both were switched off in one second."""
    other = signed(
        agreement_id="urn:uuid:8f8d5a52-0c39-4c0e-9f5a-2a0d4b6a6f99",
        first_party=Party(id="https://moi.example/n/zz91", name="other-name"),
        second_party=Party(id="https://moi.example/n/zz92", name="Vins du Sud"),
    )
    theirs = a_consent(
        other,
        record_id="urn:uuid:6f8d5a52-0c39-4c0e-9f5a-2a0d4b6a6f98",
        receipt_id="urn:uuid:7f8d5a52-0c39-4c0e-9f5a-2a0d4b6a6f97",
    )
    asked, begun = requested(other, SIGNED + 2 * HOUR), given_(other, STARTED + 2 * HOUR)
    life_there = [instructed(other), asked, begun, a_life(AGREED)[3]]
    mine, yours = a_receipt("brand"), a_receipt("brand", life_there, other, consent=theirs)
    telling = re.compile(rb"[0-9a-f]{32,}|[0-9a-f]{8}-[0-9a-f-]{27}|\d{4}-\d\d-\d\dT[\d:.]+Z|[\w-]{43,}")
    common = set(telling.findall(mine)) & set(telling.findall(yours))
    assert common == {PLATFORM.kid.encode(), PLATFORM.public.jwk()["x"].encode()}
    whole_ones = set(telling.findall(a_receipt("holder"))) & set(
        telling.findall(a_receipt("holder", life_there, other, consent=theirs))
    )
    assert whole_ones - common, "the control: holders' copies share the instruction's time"


# As JSON-LD, by a reader that knows nothing of us.


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
@pytest.mark.parametrize("side", ["holder", "brand"])
def test_a_receipt_is_read_as_json_ld_without_any_network(side: Any) -> None:
    found = json.loads(a_receipt(side))["receipt"]
    graph = Graph().parse(data=json.dumps(found), format="json-ld")
    root = URIRef(found["receipt_id"])
    assert (root, URIRef(RDF_TYPE), URIRef(f"{DPV}ConsentReceipt")) in graph
    assert str(graph.value(root, URIRef(f"{DPV}hasConsentStatus"))) == f"{DPV}ConsentWithdrawn"
    processes = list(graph.objects(root, URIRef(f"{DPV}hasProcess")))
    purposes = {str(it) for node in processes for it in graph.objects(node, URIRef(f"{DPV}hasPurpose"))}
    assert len(processes) == len(AGREED.purposes)
    assert {PURPOSES[it].iri for it in AGREED.purposes} <= purposes
    for node in processes:
        assert str(graph.value(node, URIRef(f"{DPV}hasLegalBasis"))).endswith("/gdpr#A6-1-a")
        kept = graph.value(node, URIRef(f"{DPV}hasStorageCondition"))
        assert str(graph.value(kept, URIRef(f"{DPV}hasDuration"))) == "P30D"
        claims = {
            str(graph.value(it, URIRef(f"{PR}claim")))
            for it in graph.objects(node, URIRef(f"{DPV}hasPersonalData"))
        }
        said = {"reactions", "answers", "messages", "redemptions", "readings"}
        assert claims == {*AGREED.terms.disclosure.claims, "phrases", *said}
    events = list(graph.objects(root, URIRef(f"{PR}consentEvent")))
    times = [graph.value(node, URIRef(f"{DPV}isIndicatedAtTime")) for node in events]
    kinds = sorted(str(it.datatype).rsplit("#")[-1] for it in times if isinstance(it, Literal))
    assert kinds == {"holder": ["dateTime"] * 4, "brand": ["None", "date", "dateTime", "dateTime"]}[side]
    parties = {str(it) for it in graph.objects(root, URIRef(f"{DPV}hasEntity"))}
    assert parties == {it["party_id"] for it in found["party_identification"]}
