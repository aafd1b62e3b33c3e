"""Reads a legal reading back into the facts that it states, from its text alone.

Every line must be a clause of ours under its own number: what is not is refused, not passed over.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from contracts.facts import Facts
from contracts.formats import read_moment, read_money, read_number
from contracts.legal import articles as words
from contracts.legal.data_2 import ASK, BETWEEN, KINDS, RECORDED
from contracts.legal.wording import Wording
from contracts.readings import BETWEEN_CLAIMS
from contracts.sentences import PERIOD_WORDS
from contracts.stated import CLAUSES
from contracts.terms import EDITIONS, called
from contracts.variant import Enforcement
from contracts.vocabulary import CLAIMS, GROUPS, Language, Text

_Found = Mapping[str, Mapping[str, str]]
_LINE: Final = re.compile(r"((?:\d+|A)(?:\.\d+)+)\. (.+?)(?: \[([^\[\]]+)\])?")
_CURRENT: Final = (("begun", "period"), ("not_begun", "period"), ("periods", "periods"))


class ClauseUnknown(ValueError):
    """A line that is no clause of ours, or stands under another's number."""

    def __init__(self, line: str) -> None:
        super().__init__(line)
        self.line = line


class ClauseMissing(ValueError):
    """A clause that every legal reading has is not there."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def facts(text: str, language: Language) -> Facts:
    """The facts of a legal reading's text. Raises ClauseUnknown, ClauseMissing and NotSpelledHere."""
    read = _Read(text, language)
    found = read.clauses
    ours = (*words.WORDINGS, *(words.DATA if read.of_data else ()))
    for number in {wording.number for wording in ours} - read.numbers - words.OF_SOME:
        raise ClauseMissing(number)
    _check_pairs(read)
    kept = _kept(found, language)
    kept |= {f"may:{term}": how for term, how in read.actions.items()}
    kept |= {f"not:{term}": how for term, how in read.prohibitions.items()}
    (kept["purposes"],) = set(read.purposes.values())
    (basis,) = read.bases
    begun, dated = found.get("begun"), found.get("delete_by")
    price, split = found.get("price_agreed"), found.get("split_agreed")
    return Facts(
        periods=_periods(found, language),
        purposes=frozenset(read.purposes),
        actions=frozenset(read.actions),
        prohibitions=frozenset(read.prohibitions),
        claims=_claims(read, language),
        answered=read_number(_value(found, "disclosed", "answered")),
        phrases="phrases" in found,
        reads_per_day=read_number(_value(found, "reads", "reads")),
        invitations_per_month=read_number(_value(found, _contact(found), "invitations")),
        question="question" in found,
        rewarded_per_month=read_number(found.get("rewarded", {"more": "0"})["more"]),
        messages_per_month=read_number(found.get("invitations_messages", {"messages": "0"})["messages"]),
        said=_said(found, language),
        over_said=frozenset(_over_said(read, kept)),
        recorded=_recorded(found, language),
        retention_days=read_number(_value(found, "retention", "days")),
        verified_only="verified" in found,
        exclusive="exclusive" in found,
        instant=bool(found.keys() & {"instant", "instant_concluded", "instant_renewed"}),
        closed_world="closed_world" in found,
        suspended="contested" in found,
        processors="recipients_named" in found,
        kept=frozenset(kept.items()),
        lawful_basis=basis,
        refund_rule="rental-days-begun" if "refund" in found else None,
        jurisdiction="FR" if "law" in found else None,
        spatial="EU" if "union" in found else None,
        starts_at=read_moment(begun["starts"]) if begun else None,
        ends_at=read_moment(begun["ends"]) if begun else None,
        delete_by=read_moment(dated["at"]) if dated else None,
        price=read_money(price["price"]) if price else None,
        holder=read_money(split["holder"]) if split else None,
        platform=read_money(split["platform"]) if split else None,
    )


class _Read:
    """A text taken apart: clauses with their values, the items of lists, and the lines of the annex."""

    def __init__(self, text: str, language: Language) -> None:
        self.clauses: dict[str, Mapping[str, str]] = {}
        self.numbers: set[str] = set()
        self.purposes: dict[str, Enforcement] = {}
        self.actions: dict[str, Enforcement] = {}
        self.prohibitions: dict[str, Enforcement] = {}
        self.bases: set[str] = set()
        self.several: set[str] = set()
        """The keys of items that speak of several, and could speak of one."""
        self.of_data: set[str] = set()
        """The keys of clauses and items that speak of the Data, not of the Sheet alone."""
        self.of_sheet: set[str] = set()
        """The keys of items that speak of the Sheet alone, and could speak of the Data."""
        self.annex: list[str] = []
        self._language: Language = language
        _, *blocks = text.removesuffix("\n").split("\n\n")
        for block in blocks:
            heading, *lines = block.split("\n")
            self._check_heading(heading)
            for line in lines:
                self._line(line)

    def _check_heading(self, heading: str) -> None:
        form = words.ARTICLE.in_(self._language)
        known = {
            form.format(number=number, heading=name.in_(self._language))
            for number, name in words.HEADINGS.items()
        }
        if heading not in known | {words.ANNEX_HEADING.in_(self._language)}:
            raise ClauseUnknown(heading)

    def _line(self, line: str) -> None:
        match = _LINE.fullmatch(line)
        if match is None or match[1] in self.numbers:
            raise ClauseUnknown(line)
        number, said, kept = match[1], match[2], match[3] or ""
        self.numbers.add(number)
        if number.startswith(words.ANNEX):
            self.annex.append(said)
        elif number.count(".") > 1:
            self._item(number, said, kept, line)
        else:
            key, values = self._clause(number, said, line)
            self.clauses[key] = {**values, "kept": kept}

    def _clause(self, number: str, said: str, line: str) -> tuple[str, Mapping[str, str]]:
        for wordings, of_data in ((words.WORDINGS, False), (words.DATA, True)):
            for wording in _numbered(wordings, number):
                match = _pattern(wording.text.in_(self._language)).fullmatch(said)
                if match:
                    self.of_data |= {wording.key} if of_data else set()
                    return wording.key, match.groupdict("")
        raise ClauseUnknown(line)

    def _item(self, number: str, said: str, kept: str, line: str) -> None:
        for wordings, found in (
            (words.ACTIONS_1, self.actions),
            (words.PROHIBITIONS_1, self.prohibitions),
        ):
            for wording in words.every_item(wordings, number):
                if said == words.ITEM.in_(self._language).format(what=wording.text.in_(self._language)):
                    found[wording.key] = _keeper(kept, self._language)
                    self._note(wording)
                    return
        for wording in words.every_item(words.PURPOSES_1, number):
            for basis, on in words.BASES.items():
                if said == self._purpose(wording, on):
                    self.purposes[wording.key] = _keeper(kept, self._language)
                    self.bases.add(basis)
                    self._note(wording)
                    return
        raise ClauseUnknown(line)

    def _note(self, wording: Wording) -> None:
        """Of what an item speaks, where it could speak of either."""
        self.several |= {wording.key} if wording in words.SEVERAL else set()
        if wording in words.DATA_ITEMS:
            self.of_data.add(wording.key)
        elif wording.number in {it.number for it in words.DATA_ITEMS}:
            self.of_sheet.add(wording.key)

    def _purpose(self, wording: Wording, on: Text) -> str:
        form, what = words.PURPOSE.in_(self._language), wording.text.in_(self._language)
        return form.format(what=what, basis=on.in_(self._language))


def _numbered(wordings: Iterable[Wording], number: str) -> Iterable[Wording]:
    return (wording for wording in wordings if wording.number == number)


def _pattern(template: str) -> re.Pattern[str]:
    parts = re.split(r"\{(\w+)\}", template)
    return re.compile(
        "".join(f"(?P<{part}>.+?)" if i % 2 else re.escape(part) for i, part in enumerate(parts))
    )


def _value(found: _Found, key: str, name: str) -> str:
    if key not in found:
        raise ClauseMissing(key)
    return found[key][name]


def _said(found: _Found, language: Language) -> frozenset[str]:
    """The kinds of what the person says, as the clause on it lists them."""
    by_words = {words.in_(language): kind for kind, words in KINDS.items()}
    listed = found["said"]["kinds"].split(", ") if "said" in found else []
    if not set(listed) <= set(by_words):
        raise ClauseMissing("said")
    return frozenset(by_words[said] for said in listed)


def _recorded(found: _Found, language: Language) -> frozenset[str]:
    """What the record keeps of it, as the clause on that lists it."""
    by_words = {said.in_(language): kept for kept, said in RECORDED.items()}
    listed = found["said_recorded"]["recorded"] if "said_recorded" in found else ""
    kept = listed.split(BETWEEN[language]) if listed else []
    if not set(kept) <= set(by_words):
        raise ClauseMissing("said_recorded")
    return frozenset(by_words[said] for said in kept)


def _check_pairs(read: _Read) -> None:
    """Of two clauses that terms have together neither stands alone. Raises ClauseMissing."""
    for one, other in (
        ("term_access" in read.clauses, "use_ends"),
        (ASK.key in read.several, "rewarded"),
    ):
        if one != (other in read.clauses):
            raise ClauseMissing(other)


_ON_PURPOSES: Final = frozenset({"purposes", "purposes_declared"})


def _over_said(read: _Read, rules: Iterable[str]) -> Iterable[str]:
    """The rules whose clause or item speaks of the Data."""
    for rule in rules:
        kind, _, item = rule.rpartition(":")
        if kind:
            stated = item in read.of_data
        elif rule == "purposes":
            stated = bool(read.of_data & _ON_PURPOSES) and not read.of_sheet & read.purposes.keys()
        else:
            stated = any(rule in CLAUSES[key].rules for key in read.of_data if key in CLAUSES)
        if stated and rule != "said":
            yield rule


def _contact(found: _Found) -> str:
    """The clause on invitations: with messages it speaks of them as well."""
    return "invitations_messages" if "invitations_messages" in found else "invitations"


def _kept(found: _Found, language: Language) -> dict[str, Enforcement]:
    """What keeps the rules that the clauses state; two clauses on one rule have one mark."""
    kept: dict[str, Enforcement] = {}
    for key, values in found.items():
        for rule in CLAUSES[key].rules if key in CLAUSES and values["kept"] else ():
            how = _keeper(values["kept"], language)
            if kept.setdefault(rule, how) != how:
                raise ClauseUnknown(f"{key} [{values['kept']}]")
    return kept


def _keeper(mark: str, language: Language) -> Enforcement:
    for enforcement, said in words.KEPT.items():
        if said.in_(language) == mark:
            return enforcement
    raise ClauseUnknown(mark)


def _periods(found: _Found, language: Language) -> frozenset[str]:
    by_words = {said.in_(language): period for period, said in PERIOD_WORDS.items()}
    for key, name in _CURRENT:
        if key in found:
            return frozenset(by_words[said] for said in found[key][name].split(", "))
    raise ClauseMissing("periods")


def _claims(read: _Read, language: Language) -> tuple[str, ...]:
    groups = {group.text.in_(language) for group in GROUPS.values()}
    form = _pattern(words.CLAIMS_OF.in_(language))
    by_name = {called(terms, claim).in_(language): claim for terms in EDITIONS.values() for claim in CLAIMS}
    claims: list[str] = []
    for line in read.annex:
        match = form.fullmatch(line)
        names = match["claims"] if match and match["group"] in groups else line.removesuffix(".")
        claims += [by_name[name] for name in names.split(BETWEEN_CLAIMS)]
    if len(claims) != read_number(_value(read.clauses, "disclosed", "count")):
        raise ClauseMissing("disclosed")
    return tuple(claims)
