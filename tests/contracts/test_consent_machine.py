"""What a machine that knows DPV alone reads in a receipt: no more than was consented to, and no more than is bound."""

from __future__ import annotations

import json
from typing import Any

import pytest
from rdflib import RDF, Graph, URIRef

from contracts import legal
from contracts.agreement import Agreement, Party
from contracts.terms import EDITIONS
from contracts.verifier import verify
from contracts.vocabulary import DPV, PURPOSES
from tests.contracts.builders import an_agreement
from tests.contracts.consents import a_receipt
from tests.contracts.records import given, signed

pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")

PROCESSOR = Party(id="urn:moi:processor:one", name="Hébergeur")
BOUND = [name for name, terms in EDITIONS.items() if terms.contact.said is not None]
UNBOUND = sorted(set(EDITIONS) - set(BOUND))
SAID = {"reactions", "answers", "messages", "redemptions", "readings"}


def told(agreement: Agreement) -> dict[str, Any]:
    data = a_receipt(agreement=agreement)
    report = verify(data, given())
    assert report.verdict == "verified", report.refusal
    found: dict[str, Any] = json.loads(data)["receipt"]
    return found


def read(agreement: Agreement) -> Graph:
    return Graph().parse(data=json.dumps(told(agreement)), format="json-ld")


def names(process: dict[str, Any]) -> set[str]:
    return {it["pii_attribute_id"] for it in process["pii_information"]}


def test_no_wider_purpose_is_read_than_was_consented_to() -> None:
    agreement = signed()
    found = {str(it) for it in read(agreement).objects(None, URIRef(f"{DPV}hasPurpose"))}
    assert found == {PURPOSES[it].iri for it in agreement.terms.purposes.admitted}


@pytest.mark.parametrize("edition", [UNBOUND[0], BOUND[0]])
def test_nothing_is_read_as_owed(edition: str) -> None:
    found = read(signed(terms=EDITIONS[edition]))
    data = set(found.objects(None, URIRef(f"{DPV}hasPersonalData")))
    optional = set(found.subjects(URIRef(f"{DPV}hasNecessity"), URIRef(f"{DPV}Optional")))
    assert data and optional == data


def test_a_processor_is_read_as_one_and_as_no_third_party() -> None:
    agreement = signed(recipients=(PROCESSOR,))
    found, it = read(agreement), URIRef(PROCESSOR.id)
    assert not list(found.objects(None, URIRef(f"{DPV}hasRecipientThirdParty")))
    assert set(found.objects(None, URIRef(f"{DPV}hasDataProcessor"))) == {it}
    assert (it, RDF.type, URIRef(f"{DPV}DataProcessor")) in found
    assert all(each["recipient_third_parties"] == [] for each in told(agreement)["purposes"])


def test_each_party_says_its_identifier() -> None:
    found = read(signed(recipients=(PROCESSOR,)))
    parties = list(found.objects(None, URIRef(f"{DPV}hasEntity")))
    assert len(parties) == 5
    for party in parties:
        assert str(found.value(party, URIRef(f"{DPV}hasIdentifier"))) == str(party)


def test_of_free_words_and_images_it_is_not_said_that_they_are_of_no_special_category() -> None:
    listed = {it["pii_attribute_id"]: it for it in told(signed())["purposes"][0]["pii_information"]}
    clause = legal.numbers(legal.agreement_reading(an_agreement(), "en"))["3.5"].text
    assert "clause 3.3 does not extend to what they say" in clause
    for name, datum in listed.items():
        free = name in ("answers", "messages")
        flags = {datum.get("sensitive_pii_category"), datum.get("special_pii_category")}
        assert flags == ({None} if free else {False}), name
        assert ("Not excluded" in datum.get("special_pii_words", {"en": ""})["en"]) == free
    assert "images" in listed["messages"]["special_pii_words"]["fr"]


@pytest.mark.parametrize("edition", UNBOUND)
def test_no_erasure_is_promised_of_what_the_terms_do_not_bind(edition: str) -> None:
    agreement = signed(terms=EDITIONS[edition])
    processes = told(agreement)["purposes"]
    assert {it["purpose"] for it in processes if names(it) <= SAID} == {it["purpose"] for it in processes}
    for process in processes:
        spoken = names(process) & SAID
        assert not spoken or spoken == names(process), "apart from the sheet"
        erased = process["retention_period"]["@type"] == "dpv:StorageDeletion"
        assert erased == (not spoken) and ("after_end" in process["retention_period"]) == erased
        assert ("geographic_restrictions" in process) == (not spoken)


@pytest.mark.parametrize("edition", BOUND)
def test_what_the_terms_bind_is_erased_with_the_sheet(edition: str) -> None:
    agreement = signed(terms=EDITIONS[edition])
    processes = told(agreement)["purposes"]
    assert len(processes) == len(agreement.purposes)
    for process in processes:
        assert names(process) & SAID and process["retention_period"]["@type"] == "dpv:StorageDeletion"
