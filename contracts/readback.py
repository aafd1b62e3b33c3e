"""Reads a plain reading back into the facts that it states, from its text alone."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from contracts.agreement import LAWFUL_BASIS
from contracts.facts import Facts
from contracts.formats import read_moment, read_money, read_number
from contracts.readings import BETWEEN_CLAIMS
from contracts.sentences import KEPT, PERIOD_WORDS, SENTENCES
from contracts.sentences_said import ASKS_SEVERAL, KIND_WORDS, READS_BOTH, RECORDED_WORDS, every_wording
from contracts.standing import covered
from contracts.stated import SENTENCES as STATED
from contracts.terms import EDITIONS, called
from contracts.variant import Enforcement
from contracts.vocabulary import ACTIONS, CLAIMS, GROUPS, PROHIBITIONS, PURPOSES, Language, Term, Text

_Found = Mapping[str, Mapping[str, str]]
_STATED_ALWAYS: Final = ("verified", "disclosed", "reads")


class SentenceMissing(ValueError):
    """The text does not state what every reading states."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def facts(text: str, language: Language) -> Facts:
    """The facts of a reading's plain text. Raises SentenceMissing and NotSpelledHere."""
    found = _sentences(text, language)
    purposes = _rules(text, PURPOSES, language)
    may, must_not = _acts(text, found, language), _rules(text, PROHIBITIONS, language)
    kept = _kept(found, language)
    kept |= {f"may:{term}": how for term, how in may.items()}
    kept |= {f"not:{term}": how for term, how in must_not.items()}
    (kept["purposes"],) = set(purposes.values())
    begun = found.get("begun_fixed") or found.get("begun")
    dated, priced = found.get("delete_by"), found.get("price")
    return Facts(
        periods=_periods(found, language),
        purposes=frozenset(purposes),
        actions=frozenset(may),
        prohibitions=frozenset(must_not),
        claims=_claims(text, found, language),
        answered=read_number(_value(found, "disclosed", "answered")),
        phrases=bool({"phrases", "named_below"} & found.keys()),
        reads_per_day=read_number(_value(found, "reads", "reads")),
        invitations_per_month=read_number(_value(found, _contact(found), "invitations")),
        question=bool({"question", "question_free", "monthly"} & found.keys())
        and not {"no_question", "no_question_free"} & found.keys(),
        rewarded_per_month=read_number(found.get("monthly", {"more": "0"})["more"]),
        messages_per_month=read_number(found.get(_contact(found), {}).get("messages", "0")),
        said=_listed(found, "said", "kinds", KIND_WORDS, language),
        over_said=_over_said(text, found, kept, language),
        recorded=_listed(found, "said_recorded", "recorded", RECORDED_WORDS, language),
        retention_days=read_number(_value(found, _erasure(found), "days")),
        verified_only="verified" in found,
        exclusive="exclusive" in found and "not_exclusive" not in found,
        instant="instant" in found,
        closed_world="closed_world" in found,
        suspended="contested" in found,
        processors="recipients" in found,
        kept=frozenset(kept.items()),
        # What the holder proffers is consent in advance, or each rental has its own: none rests on anything else.
        lawful_basis=LAWFUL_BASIS if {"instant", "approval"} & found.keys() else None,
        refund_rule="rental-days-begun" if "refund" in found else None,
        jurisdiction="FR" if {"law", "licence_law"} & found.keys() else None,
        spatial="EU" if {"law", "licence_law"} & found.keys() else None,
        starts_at=read_moment(begun["starts"]) if begun else None,
        ends_at=read_moment(begun["ends"]) if begun else None,
        delete_by=read_moment(dated["at"]) if dated else None,
        price=read_money(priced["price"]) if priced else None,
        holder=read_money(priced["holder"]) if priced else None,
        platform=read_money(priced["platform"]) if priced else None,
    )


def _sentences(text: str, language: Language) -> _Found:
    """The sentences that stand on a line of their own, with the values in them and what keeps them."""
    patterns = [(key, _pattern(words.in_(language))) for key, words in every_wording()]
    found = {}
    for line in text.splitlines():
        for key, pattern in patterns:
            match = pattern.fullmatch(line)
            if match:
                found[key] = match.groupdict("")
    return found


def _pattern(template: str) -> re.Pattern[str]:
    parts = re.split(r"\{(\w+)\}", template)
    named = [f"(?P<{part}>.+?)" if i % 2 else re.escape(part) for i, part in enumerate(parts)]
    return re.compile("".join(named) + r"(?: \[(?P<kept>\w+)\])?")


def _value(found: _Found, key: str, name: str) -> str:
    if key not in found:
        raise SentenceMissing(key)
    return found[key][name]


def _rules(text: str, words: Mapping[str, Term], language: Language) -> dict[str, Enforcement]:
    """The terms whose plain sentence stands on a line, with what keeps them."""
    by_sentence = {term.plain.in_(language): term.id for term in words.values()}
    lines = (line.rpartition(" [") for line in text.splitlines())
    return {
        by_sentence[sentence]: _keeper(mark.removesuffix("]"), language)
        for sentence, _, mark in lines
        if sentence in by_sentence
    }


def _kept(found: _Found, language: Language) -> dict[str, Enforcement]:
    """What keeps the rules that the sentences state; two sentences on one rule have one mark."""
    for key in (*_STATED_ALWAYS, _contact(found), _erasure(found)):
        _value(found, key, "kept")
    kept: dict[str, Enforcement] = {}
    for key, values in found.items():
        for rule in STATED[key].rules if key in STATED and values["kept"] else ():
            how = _keeper(values["kept"], language)
            if kept.setdefault(rule, how) != how:
                raise SentenceMissing(values["kept"])
    return kept


def _contact(found: _Found) -> str:
    """The sentence on invitations: with messages it speaks of them as well."""
    return next((key for key in ("monthly", "invitations_messages") if key in found), "invitations")


def _listed(
    found: _Found, key: str, name: str, words: Mapping[Any, Text], language: Language
) -> frozenset[str]:
    """What a sentence lists, as the kinds of what the person says."""
    by_words = {it.in_(language): kind for kind, it in words.items()}
    listed = found[key][name].split(", ") if key in found else []
    if not set(listed) <= set(by_words):
        raise SentenceMissing(key)
    return frozenset(by_words[it] for it in listed)


def _acts(text: str, found: _Found, language: Language) -> dict[str, Enforcement]:
    """What the brand may do; of questions with a reward there are several."""
    one, several = _rules(text, ACTIONS, language), _rules(text, _WORDED_SO, language)
    if "ask" in one and "monthly" in found:
        raise SentenceMissing("ask")
    return one | several


def _over_said(
    text: str, found: _Found, kept: Mapping[str, Enforcement], language: Language
) -> frozenset[str]:
    if "said" not in found:
        return frozenset()
    both = "read" in _rules(text, _WORDED_SO, language)
    return covered(kept) | ({"may:read"} if both else frozenset())


_WORDED_SO: Final = {
    term: replace(ACTIONS[term], plain=words) for term, words in (("read", READS_BOTH), ("ask", ASKS_SEVERAL))
}
"""Acts as some terms word them."""


def _erasure(found: _Found) -> str:
    """The sentence on copies: before scheme 3 it spoke of the signature as well, later maybe of the end of use."""
    return next((key for key in ("retention", "use_erased") if key in found), "erased")


def _keeper(mark: str, language: Language) -> Enforcement:
    for enforcement, words in KEPT.items():
        if words.in_(language) == mark:
            return enforcement
    raise SentenceMissing(mark)


def _periods(found: _Found, language: Language) -> frozenset[str]:
    by_words = {words.in_(language): period for period, words in PERIOD_WORDS.items()}
    for key, name in (("begun", "period"), ("not_begun", "period"), ("periods", "periods")):
        said = found.get(f"{key}_fixed") or found.get(key)
        if said:
            return frozenset(by_words[words] for words in said[name].split(", "))
    raise SentenceMissing("periods")


def _claims(text: str, found: _Found, language: Language) -> tuple[str, ...]:
    names = _named(found["claims"]["claims"]) if "claims" in found else _grouped(text, language)
    by_name = {called(terms, claim).in_(language): claim for terms in EDITIONS.values() for claim in CLAIMS}
    claims = tuple(by_name[name] for name in names)
    if len(claims) != read_number(_value(found, "disclosed", "count")):
        raise SentenceMissing("disclosed")
    return claims


def _grouped(text: str, language: Language) -> list[str]:
    """The names on the lines that begin with a group's."""
    groups = {group.text.in_(language) for group in GROUPS.values()}
    lines = [_pattern(SENTENCES["claims_of"].in_(language)).fullmatch(line) for line in text.splitlines()]
    return [name for line in lines if line and line["group"] in groups for name in _named(line["claims"])]


def _named(claims: str) -> list[str]:
    return claims.split(BETWEEN_CLAIMS)
