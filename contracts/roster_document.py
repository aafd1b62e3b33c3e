"""The roster as one public document: every edition that was ever published, its rules, and where it is read.

Shared by all who proffer, so it links nobody. Addresses are paths on the host that serves the document; IRIs are
the names that agreements use.
"""

from collections.abc import Iterable
from typing import Any, Final

from contracts.agreement import PROFILE
from contracts.legal.articles import ACTIONS_1, BY_KEY, PROHIBITIONS_1, PURPOSES_1
from contracts.legal.wording import Wording
from contracts.sentences_said import act
from contracts.standing import AFTER, STANDING, kept_by, over_said, recorded_of
from contracts.stated import CLAUSES
from contracts.terms import EDITIONS, ROSTER
from contracts.variant import SCHEME, Rule, Terms
from contracts.vocabulary import ACTIONS, PROHIBITIONS, PURPOSES, Text

Entry = dict[str, Any]

VERSION: Final = 1


def document() -> Entry:
    """All editions, current ones first."""
    current = list(ROSTER.values())
    earlier = [terms for terms in reversed(list(EDITIONS.values())) if terms not in current]
    return {
        "type": "moi.roster",
        "version": VERSION,
        "profile": PROFILE,
        "scheme": SCHEME,
        "terms": [entry(terms) for terms in (*current, *earlier)],
    }


def entry(terms: Terms) -> Entry:
    """One edition: what it is called, its rules with what secures each, and where its readings are."""
    path = f"/terms/{terms.edition}"
    return {
        "id": terms.id,
        "version": terms.version,
        "edition": terms.edition,
        "iri": terms.iri,
        "current": ROSTER.get(terms.id) == terms,
        "name": _both(terms.name),
        "summary": _both(terms.summary),
        "periods": list(terms.periods),
        "exclusive": terms.exclusive,
        "instant": terms.instant,
        "rules": list(_rules(terms)),
        "readings": {
            "plain": {"fr": f"{path}?language=fr#plain", "en": f"{path}?language=en#plain"},
            "legal": {"fr": f"{path}?language=fr#legal", "en": f"{path}?language=en#legal"},
            "text": f"/v1/terms/{terms.edition}/reading",
            "machine": f"{path}.jsonld",
        },
    }


def _rules(terms: Terms) -> Iterable[Entry]:
    """Every rule that says how it is kept, with the clause of the legal reading where it stands."""
    yield _rule("brands", BY_KEY["verified"], terms.brands.enforcement, kinds=list(terms.brands.kinds))
    kept = kept_by(terms)
    yield from (_rule(it, BY_KEY[it], kept[it]) for it in ("exclusive", "approval", "instant") if it in kept)
    yield _rule(
        "disclosure",
        BY_KEY["disclosed"],
        terms.disclosure.enforcement,
        claims=list(terms.disclosure.claims),
        answered=terms.disclosure.answered,
    )
    declared = tuple(Rule(term=it, enforcement=terms.purposes.enforcement) for it in terms.purposes.admitted)
    for kind, rules, wordings, words in (
        ("purpose", declared, PURPOSES_1, PURPOSES),
        ("permission", terms.actions, ACTIONS_1, ACTIONS),
        ("prohibition", terms.prohibitions, PROHIBITIONS_1, PROHIBITIONS),
    ):
        by_key = {wording.key: wording for wording in wordings}
        for rule in rules:
            word = words[rule.term]
            yield _rule(
                kind,
                by_key[rule.term],
                rule.enforcement,
                term=rule.term,
                iri=word.iri,
                says=_both(act(rule, terms.contact, said=True) if kind == "permission" else word.plain),
            )
    yield _rule("reads", BY_KEY["reads"], terms.reads.enforcement, per_day=terms.reads.per_day)
    yield _rule(
        "contact",
        BY_KEY["invitations"],
        terms.contact.enforcement,
        invitations_per_month=terms.contact.invitations_per_month,
        question=terms.contact.question,
        messages_per_month=terms.contact.messages_per_month,
    )
    if "said" in kept:
        yield _rule(
            "said",
            BY_KEY["said_shown"],
            kept["said"],
            kinds=list(terms.contact.kinds),
            covered_by=sorted(over_said(terms)),
            defined_in=BY_KEY["said"].number,
            recorded=list(recorded_of(terms)),
        )
    if "rewarded" in kept:
        yield _rule(
            "rewarded", BY_KEY["rewarded"], kept["rewarded"], per_month=terms.contact.rewarded_per_month
        )
    yield _rule("retention", BY_KEY["retention"], kept["retention"], days=terms.retention.days)
    yield _rule("attestation", BY_KEY["attestation"], kept["attestation"])
    yield from (_rule(it, _clause_of(it), kept[it]) for it in (*STANDING, *AFTER) if it in kept)


def _clause_of(rule: str) -> Wording:
    """The clause of the rule's own name, else the first that states it."""
    keys = [key for key, it in CLAUSES.items() if rule in it.rules]
    return BY_KEY[rule if rule in keys else keys[0]]


def _rule(kind: str, wording: Wording, enforcement: str, **said: object) -> Entry:
    return {"rule": kind, "clause": wording.number, **said, "enforcement": enforcement}


def _both(text: Text) -> dict[str, str]:
    return {"fr": text.fr, "en": text.en}
