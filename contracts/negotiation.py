"""What is asked for and what may be answered, and the negotiation in the Dataspace Protocol's words.

The messages are those of the Dataspace Protocol 2025-1, contract negotiation protocol (messages 4.1 to 4.6); a binding
over HTTPS adds a `callbackAddress` to what opens a negotiation, and sends them as they are. Both parties' process ids
are random and of this one negotiation.

Errors::

    ValueError
    └── CounterOfferImpossible   the answer offers what the roster has not, what would disclose more, or what was asked
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from contracts import odrl
from contracts.agreement import Agreement
from contracts.price import LADDER, Money, price
from contracts.terms import EDITIONS, outward
from contracts.variant import Terms

Node = dict[str, Any]

ANSWER_WITHIN: Final = timedelta(hours=72)
"""How long a holder has at most, from when they were told; a counter-offer is answered within what is left of it."""

TAKEN_WITHIN: Final = timedelta(hours=1)
"""What is accepted last is taken at the deadline: so long before the money can be taken no more that is, at least."""

DSP_CONTEXT: Final = "https://w3id.org/dspace/2025/1/context.jsonld"

Part = Literal["terms", "period", "price_step", "same"]


class CounterOfferImpossible(ValueError):
    """``part`` is what of it cannot be offered; "same": it is just what was asked for."""

    def __init__(self, part: Part) -> None:
        super().__init__(part)
        self.part: Part = part


@dataclass(frozen=True, slots=True)
class Bargain:
    """Terms (an edition, as "accord-2"), a period, and a monthly step of the price ladder (EUR cents)."""

    terms: str
    period: str
    price_step: int

    @property
    def edition(self) -> Terms:
        """Raises KeyError."""
        return EDITIONS[self.terms]

    @property
    def price(self) -> Money:
        """What the whole period costs."""
        return price(self.price_step, self.period)


def counter_offers(asked: Bargain) -> tuple[Terms, ...]:
    """The terms that an answer may offer: those that await an answer and disclose the very same claims.

    The sheet of a version is fixed when it is published: terms that show more would show what nobody answered for.
    """
    same = asked.edition
    return tuple(
        terms
        for terms in EDITIONS.values()
        if not terms.instant
        and (terms.disclosure, terms.purposes) == (same.disclosure, same.purposes)
        and (terms == same or outward(terms) == terms.id)
    )


def check_counter_offer(asked: Bargain, offered: Bargain) -> Bargain:
    """Give the counter-offer back, or raise CounterOfferImpossible."""
    terms = next((it for it in counter_offers(asked) if it.edition == offered.terms), None)
    if terms is None:
        raise CounterOfferImpossible("terms")
    if offered.period not in terms.periods:
        raise CounterOfferImpossible("period")
    if offered.price_step not in LADDER:
        raise CounterOfferImpossible("price_step")
    if offered == asked:
        raise CounterOfferImpossible("same")
    return offered


def decide_by(held_at: datetime, capture_by: datetime) -> datetime:
    """Until when it is answered: 72 hours from when the money was held, and an hour before it can be taken no more,
    for what is accepted last is taken at the deadline itself.
    """
    return min(held_at + ANSWER_WITHIN, capture_by - TAKEN_WITHIN)


@dataclass(frozen=True, slots=True)
class Parties:
    """The process ids of both sides and the names under which they know each other (IRIs), and what it is about."""

    consumer_pid: str
    provider_pid: str
    assigner: str
    target: str


def negotiation(parties: Parties, state: str) -> Node:
    """The state of it all, as either side may ask for it: a ``ContractNegotiation``."""
    return _message("ContractNegotiation", parties) | {"state": state}


def request_message(parties: Parties, asked: Bargain) -> Node:
    """The brand asks: a ``ContractRequestMessage``. Its offer is the one that the holder proffered."""
    return _message("ContractRequestMessage", parties) | {"offer": _offer(parties, asked, "asked")}


def offer_message(parties: Parties, offered: Bargain) -> Node:
    """The holder's one counter-offer: a ``ContractOfferMessage``."""
    return _message("ContractOfferMessage", parties) | {"offer": _offer(parties, offered, "offered")}


def agreement_message(parties: Parties, agreement: Agreement) -> Node:
    """What was concluded: a ``ContractAgreementMessage``."""
    return _message("ContractAgreementMessage", parties) | {"agreement": odrl.agreement(agreement)}


def event_message(parties: Parties, event: Literal["ACCEPTED", "FINALIZED"]) -> Node:
    """One side took what the other offered, or it has begun: a ``ContractNegotiationEventMessage``."""
    return _message("ContractNegotiationEventMessage", parties) | {"eventType": event}


def verification_message(parties: Parties) -> Node:
    """The agreement is signed for both: a ``ContractAgreementVerificationMessage``."""
    return _message("ContractAgreementVerificationMessage", parties)


def termination_message(parties: Parties, code: str) -> Node:
    """It came to nothing: a ``ContractNegotiationTerminationMessage``."""
    return _message("ContractNegotiationTerminationMessage", parties) | {"code": code}


def _message(kind: str, parties: Parties) -> Node:
    return {
        "@context": [DSP_CONTEXT],
        "@type": kind,
        "consumerPid": parties.consumer_pid,
        "providerPid": parties.provider_pid,
    }


def _offer(parties: Parties, bargain: Bargain, what: str) -> Node:
    """Of the edition that the bargain names, whatever the roster of today has."""
    proffered = odrl.Proffered(bargain.edition, bargain.period, bargain.price)
    return odrl.offer(proffered, f"{parties.provider_pid}#{what}", parties.assigner, parties.target)
