"""What an answer may offer, until when it is given, and the negotiation in the Dataspace Protocol's words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts import negotiation as dsp
from contracts.negotiation import (
    ANSWER_WITHIN,
    Bargain,
    CounterOfferImpossible,
    Parties,
    check_counter_offer,
    counter_offers,
    decide_by,
)
from contracts.odrl_nodes import CONTEXT
from contracts.price import LADDER
from contracts.terms import EDITIONS
from contracts.vocabulary import ODRL
from tests.contracts.builders import an_agreement
from tests.contracts.test_odrl import validate

__all__ = ["validate"]

ASKED = Bargain("accord-5", "P1M", 1900)
PARTIES = Parties("urn:uuid:c", "urn:uuid:p", "urn:moi:persona:x", "urn:moi:version:y")
BARGAINS = st.builds(
    Bargain,
    st.sampled_from([*EDITIONS, "generous-1", ""]),
    st.sampled_from(["P1W", "P1M", "P3M", "P2M"]),
    st.sampled_from([*LADDER, 0, 1800]),
)


@given(BARGAINS)
def test_a_counter_offer_never_discloses_anything_else(offered: Bargain) -> None:
    try:
        assert check_counter_offer(ASKED, offered) == offered
    except CounterOfferImpossible:
        return
    terms, asked = offered.edition, ASKED.edition
    assert not terms.instant
    assert (terms.disclosure, terms.purposes) == (asked.disclosure, asked.purposes)
    assert offered.period in terms.periods
    assert offered.price_step in LADDER
    assert offered != ASKED


@pytest.mark.parametrize(
    ("offered", "part"),
    [
        (Bargain("ample-5", "P1M", 1900), "terms"),
        (Bargain("standard-5", "P1M", 2900), "terms"),
        (Bargain("accord-1", "P1M", 2900), "terms"),
        (Bargain("exclusive-2", "P1M", 2900), "terms"),
        (Bargain("accord-5", "P1W", 1900), "period"),
        (Bargain("accord-5", "P1M", 2000), "price_step"),
        (ASKED, "same"),
    ],
)
def test_what_cannot_be_offered_is_refused_by_its_part(offered: Bargain, part: str) -> None:
    with pytest.raises(CounterOfferImpossible) as refused:
        check_counter_offer(ASKED, offered)
    assert refused.value.part == part


def test_an_answer_may_offer_the_one_for_the_other() -> None:
    assert [it.edition for it in counter_offers(ASKED)] == ["accord-5", "exclusive-5"]
    exclusive = Bargain("exclusive-5", "P3M", 4900)
    assert check_counter_offer(ASKED, exclusive).price.amount == 13230


@given(st.timedeltas(timedelta(minutes=61), timedelta(days=8)))
def test_it_is_answered_within_72_hours_and_while_the_money_can_be_taken(left: timedelta) -> None:
    held_at = datetime(2026, 10, 20, 12, tzinfo=UTC)
    found = decide_by(held_at, held_at + left)
    taken = timedelta(hours=1)
    assert held_at < found <= held_at + left - taken, "what is accepted last can be taken still"
    assert found <= held_at + ANSWER_WITHIN
    assert found in (held_at + left - taken, held_at + timedelta(hours=72))


def test_messages_are_shaped_as_the_protocol_wants_them() -> None:
    agreement = an_agreement(terms=EDITIONS["accord-2"])
    messages = [
        dsp.negotiation(PARTIES, "REQUESTED"),
        dsp.request_message(PARTIES, ASKED),
        dsp.offer_message(PARTIES, Bargain("exclusive-2", "P1M", 2900)),
        dsp.event_message(PARTIES, "ACCEPTED"),
        dsp.agreement_message(PARTIES, agreement),
        dsp.verification_message(PARTIES),
        dsp.event_message(PARTIES, "FINALIZED"),
        dsp.termination_message(PARTIES, "not-accepted"),
    ]
    assert [it["@type"] for it in messages] == [
        "ContractNegotiation",
        "ContractRequestMessage",
        "ContractOfferMessage",
        "ContractNegotiationEventMessage",
        "ContractAgreementMessage",
        "ContractAgreementVerificationMessage",
        "ContractNegotiationEventMessage",
        "ContractNegotiationTerminationMessage",
    ]
    for it in messages:
        assert it["@context"] == ["https://w3id.org/dspace/2025/1/context.jsonld"]
        assert (it["consumerPid"], it["providerPid"]) == ("urn:uuid:c", "urn:uuid:p")


# What the protocol's context protects in the messages that hold a policy (Dataspace Protocol 2025-1, context.jsonld and
# odrl-profile.jsonld), among the words that we use.
PROTECTED = {
    "timestamp": {"@id": "https://w3id.org/dspace/2025/1/timestamp"},
    "odrl": {"@id": ODRL},
    **{it: {"@id": ODRL + it, "@type": "@id"} for it in ("profile", "target", "assignee", "assigner")},
    **{it: {"@id": ODRL + it, "@type": "@vocab"} for it in ("action", "operator", "leftOperand")},
    **{
        it: {"@id": ODRL + it, "@type": "@id", "@container": "@set"}
        for it in ("permission", "prohibition", "obligation", "duty", "constraint")
    },
    "rightOperand": {"@id": ODRL + "rightOperand"},
    "xsd": {"@id": "http://www.w3.org/2001/XMLSchema#"},
}


def redefined(context: dict[str, Any]) -> set[str]:
    """Which protected words a context says otherwise."""

    def spelled_out(word: str, said: str | dict[str, str]) -> dict[str, str]:
        return {"@id": said} if isinstance(said, str) else {"@id": context["@vocab"] + word} | said

    return {
        word
        for word, said in context.items()
        if word in PROTECTED and spelled_out(word, said) != PROTECTED[word]
    }


def test_what_a_message_holds_says_no_word_of_the_protocols_otherwise() -> None:
    held = [
        dsp.request_message(PARTIES, ASKED)["offer"],
        dsp.offer_message(PARTIES, Bargain("exclusive-2", "P3M", 4900))["offer"],
        dsp.agreement_message(PARTIES, an_agreement(terms=EDITIONS["accord-2"]))["agreement"],
    ]
    assert [redefined(it["@context"]) for it in held] == [set(), set(), set()]
    assert redefined(CONTEXT) == {"timestamp"}, "a control: standing alone, a roster types its times"


def test_the_offers_and_agreements_in_messages_are_valid_by_the_protocols_schema(validate: object) -> None:
    assert callable(validate)
    validate(dsp.request_message(PARTIES, ASKED)["offer"])
    validate(dsp.offer_message(PARTIES, Bargain("exclusive-2", "P3M", 4900))["offer"])
    validate(dsp.agreement_message(PARTIES, an_agreement(terms=EDITIONS["accord-2"]))["agreement"])


@pytest.mark.parametrize("made", [dsp.request_message, dsp.offer_message])
def test_an_offer_is_of_the_edition_that_was_asked_for_and_not_of_todays(made: Any) -> None:
    for edition in ("accord-2", "accord-3", "accord-4", "accord-5"):
        offer = made(PARTIES, Bargain(edition, "P1M", 1900))["offer"]
        assert offer["inheritFrom"] == f"https://moi.example/terms/{edition}"
        writes = "pr:message" in [it["action"] for it in offer["permission"]]
        assert writes == (edition in ("accord-4", "accord-5"))
