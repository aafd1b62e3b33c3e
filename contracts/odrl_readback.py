"""Reads an ODRL document of ours back into the facts that it states, from the document alone."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final, get_args

from contracts.facts import Facts
from contracts.odrl_nodes import ACCESS, ALSO, RECORDED, RULES, compact
from contracts.price import CURRENCIES, Money
from contracts.variant import Enforcement
from contracts.vocabulary import ACTIONS, PROHIBITIONS, PURPOSES, RENT, SAID, Term

_Node = Mapping[str, Any]


class NotOurs(ValueError):
    """The document does not say what each of ours says."""


def facts(document: _Node) -> Facts:
    """The facts of an offer, an agreement or a roster policy. Raises NotOurs.

    What bounds one permission must bound every one: a bound that one of them lacks is NotOurs.
    """
    more = [rule for rule in document["permission"] if "pr:setAside" in _actions(rule.get("duty", []))]
    permissions = {rule["action"]: rule for rule in document["permission"] if rule not in more}
    rent = permissions.pop(compact(RENT.iri))
    bounds = [_bounds(rule) for rule in (rent, *permissions.values(), *more)]
    if any(other != bounds[0] for other in bounds):
        raise NotOurs("the permissions have different bounds")
    periods, purposes, starts_at, ends_at = bounds[0]
    forbidden = _actions(document["prohibition"])
    no_contact = forbidden.pop(compact(ACTIONS["contact"].iri), None)
    may, must_not = _by_id(permissions, ACTIONS), _by_id(forbidden, PROHIBITIONS)
    due = _actions(document["obligation"])
    disclosure, read, contact = document["pr:disclosure"], may["read"], may.get("contact")
    kept = {
        "purposes": _kept(_only(_constraints(rent, "purpose"))),
        "contact": _kept(no_contact or _only(_constraints(contact or {}, "count"))),
        "retention": _kept(due["delete"]),
        "disclosure": _kept(disclosure),
        "reads": _kept(_only(_constraints(read, "count"))),
        "brands": _kept(rent),
    }
    if "pr:standing" in document:  # before, it bore the mark of the erasure
        kept["attestation"] = _kept(due["inform"])
    kept |= _standing(document)
    said = document.get("pr:said")
    if said is not None:
        kept["said"] = _kept(said)
    _check_marks(rent, kept)
    if "ensureExclusivity" in due:
        kept["exclusive"] = _kept(due["ensureExclusivity"])
    if consent := _actions(rent.get("duty", [])).get("obtainConsent"):
        kept["approval"] = _kept(consent)
    rewarded, kept = _rewarded(more, may, kept)
    kept |= {f"may:{term}": _kept(rule) for term, rule in may.items()}
    kept |= {f"not:{term}": _kept(rule) for term, rule in must_not.items()}
    price, holder, platform = _money(due.get("compensate"))
    return Facts(
        periods=periods,
        purposes=purposes,
        actions=frozenset(may),
        prohibitions=frozenset(must_not),
        claims=tuple(claim["pr:claim"] for claim in disclosure["pr:claims"]["@list"]),
        answered=int(_typed(disclosure["pr:answered"], "integer")),
        phrases=_typed(disclosure.get("pr:phrases", _NO), "boolean") == "true",
        reads_per_day=_count(read, "pr:rentalDay"),
        invitations_per_month=_count(contact, "pr:rentalMonth"),
        question="ask" in may and _count(may["ask"], "pr:rentalMonth") == 1,
        rewarded_per_month=rewarded,
        messages_per_month=_count(may.get("message"), "pr:rentalMonth"),
        said=_kinds(said),
        over_said=frozenset(_over_said(document, (rent, *may.values(), *more), may, must_not)),
        recorded=_recorded(said),
        retention_days=_days(due["delete"]),
        verified_only=any(c["rightOperand"] == {"@id": "pr:verifiedBrand"} for c in rent["constraint"]),
        exclusive=_typed(document["pr:exclusive"], "boolean") == "true",
        instant=_typed(document["pr:instant"], "boolean") == "true",
        closed_world=document["conflict"] == "prohibit"
        and document["pr:interpretation"] == {"@id": "ieee7012:ProhibitiveInterpretation"},
        suspended="suspension" in kept,
        processors=any(len(it["rightOperand"]) > 1 for it in _constraints(rent, "recipient", "isAnyOf")),
        kept=frozenset(kept.items()),
        lawful_basis=_named(document.get("dpv:hasLegalBasis"), "gdpr"),
        refund_rule=_named(document.get("pr:refundRule"), "pr"),
        jurisdiction=_named(document.get("dpv:hasJurisdiction"), "pr"),
        spatial=_named(_only(_constraints(rent, "spatial", "isPartOf"))["rightOperand"], "pr"),
        starts_at=starts_at,
        ends_at=ends_at,
        delete_by=_instant(due["delete"], "lteq"),
        price=price,
        holder=holder,
        platform=platform,
    )


_NO: Final = {"@type": "xsd:boolean", "@value": "false"}


def _standing(document: _Node) -> dict[str, Enforcement]:
    """The rules of the policy's own list; none in a document from before there was one."""
    names = _names(document)
    listed = {it["pr:rule"]["@id"]: _kept(it) for it in document.get("pr:standing", [])}
    if not listed.keys() <= names.keys():
        raise NotOurs(f"no rules of ours: {sorted(listed.keys() - names.keys())}")
    return {names[name]: how for name, how in listed.items()}


def _names(document: _Node) -> dict[str, str]:
    """The rules by their names in this policy: its period is one of access, where use has a rule of its own."""
    listed = [it["pr:rule"]["@id"] for it in document.get("pr:standing", [])]
    apart = f"pr:{RULES['use']}" in listed
    return {f"pr:{name}": rule for rule, name in RULES.items() if rule != "period"} | {
        f"pr:{ACCESS if apart else RULES['period']}": "period"
    }


def _rewarded(
    more: list[_Node], may: Mapping[str, _Node], kept: dict[str, Enforcement]
) -> tuple[int, dict[str, Enforcement]]:
    """How many questions come with a reward, and what keeps that. Raises NotOurs for what is no such permission."""
    if not more:
        return 0, kept
    ask = _only(more)
    if ask["action"] != compact(ACTIONS["ask"].iri) or _kept(ask) != _kept(may.get("ask", {})):
        raise NotOurs("a reward is set aside for questions alone")
    duty = _actions(ask["duty"])["pr:setAside"]
    if _only(_constraints(duty, "payAmount", "gteq"))["rightOperand"] != {"@id": "pr:leastReward"}:
        raise NotOurs("a reward is the least one or more")
    how = _kept(duty)
    if how != _kept(_only(_constraints(ask, "count"))):
        raise NotOurs("two marks of rewards")
    return _count(ask, "pr:rentalMonth"), kept | {"rewarded": how}


def _recorded(said: _Node | None) -> frozenset[str]:
    """What the record keeps of it. Raises NotOurs for what is none of ours."""
    ours = {f"pr:{name}": kept for kept, name in RECORDED.items()}
    named = [node["@id"] for node in said.get("pr:recordKeeps", [])] if said else []
    if not set(named) <= set(ours):
        raise NotOurs(f"no records of ours: {sorted(set(named) - set(ours))}")
    return frozenset(ours[name] for name in named)


def _kinds(said: _Node | None) -> frozenset[str]:
    """What the person says, by its kinds. Raises NotOurs for a kind that is none of ours."""
    kinds = {compact(term.iri): term.id for term in SAID.values()}
    named = [node["@id"] for node in said["dpv:hasPersonalData"]] if said else []
    if not set(named) <= set(kinds):
        raise NotOurs(f"no kinds of ours: {sorted(set(named) - set(kinds))}")
    return frozenset(kinds[name] for name in named)


def _over_said(
    document: _Node,
    permissions: Iterable[_Node],
    may: Mapping[str, _Node],
    must_not: Mapping[str, _Node],
) -> Iterable[str]:
    """The rules that say of themselves that they hold for it, too. Raises NotOurs where the permissions differ."""
    purposes = [_covers(_only(_constraints(rule, "purpose"))) for rule in permissions]
    if len(set(purposes)) > 1:
        raise NotOurs("the purposes of the permissions cover different things")
    due = _actions(document["obligation"])
    names = _names(document)
    yield from ["purposes"] if purposes[0] else []
    yield from (
        rule for rule, act in (("retention", "delete"), ("attestation", "inform")) if _covers(due[act])
    )
    yield from (f"may:{term}" for term, rule in may.items() if _covers(rule))
    yield from (f"not:{term}" for term, rule in must_not.items() if _covers(rule))
    yield from (names[it["pr:rule"]["@id"]] for it in document.get("pr:standing", []) if _covers(it))


def _covers(rule: _Node) -> bool:
    """Whether a rule holds for what the person says as well. Raises NotOurs if for anything else."""
    if rule.get("pr:alsoCovers", ALSO["pr:alsoCovers"]) != ALSO["pr:alsoCovers"]:
        raise NotOurs(f"no rule of ours covers {rule['pr:alsoCovers']}")
    return "pr:alsoCovers" in rule


def _check_marks(rent: _Node, kept: Mapping[str, Enforcement]) -> None:
    """A bound that states a listed rule bears its mark. Raises NotOurs."""
    lengths = [it for each in rent["constraint"] for it in each.get("xone", [each])]
    for rule, operands in (("spatial", ("spatial",)), ("period", ("elapsedTime", "dateTime"))):
        for bound in lengths if rule in kept else ():
            if bound["leftOperand"] in operands and _kept(bound) != kept[rule]:
                raise NotOurs(f"two marks of {rule}")
    if "recipients" in kept:
        for bound in _constraints(rent, "recipient"):
            named = bound["operator"] == "isAnyOf"
            if _kept(bound) != kept["recipients" if named else "brands"]:
                raise NotOurs("two marks of recipients")


def _bounds(rule: _Node) -> tuple[frozenset[str], frozenset[str], datetime | None, datetime | None]:
    purposes = {compact(term.iri): term.id for term in PURPOSES.values()}
    named = _only(_constraints(rule, "purpose"))["rightOperand"]
    lengths = [
        _typed(length["rightOperand"], "duration")
        for constraint in rule["constraint"]
        for length in constraint.get("xone", [constraint])
        if length["leftOperand"] == "elapsedTime"
    ]
    return (
        frozenset(lengths),
        frozenset(purposes[node["@id"]] for node in named),
        _instant(rule, "gteq"),
        _instant(rule, "lt"),
    )


def _constraints(rule: _Node, left: str, operator: str | None = None) -> list[_Node]:
    return [
        constraint
        for constraint in rule.get("constraint", [])
        if constraint.get("leftOperand") == left and operator in (None, constraint["operator"])
    ]


def _only(found: list[_Node]) -> _Node:
    if len(found) != 1:
        raise NotOurs(f"one constraint is asked for, {len(found)} found")
    return found[0]


def _actions(rules: Iterable[_Node]) -> dict[str, _Node]:
    return {rule["action"]: rule for rule in rules}


def _by_id(rules: Mapping[str, _Node], words: Mapping[str, Term]) -> dict[str, _Node]:
    ids = {compact(term.iri): term.id for term in words.values()}
    return {ids[action]: rule for action, rule in rules.items()}


def _named(node: _Node | None, prefix: str) -> str | None:
    """What a node names within the vocabulary of ``prefix``."""
    if node is None:
        return None
    space, _, name = str(node["@id"]).partition(":")
    if space != prefix:
        raise NotOurs(f"{node} is not of {prefix}")
    return name


def _kept(node: _Node) -> Enforcement:
    for enforcement in get_args(Enforcement):
        if node.get("pr:enforcement") == {"@id": f"pr:{enforcement}"}:
            return enforcement  # type: ignore[no-any-return]
    raise NotOurs(f"no rule is kept by {node.get('pr:enforcement')}")


def _typed(node: _Node, kind: str) -> str:
    if node["@type"] != f"xsd:{kind}":
        raise NotOurs(f"{node} is no {kind}")
    return str(node["@value"])


def _count(rule: _Node | None, unit: str) -> int:
    if rule is None:
        return 0
    if _only(_constraints(rule, "unitOfCount"))["rightOperand"] != {"@id": unit}:
        raise NotOurs(f"the count does not start anew with each {unit}")
    return int(_typed(_only(_constraints(rule, "count", "lteq"))["rightOperand"], "integer"))


def _days(rule: _Node) -> int:
    length = _typed(_only(_constraints(rule, "pr:afterEnd", "lteq"))["rightOperand"], "duration")
    return int(length.removeprefix("P").removesuffix("D"))


def _instant(rule: _Node, operator: str) -> datetime | None:
    found = _constraints(rule, "dateTime", operator)
    return datetime.fromisoformat(_typed(_only(found)["rightOperand"], "dateTime")) if found else None


def _money(due: _Node | None) -> tuple[Money | None, Money | None, Money | None]:
    if due is None:
        return None, None, None
    owed = _only(_constraints(due, "payAmount", "eq"))
    price = _amount(owed["rightOperand"], owed["unit"])
    shares = [_amount(share["pr:payAmount"], share["unit"]) for share in due.get("pr:share", [])]
    holder, platform = shares or (None, None)
    return price, holder, platform


def _amount(node: _Node, unit: str) -> Money:
    whole, _, decimals = _typed(node, "decimal").partition(".")
    currency = unit.removeprefix("pr:")
    if len(decimals) != CURRENCIES[currency]:
        raise NotOurs(f"{node} has other decimals than {currency}")
    return Money(int(whole + decimals), currency)
