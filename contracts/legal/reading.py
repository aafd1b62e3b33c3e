"""The legal reading of terms and of an agreement, in French and English: numbered clauses, then the traits.

It is made of the same typed object as the plain and the machine reading, and `contracts.legal.readback` reads
the finished text back. Every rule is followed by what secures it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from contracts.agreement import LAWFUL_BASIS, Agreement, delete_by
from contracts.formats import moment, moment_or_day, money, number
from contracts.legal import articles as words
from contracts.legal.data_2 import BETWEEN, KINDS, RECORDED
from contracts.legal.wording import Wording
from contracts.period import ZONE
from contracts.readings import BETWEEN_CLAIMS, RECORDER
from contracts.sentences import PERIOD_WORDS
from contracts.standing import kept_by, recorded_of, said_by
from contracts.stated import CLAUSES
from contracts.terms import called
from contracts.variant import SCHEME, Contact, Enforcement, Rule, Scheme, Terms
from contracts.vocabulary import CLAIMS, GROUPS, Language


class NoLegalReading(ValueError):
    """The agreement was signed before terms had a legal reading: nobody agreed to one."""

    def __init__(self, agreement_id: str) -> None:
        super().__init__(f"{agreement_id} has no legal reading")
        self.agreement_id = agreement_id


@dataclass(frozen=True, slots=True)
class Clause:
    """A numbered clause; an item of a list has a number under its clause's. ``kept``: the bracket behind it."""

    number: str
    text: str
    kept: str = ""

    @property
    def line(self) -> str:
        return f"{self.number}. {self.text}{f' [{self.kept}]' if self.kept else ''}"

    @property
    def item(self) -> bool:
        return self.number.count(".") > 1


@dataclass(frozen=True, slots=True)
class Article:
    """An article, or the annex (number "A")."""

    number: str
    heading: str
    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class LegalReading:
    """A contract in clauses, for one language."""

    language: Language
    title: str
    articles: tuple[Article, ...]

    @property
    def text(self) -> str:
        """The whole of it as plain text, the form that is hashed."""
        blocks = ["\n".join((part.heading, *(it.line for it in part.clauses))) for part in self.articles]
        return "\n\n".join((self.title, *blocks)) + "\n"


def terms_reading(terms: Terms, language: Language, scheme: Scheme = SCHEME) -> LegalReading:
    """The legal reading of a roster variant."""
    say = _Sayer(language, terms, scheme)
    periods = ", ".join(PERIOD_WORDS[period].in_(language) for period in terms.periods)
    clauses = [
        say("parties"),
        say("recorder", recorder=RECORDER),
        say("licence"),
        say("instant" if terms.instant else "approval"),
        say("purposes"),
        say("price"),
        say("split"),
        say("days", zone=ZONE),
        say("periods", periods=periods),
        say("withdrawal"),
        say("delay", zone=ZONE),
        say("recipients"),
        say("reference", edition=terms.edition, iri=terms.iri),
        *_rules(terms, terms.purposes.admitted, LAWFUL_BASIS, say),
    ]
    title = words.TITLES["terms"].in_(language).format(name=terms.name.in_(language), version=terms.version)
    return LegalReading(language, title, (*_articles(clauses, say), _annex(terms, say)))


def agreement_reading(agreement: Agreement, language: Language) -> LegalReading:
    """The legal reading of an agreement; instants on the clock of its zone. Raises NoLegalReading."""
    if agreement.schema_version == 1:
        raise NoLegalReading(agreement.agreement_id)
    say = _Sayer(language, agreement.terms, agreement.schema_version)
    clauses = [
        *_agreed(agreement, say),
        *_rules(agreement.terms, agreement.purposes, agreement.lawful_basis, say),
    ]
    period = PERIOD_WORDS[agreement.period].in_(language)
    title = words.TITLES["agreement"].in_(language).format(period=period)
    return LegalReading(language, title, (*_articles(clauses, say), _annex(agreement.terms, say)))


class _Sayer:
    """Words the clauses of one language, and marks each with what keeps the rule that it states."""

    def __init__(self, language: Language, terms: Terms, scheme: Scheme) -> None:
        self.language: Language = language
        kept = kept_by(terms, scheme)
        self.kinds = said_by(terms, scheme)
        self.recorded = recorded_of(terms, scheme)
        self._terms = terms
        stated = {key: it.rules[0] for key, it in CLAUSES.items() if it.rules and it.rules[0] in kept}
        self._marks: Mapping[str, Enforcement] = (
            {**words.FIXED, "retention": kept["retention"]}
            if scheme < 3
            else {key: kept[rule] for key, rule in stated.items()}
        )

    def __call__(self, key: str, kept: Enforcement | None = None, **values: str) -> Clause:
        wording = words.worded(key, said=bool(self.kinds))
        said = wording.text.in_(self.language).format(**values)
        return self.clause(wording.number, said, kept or self._marks.get(key))

    def clause(self, number: str, said: str, kept: Enforcement | None) -> Clause:
        return Clause(number, said, "" if kept is None else words.KEPT[kept].in_(self.language))

    def items(
        self, wordings: tuple[Wording, ...], rules: Iterable[Rule], basis: str | None = None
    ) -> Iterable[Clause]:
        """The items that ``rules`` name; of purposes, each with its lawful basis."""
        kept = {rule.term: rule.enforcement for rule in rules}
        form = (words.ITEM if basis is None else words.PURPOSE).in_(self.language)
        on = "" if basis is None else words.BASES[basis].in_(self.language)
        for wording in words.listed(wordings, self._terms, said=bool(self.kinds)):
            if wording.key in kept:
                said = form.format(what=wording.text.in_(self.language), basis=on)
                yield self.clause(wording.number, said, kept[wording.key])


def _agreed(agreement: Agreement, say: _Sayer) -> Iterable[Clause]:
    """What an agreement says of its own: parties, price, period, and where it is found."""

    def at(instant: datetime) -> str:
        return moment(instant, say.language, agreement.zone)

    holder, brand, terms = agreement.first_party, agreement.second_party, agreement.terms
    period, span = PERIOD_WORDS[agreement.period].in_(say.language), agreement.interval
    yield say("parties_named", persona=holder.name, persona_id=holder.id, brand=brand.name, brand_id=brand.id)
    yield say("recorder", recorder=agreement.recorder.name)
    yield say("licence_of", target=agreement.target)
    consent = "instant" if terms.instant else "approval"
    method = agreement.expression_method
    signed_at = moment_or_day(agreement.signed_at, say.language, agreement.zone)
    if agreement.renews is None:
        yield say(f"{consent}_concluded", at=signed_at, method=method)
    else:
        yield say(f"{consent}_renewed", renews=agreement.renews, at=signed_at, method=method)
    yield say("purposes_declared")
    yield say("price_agreed", price=money(agreement.price, say.language))
    split = agreement.split
    yield say(
        "split_agreed",
        holder=money(split.holder, say.language),
        platform=money(split.platform, say.language),
    )
    yield say("days", zone=agreement.zone)
    if span is None:
        yield say("not_begun", period=period)
        yield say("delay", zone=agreement.zone)
    else:
        yield say("begun", period=period, starts=at(span.starts_at), ends=at(span.ends_at))
        yield say("delete_by", at=at(delete_by(agreement, span.ends_at)))
    yield say("withdrawal_by", method=agreement.withdrawal_method)
    names = ", ".join(party.name for party in agreement.recipients)
    yield say("recipients_named", names=names) if names else say("recipients_none")
    yield say(
        "reference_agreed",
        agreement=agreement.agreement_id,
        edition=terms.edition,
        iri=terms.iri,
        hash=agreement.terms_hash,
    )


def _rules(terms: Terms, purposes: tuple[str, ...], basis: str, say: _Sayer) -> Iterable[Clause]:
    """The clauses that terms and agreement share."""
    disclosure, contact, language = terms.disclosure, terms.contact, say.language
    yield say("verified", terms.brands.enforcement)
    yield say("summary", summary=terms.summary.in_(language))
    yield say(
        "disclosed",
        disclosure.enforcement,
        count=number(len(disclosure.claims), language),
        answered=number(disclosure.answered, language),
    )
    declared = (Rule(term=it, enforcement=terms.purposes.enforcement) for it in purposes)
    yield from say.items(words.PURPOSES_1, declared, basis)
    yield from say.items(words.ACTIONS_1, terms.actions)
    yield say("reads", terms.reads.enforcement, reads=number(terms.reads.per_day, language))
    yield from say.items(words.PROHIBITIONS_1, terms.prohibitions)
    if say.kinds:
        yield say("said", kinds=", ".join(KINDS[kind].in_(language) for kind in say.kinds))
        yield _shown(say)
    yield from _contact(contact, say)
    yield say("question" if contact.question else "no_question")
    yield say("retention", days=number(terms.retention.days, language))
    yield say("exclusive" if terms.exclusive else "not_exclusive")
    yield from (say(key) for key in _after(terms, bound=bool(say.kinds)))
    for key in _ALWAYS:
        yield say(key)


def _shown(say: _Sayer) -> Clause:
    """How long the Words are shown, and what the record keeps of them: as a list, where the terms have one."""
    if not say.recorded:
        return say("said_shown")
    listed = (RECORDED[it].in_(say.language) for it in say.recorded)
    return say("said_recorded", recorded=BETWEEN[say.language].join(listed))


def _after(terms: Terms, *, bound: bool) -> Iterable[str]:
    """What ends at the term, and what becomes of copies then; what is worded for the Data, where there are any."""
    yield from ("term_access", "use_ends") if terms.use_ends and bound else ("term",)
    yield from ("passed_on",) if terms.passed_on and bound else ()


def _contact(contact: Contact, say: _Sayer) -> Iterable[Clause]:
    """How many invitations, messages and more questions there are, and that none of them need be answered."""
    invitations = number(contact.invitations_per_month, say.language)
    if contact.rewarded_per_month:
        yield say("rewarded", contact.enforcement, more=number(contact.rewarded_per_month, say.language))
    if contact.messages_per_month == 0:
        yield say("invitations", contact.enforcement, invitations=invitations)
        yield say("silence")
        return
    messages = number(contact.messages_per_month, say.language)
    yield say("invitations_messages", contact.enforcement, invitations=invitations, messages=messages)
    yield say("silence_messages")


_ALWAYS = (
    *("apart", "pseudonym", "fixed", "no_sale", "phrases", "never", "declared"),
    *("performance", "controller", "may", "must_not", "closed_world"),
    *("refund", "end_early", "shares", "renewal", "at_once", "past", "others", "contested"),
    *("attestation", "processors", "union", "rights", "by_pseudonym", "authority"),
    *("record", "copies", "marks", "liability", "law", "courts", "languages", "numbers"),
)


def _articles(clauses: Iterable[Clause], say: _Sayer) -> Iterable[Article]:
    """The clauses in the order of their numbers, under the headings of their articles."""

    def place(clause: Clause) -> tuple[int, ...]:
        return tuple(map(int, clause.number.split(".")))

    for article, found in groupby(sorted(clauses, key=place), key=lambda it: it.number.partition(".")[0]):
        heading = words.HEADINGS[article].in_(say.language)
        form = words.ARTICLE.in_(say.language)
        yield Article(article, form.format(number=article, heading=heading), tuple(found))


def _annex(terms: Terms, say: _Sayer) -> Article:
    """The names of the traits, a line for each group; the first edition did not order them by group."""
    by_group: dict[str, list[str]] = {}
    for claim in terms.disclosure.claims:
        group = "" if terms.version == 1 else CLAIMS[claim].group
        by_group.setdefault(group, []).append(called(terms, claim).in_(say.language))
    lines = [_of_group(group, BETWEEN_CLAIMS.join(names), say) for group, names in by_group.items()]
    numbered = tuple(Clause(f"{words.ANNEX}.{n}", line) for n, line in enumerate(lines, start=1))
    return Article(words.ANNEX, words.ANNEX_HEADING.in_(say.language), numbered)


def _of_group(group: str, claims: str, say: _Sayer) -> str:
    if not group:
        return f"{claims}."
    return words.CLAIMS_OF.in_(say.language).format(group=GROUPS[group].text.in_(say.language), claims=claims)


def numbers(reading: LegalReading) -> Mapping[str, Clause]:
    """The clauses of a reading by their numbers."""
    return {clause.number: clause for article in reading.articles for clause in article.clauses}
