"""The machine reading: ODRL 2.2 in JSON-LD, shaped as the Dataspace Protocol 2025-1 wants it.

The context is written out, so that a document needs no network to be understood: ODRL's own names stand
bare, our profile's as ``pr:``. Three choices that the standards make easy to get wrong:

- renting is ``pr:rent``, because ``odrl:lease`` is deprecated;
- erasing copies is an obligation of the policy, because a permission's ``duty`` is due before use;
- a rule inside an agreement has no target of its own, the policy's is the only one.

``conflict: prohibit`` and the prohibitive interpretation make it a closed world.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from contracts.agreement import LAWFUL_BASIS, PROFILE, Agreement, delete_by
from contracts.odrl_nodes import (
    ACCESS,
    ALSO,
    CONTEXT,
    IN_MESSAGES,
    RECORDED,
    RULES,
    Node,
    amount,
    boolean,
    compact,
    constraint,
    count,
    mark,
    rule_of,
    time,
    typed,
    unit,
)
from contracts.period import Interval, spelled
from contracts.price import Money
from contracts.standing import AFTER, ANSWERS, STANDING, kept_by, over_said, recorded_of, said_by
from contracts.variant import SCHEME, Enforcement, Rule, Scheme, Terms
from contracts.vocabulary import ACTIONS, CLAIMS, PROHIBITIONS, PURPOSES, RENT, SAID, Text


def roster_policy(terms: Terms, scheme: Scheme = SCHEME) -> Node:
    """A roster variant, the policy that offers and agreements inherit from: an ``odrl:Set``."""
    policy = _policy("Set", terms.iri, terms, terms.purposes.admitted, terms.periods, scheme)
    named = {"pr:name": _worded(terms.name), "pr:summary": _worded(terms.summary)}
    return policy | ({} if scheme == 1 else named | _law()) | {"@context": dict(CONTEXT)}


@dataclass(frozen=True, slots=True)
class Proffered:
    """An edition of terms for a period at the price of the whole of it, in minor units."""

    terms: Terms
    period: str
    price: Money


def offer(it: Proffered, offer_id: str, assigner: str, target: str) -> Node:
    """What a holder proffers for ``target`` under the name ``assigner`` (IRIs): an ``odrl:Offer``."""
    terms = it.terms
    policy = _policy("Offer", offer_id, terms, terms.purposes.admitted, (it.period,), SCHEME)
    policy["obligation"].insert(0, _compensate(it.price, SCHEME))
    return policy | {
        "@context": dict(IN_MESSAGES),
        **_law(),
        "inheritFrom": terms.iri,
        "assigner": assigner,
        "target": target,
    }


def agreement(agreement: Agreement) -> Node:
    """An agreement: an ``odrl:Agreement``; its instants are there once its period has begun."""
    scheme = agreement.schema_version
    recipients = (agreement.second_party.id, *(party.id for party in agreement.recipients))
    policy = _policy(
        "Agreement",
        agreement.agreement_id,
        agreement.terms,
        agreement.purposes,
        (agreement.period,),
        scheme,
        recipients=recipients,
        span=agreement.interval,
        erased_by=None if agreement.ends_at is None else delete_by(agreement, agreement.ends_at),
    )
    policy["obligation"].insert(0, _compensate(agreement.price, scheme) | {"pr:share": _shares(agreement)})
    return policy | {
        "@context": dict(IN_MESSAGES),
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
    scheme: Scheme,
    *,
    recipients: tuple[str, ...] = (),
    span: Interval | None = None,
    erased_by: datetime | None = None,
) -> Node:
    also = over_said(terms, scheme)
    bounds = _bounds(terms, purposes, recipients, periods, span, scheme)
    who = _marked("brands", kept_by(terms), _verified(terms)) if scheme > 2 else _verified(terms)
    rent = rule_of(RENT, terms.brands.enforcement, [who, *bounds])
    if not terms.instant:  # a duty of a permission is met before its use
        rent["duty"] = [{"action": "obtainConsent", "pr:enforcement": mark("technical")}]
    erase = [constraint("pr:afterEnd", "lteq", typed("duration", f"P{terms.retention.days}D"))]
    if erased_by is not None:
        erase.append(constraint("dateTime", "lteq", time(erased_by)))
    signed = {"pr:enforcement": mark(terms.retention.enforcement)}
    gone = {"pr:enforcement": mark(kept_by(terms, scheme)["retention"])}
    return {
        "@id": uid,
        "@type": kind,
        "profile": PROFILE,
        "conflict": "prohibit",
        "pr:interpretation": {"@id": "ieee7012:ProhibitiveInterpretation"},
        "permission": [rent, *_permissions(terms, bounds, also)],
        "prohibition": [*_prohibitions(terms, also)],
        "obligation": [
            {"action": "delete", "constraint": erase} | gone | _covers("retention", also),
            {"action": "inform", "constraint": erase, "pr:about": {"@id": "odrl:delete"}}
            | signed
            | _covers("attestation", also),
            *_exclusivity(terms),
        ],
        "pr:disclosure": _disclosure(terms) | ({"pr:phrases": boolean(True)} if scheme > 2 else {}),
        **_said(terms, scheme),
        "pr:exclusive": boolean(terms.exclusive),
        "pr:instant": boolean(terms.instant),
        "pr:refundRule": {"@id": "pr:rental-days-begun"},
        **({"pr:standing": [*_standing(terms)]} if scheme > 2 else {}),
    }


def _said(terms: Terms, scheme: Scheme) -> Node:
    """What the person says within the rental, and what keeps it from being shown but while that runs."""
    how = terms.contact.said
    kinds = [{"@id": compact(SAID[kind].iri)} for kind in said_by(terms, scheme)]
    if how is None or not kinds:
        return {}
    recorded = [{"@id": f"pr:{RECORDED[it]}"} for it in recorded_of(terms, scheme)]
    kept = {"pr:recordKeeps": recorded} if recorded else {}
    return {"pr:said": {"dpv:hasPersonalData": kinds, **kept, "pr:enforcement": mark(how)}}


def _covers(rule: str, also: frozenset[str]) -> Node:
    """A rule that holds for what the person says as for the target."""
    return dict(ALSO) if rule in also else {}


def _standing(terms: Terms) -> Iterable[Node]:
    """The rules that ODRL has no place for, or states as a bound of each permission, with what keeps them."""
    names = RULES if terms.use_ends is None else {**RULES, "period": ACCESS}
    for rule, how in kept_by(terms).items():
        if rule in STANDING or rule in ANSWERS or rule in AFTER:
            listed = {"pr:rule": {"@id": f"pr:{names[rule]}"}, "pr:enforcement": mark(how)}
            yield listed | _covers(rule, over_said(terms))


def _law(basis: str = LAWFUL_BASIS, jurisdiction: str = "FR") -> Node:
    """On what every purpose rests, and which law governs."""
    return {
        "dpv:hasLegalBasis": {"@id": f"gdpr:{basis}"},
        "dpv:hasJurisdiction": {"@id": f"pr:{jurisdiction}"},
    }


def _worded(text: Text) -> list[Node]:
    return [{"@language": "fr", "@value": text.fr}, {"@language": "en", "@value": text.en}]


def _prohibitions(terms: Terms, also: frozenset[str]) -> Iterable[Node]:
    """What is forbidden by name; without any invitations so is contact, and what keeps it out is said."""
    for rule in terms.prohibitions:
        yield rule_of(PROHIBITIONS[rule.term], rule.enforcement, []) | _covers(f"not:{rule.term}", also)
    if terms.contact.invitations_per_month == 0:
        yield rule_of(ACTIONS["contact"], terms.contact.enforcement, [])


def _permissions(terms: Terms, bounds: list[Node], also: frozenset[str]) -> Iterable[Node]:
    """Each action with all its bounds: a permission that left one out would allow it beyond."""
    reads = count(terms.reads.per_day, "rentalDay", terms.reads.enforcement)
    contact = count(terms.contact.invitations_per_month, "rentalMonth", terms.contact.enforcement)
    question = count(1, "rentalMonth", terms.contact.enforcement)
    messages = count(terms.contact.messages_per_month, "rentalMonth", terms.contact.enforcement)
    counts = {"read": reads, "contact": contact, "ask": question, "message": messages}
    for rule in terms.actions:
        node = rule_of(ACTIONS[rule.term], rule.enforcement, [*bounds, *counts.get(rule.term, [])])
        yield node | _covers(f"may:{rule.term}", also)
        if rule.term == "ask" and terms.contact.rewarded_per_month:
            yield _rewarded(terms, rule, bounds)


def _rewarded(terms: Terms, ask: Rule, bounds: list[Node]) -> Node:
    """The questions beyond the included one: before one is asked, what its answer brings is set aside."""
    kept = terms.contact.enforcement
    more = count(terms.contact.rewarded_per_month, "rentalMonth", kept)
    least = constraint("payAmount", "gteq", {"@id": "pr:leastReward"})
    duty = {"action": "pr:setAside", "constraint": [least], "pr:enforcement": mark(kept)}
    return rule_of(ACTIONS["ask"], ask.enforcement, [*bounds, *more]) | {"duty": [duty]}


def _bounds(
    terms: Terms,
    purposes: tuple[str, ...],
    recipients: tuple[str, ...],
    periods: tuple[str, ...],
    span: Interval | None,
    scheme: Scheme,
) -> list[Node]:
    """What holds for every permission: purpose, recipient, place and time."""
    kept = kept_by(terms) if scheme > 2 else {"purposes": terms.purposes.enforcement}
    named = [{"@id": compact(PURPOSES[purpose].iri)} for purpose in purposes]
    purpose = constraint("purpose", "isAnyOf", named) | _covers("purposes", over_said(terms, scheme))
    bounds = [
        _marked("purposes", kept, purpose),
        _marked("spatial", kept, constraint("spatial", "isPartOf", {"@id": "pr:EU"})),
    ]
    if recipients:
        only = constraint("recipient", "isAnyOf", [{"@id": each} for each in recipients])
        bounds.append(_marked("recipients", kept, only))
    lengths = [
        _marked("period", kept, constraint("elapsedTime", "lteq", typed("duration", period)))
        for period in periods
    ]
    bounds.append(lengths[0] if len(lengths) == 1 else {"xone": lengths})
    if span is not None:
        within = (
            constraint("dateTime", "gteq", time(span.starts_at)),
            constraint("dateTime", "lt", time(span.ends_at)),
        )
        bounds.extend(_marked("period", kept, each) for each in within)
    return bounds


def _marked(rule: str, kept: Mapping[str, Enforcement], bound: Node) -> Node:
    return bound | {"pr:enforcement": mark(kept[rule])} if rule in kept else bound


def _verified(terms: Terms) -> Node:
    (kind,) = terms.brands.kinds
    return constraint("recipient", "isA", {"@id": f"pr:{kind}Brand"})


def _exclusivity(terms: Terms) -> Iterable[Node]:
    if terms.exclusive:
        yield {"action": "ensureExclusivity", "pr:enforcement": mark("technical")}


def _disclosure(terms: Terms) -> Node:
    claims = [
        {"pr:claim": claim, "dpv:hasPersonalData": {"@id": CLAIMS[claim].iri}}
        for claim in terms.disclosure.claims
    ]
    return {
        "pr:claims": {"@list": claims},
        "pr:answered": typed("integer", str(terms.disclosure.answered)),
        "pr:enforcement": mark(terms.disclosure.enforcement),
    }


def _compensate(price: Money, scheme: Scheme) -> Node:
    return {
        "action": "compensate",
        **({"pr:enforcement": mark(STANDING["price"])} if scheme > 2 else {}),
        "constraint": [constraint("payAmount", "eq", amount(price)) | unit(price)],
    }


def _shares(agreement: Agreement) -> list[Node]:
    split = agreement.split
    return [
        {"compensatedParty": {"@id": party.id}, "pr:payAmount": amount(share)} | unit(share)
        for party, share in (
            (agreement.first_party, split.holder),
            (agreement.recorder, split.platform),
        )
    ]
