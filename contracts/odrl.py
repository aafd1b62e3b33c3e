"""The machine reading: ODRL 2.2 in JSON-LD, shaped as the Dataspace Protocol 2025-1 wants it.

The context is written out, so that a document needs no network to be understood: ODRL's own names stand
bare, our profile's as ``pr:``. Three choices that the standards make easy to get wrong:

- renting is ``pr:rent``, because ``odrl:lease`` is deprecated;
- erasing copies is an obligation of the policy, because a permission's ``duty`` is due before use;
- a rule inside an agreement has no target of its own, the policy's is the only one.

``conflict: prohibit`` and the prohibitive interpretation make it a closed world.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from contracts.agreement import LAWFUL_BASIS, PROFILE, Agreement, delete_by
from contracts.period import Interval, spelled
from contracts.price import Money
from contracts.terms import Proffer
from contracts.variant import SCHEME, Enforcement, Scheme, Terms
from contracts.vocabulary import ACTIONS, CLAIMS, ODRL, PR, PROHIBITIONS, PURPOSES, RENT, Term, Text

Node = dict[str, Any]

CONTEXT: Final[Node] = {
    "@vocab": ODRL,
    "odrl": ODRL,
    "pr": PR,
    "dpv": "https://w3id.org/dpv#",
    "gdpr": "https://w3id.org/dpv/legal/eu/gdpr#",
    "ieee7012": "https://w3id.org/dpv/standards/ieee/7012#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "timestamp": {"@id": "https://w3id.org/dspace/2025/1/timestamp", "@type": "xsd:dateTime"},
    **{
        name: {"@type": "@id"}
        for name in ("target", "assigner", "assignee", "profile", "inheritFrom", "unit")
    },
    **{name: {"@type": "@vocab"} for name in ("action", "leftOperand", "operator", "conflict")},
}


def roster_policy(terms: Terms, scheme: Scheme = SCHEME) -> Node:
    """A roster variant, the policy that offers and agreements inherit from: an ``odrl:Set``."""
    policy = _policy("Set", terms.iri, terms, terms.purposes.admitted, terms.periods)
    named = {"pr:name": _worded(terms.name), "pr:summary": _worded(terms.summary)}
    return policy | ({} if scheme == 1 else named | _law()) | {"@context": dict(CONTEXT)}


def offer(proffer: Proffer, offer_id: str, assigner: str, target: str) -> Node:
    """What a holder proffers for ``target`` under the name ``assigner`` (IRIs): an ``odrl:Offer``."""
    terms = proffer.terms
    policy = _policy("Offer", offer_id, terms, terms.purposes.admitted, (proffer.period,))
    policy["obligation"].insert(0, _compensate(proffer.price))
    return policy | {
        "@context": dict(CONTEXT),
        **_law(),
        "inheritFrom": terms.iri,
        "assigner": assigner,
        "target": target,
    }


def agreement(agreement: Agreement) -> Node:
    """An agreement: an ``odrl:Agreement``; its instants are there once its period has begun."""
    recipients = (agreement.second_party.id, *(party.id for party in agreement.recipients))
    policy = _policy(
        "Agreement",
        agreement.agreement_id,
        agreement.terms,
        agreement.purposes,
        (agreement.period,),
        recipients=recipients,
        span=agreement.interval,
        erased_by=None if agreement.ends_at is None else delete_by(agreement, agreement.ends_at),
    )
    policy["obligation"].insert(0, _compensate(agreement.price) | {"pr:share": _shares(agreement)})
    return policy | {
        "@context": dict(CONTEXT),
        "inheritFrom": agreement.terms.iri,
        "assigner": agreement.first_party.id,
        "assignee": agreement.second_party.id,
        "target": agreement.target,
        "timestamp": spelled(agreement.signed_at),
        "ieee7012:hasFirstParty": {"@id": agreement.first_party.id},
        "ieee7012:hasSecondParty": {"@id": agreement.second_party.id},
        **_law(agreement.lawful_basis, agreement.jurisdiction),
        "pr:recorder": {"@id": agreement.recorder.id},
        "pr:termsHash": agreement.terms_hash,
        "pr:withdrawalMethod": agreement.withdrawal_method,
        "pr:zone": agreement.zone,
    }


def _policy(
    kind: str,
    uid: str,
    terms: Terms,
    purposes: tuple[str, ...],
    periods: tuple[str, ...],
    *,
    recipients: tuple[str, ...] = (),
    span: Interval | None = None,
    erased_by: datetime | None = None,
) -> Node:
    bounds = _bounds(terms, purposes, recipients, periods, span)
    rent = _rule(RENT, terms.brands.enforcement, [_verified(terms), *bounds])
    if not terms.instant:  # a duty of a permission is met before its use
        rent["duty"] = [{"action": "obtainConsent", "pr:enforcement": _kept("technical")}]
    erase = [_constraint("pr:afterEnd", "lteq", _typed("duration", f"P{terms.retention.days}D"))]
    if erased_by is not None:
        erase.append(_constraint("dateTime", "lteq", _time(erased_by)))
    kept = {"pr:enforcement": _kept(terms.retention.enforcement)}
    return {
        "@id": uid,
        "@type": kind,
        "profile": PROFILE,
        "conflict": "prohibit",
        "pr:interpretation": {"@id": "ieee7012:ProhibitiveInterpretation"},
        "permission": [rent, *_permissions(terms, bounds)],
        "prohibition": [*_prohibitions(terms)],
        "obligation": [
            {"action": "delete", "constraint": erase} | kept,
            {"action": "inform", "constraint": erase, "pr:about": {"@id": "odrl:delete"}} | kept,
            *_exclusivity(terms),
        ],
        "pr:disclosure": _disclosure(terms),
        "pr:exclusive": _boolean(terms.exclusive),
        "pr:instant": _boolean(terms.instant),
        "pr:refundRule": {"@id": "pr:rental-days-begun"},
    }


def _law(basis: str = LAWFUL_BASIS, jurisdiction: str = "FR") -> Node:
    """On what every purpose rests, and which law governs."""
    return {
        "dpv:hasLegalBasis": {"@id": f"gdpr:{basis}"},
        "dpv:hasJurisdiction": {"@id": f"pr:{jurisdiction}"},
    }


def _worded(text: Text) -> list[Node]:
    return [{"@language": "fr", "@value": text.fr}, {"@language": "en", "@value": text.en}]


def _prohibitions(terms: Terms) -> Iterable[Node]:
    """What is forbidden by name; without any invitations so is contact, and what keeps it out is said."""
    yield from (_rule(PROHIBITIONS[rule.term], rule.enforcement, []) for rule in terms.prohibitions)
    if terms.contact.invitations_per_month == 0:
        yield _rule(ACTIONS["contact"], terms.contact.enforcement, [])


def _permissions(terms: Terms, bounds: list[Node]) -> Iterable[Node]:
    """Each action with all its bounds: a permission that left one out would allow it beyond."""
    reads = _count(terms.reads.per_day, "rentalDay", terms.reads.enforcement)
    contact = _count(terms.contact.invitations_per_month, "rentalMonth", terms.contact.enforcement)
    question = _count(1, "rental", terms.contact.enforcement)
    counts = {"read": reads, "contact": contact, "ask": question}
    for rule in terms.actions:
        yield _rule(ACTIONS[rule.term], rule.enforcement, [*bounds, *counts.get(rule.term, [])])


def _bounds(
    terms: Terms,
    purposes: tuple[str, ...],
    recipients: tuple[str, ...],
    periods: tuple[str, ...],
    span: Interval | None,
) -> list[Node]:
    """What holds for every permission: purpose, recipient, place and time."""
    named = [{"@id": compact(PURPOSES[purpose].iri)} for purpose in purposes]
    bounds = [
        _constraint("purpose", "isAnyOf", named) | {"pr:enforcement": _kept(terms.purposes.enforcement)},
        _constraint("spatial", "isPartOf", {"@id": "pr:EU"}),
    ]
    if recipients:
        bounds.append(_constraint("recipient", "isAnyOf", [{"@id": each} for each in recipients]))
    lengths = [_constraint("elapsedTime", "lteq", _typed("duration", period)) for period in periods]
    bounds.append(lengths[0] if len(lengths) == 1 else {"xone": lengths})
    if span is not None:
        bounds.append(_constraint("dateTime", "gteq", _time(span.starts_at)))
        bounds.append(_constraint("dateTime", "lt", _time(span.ends_at)))
    return bounds


def _count(limit: int, unit: str, kept: Enforcement) -> list[Node]:
    """At most so many in each unit; ``odrl:unitOfCount`` says what the count starts anew with."""
    return [
        _constraint("count", "lteq", _typed("integer", str(limit))) | {"pr:enforcement": _kept(kept)},
        _constraint("unitOfCount", "eq", {"@id": f"pr:{unit}"}),
    ]


def _verified(terms: Terms) -> Node:
    (kind,) = terms.brands.kinds
    return _constraint("recipient", "isA", {"@id": f"pr:{kind}Brand"})


def _exclusivity(terms: Terms) -> Iterable[Node]:
    if terms.exclusive:
        yield {"action": "ensureExclusivity", "pr:enforcement": _kept("technical")}


def _disclosure(terms: Terms) -> Node:
    claims = [
        {"pr:claim": claim, "dpv:hasPersonalData": {"@id": CLAIMS[claim].iri}}
        for claim in terms.disclosure.claims
    ]
    return {
        "pr:claims": {"@list": claims},
        "pr:answered": _typed("integer", str(terms.disclosure.answered)),
        "pr:enforcement": _kept(terms.disclosure.enforcement),
    }


def _compensate(price: Money) -> Node:
    return {
        "action": "compensate",
        "constraint": [_constraint("payAmount", "eq", _amount(price)) | _unit(price)],
    }


def _shares(agreement: Agreement) -> list[Node]:
    split = agreement.split
    return [
        {"compensatedParty": {"@id": party.id}, "pr:payAmount": _amount(share)} | _unit(share)
        for party, share in (
            (agreement.first_party, split.holder),
            (agreement.recorder, split.platform),
        )
    ]


def _rule(term: Term, kept: Enforcement, constraints: list[Node]) -> Node:
    rule: Node = {"action": compact(term.iri), "pr:enforcement": _kept(kept)}
    return rule | {"constraint": constraints} if constraints else rule


def _constraint(left: str, operator: str, right: object) -> Node:
    return {"leftOperand": left, "operator": operator, "rightOperand": right}


def _typed(kind: str, value: str) -> Node:
    return {"@type": f"xsd:{kind}", "@value": value}


def _boolean(value: bool) -> Node:
    return _typed("boolean", "true" if value else "false")


def _time(instant: datetime) -> Node:
    return _typed("dateTime", spelled(instant))


def _amount(value: Money) -> Node:
    whole, rest = divmod(value.amount, 10**value.decimals)
    return _typed("decimal", f"{whole}.{rest:0{value.decimals}d}" if value.decimals else str(whole))


def _unit(value: Money) -> Node:
    return {"unit": f"pr:{value.currency}"}


def _kept(enforcement: Enforcement) -> Node:
    return {"@id": f"pr:{enforcement}"}


def compact(iri: str) -> str:
    """A term as these documents write it: ODRL's bare, others by prefix."""
    if iri.startswith(ODRL):
        return iri.removeprefix(ODRL)
    for prefix in ("pr", "dpv"):
        space = str(CONTEXT[prefix])
        if iri.startswith(space):
            return f"{prefix}:{iri.removeprefix(space)}"
    return iri
