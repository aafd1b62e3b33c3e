"""The plain reading of terms and of an agreement, in French and English: a page, then the names of what is shown.

``contracts.readback`` reads the finished text back, so that a test can compare what people read with
what the code enforces.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from contracts.agreement import Agreement, delete_by
from contracts.formats import moment, money, number
from contracts.sentences import HEADINGS, KEPT, PERIOD_WORDS
from contracts.sentences_said import KIND_WORDS, RECORDED_WORDS, act, worded
from contracts.standing import kept_by, recorded_of, said_by
from contracts.stated import SENTENCES as STATED
from contracts.terms import called
from contracts.variant import SCHEME, Contact, Enforcement, Rule, Scheme, Terms
from contracts.vocabulary import CLAIMS, GROUPS, PROHIBITIONS, PURPOSES, Language, Term

BETWEEN_CLAIMS: Final = " · "
RECORDER: Final = "Moi"
"""The name of the platform in terms; an agreement has its own recorder's."""

_MARKED_BEFORE: Final = frozenset(
    {
        "verified",
        "approval",
        "exclusive",
        "disclosed",
        "reads",
        "invitations",
        "invitations_messages",
        "monthly",
        "retention",
    }
)
"""The sentences that bore a mark before scheme 3."""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and its lines; the first section of a reading has none."""

    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """A contract in plain words, for one language."""

    language: Language
    title: str
    sections: tuple[Section, ...]

    @property
    def text(self) -> str:
        """The whole page as plain text, the form that is hashed."""
        blocks = ["\n".join(filter(None, (part.heading, *part.lines))) for part in self.sections]
        return "\n\n".join((self.title, *blocks)) + "\n"


def terms_reading(terms: Terms, language: Language, scheme: Scheme = SCHEME) -> Reading:
    """The reading of a roster variant."""
    say = _Sayer(language, terms, scheme)
    periods = ", ".join(PERIOD_WORDS[period].in_(language) for period in terms.periods)
    title = say("terms_title", name=terms.name.in_(language), version=str(terms.version))
    opening = [
        terms.summary.in_(language),
        say("periods_fixed" if scheme > 2 else "periods", periods=periods),
    ]
    if scheme > 2:
        opening += [say("price_offered"), say("recorder", recorder=RECORDER), say("recipients_offered")]
    rules = _rules(terms, terms.purposes.admitted, say, scheme)
    return Reading(language, title, (Section("", tuple(opening)), *rules))


def agreement_reading(agreement: Agreement, language: Language) -> Reading:
    """The reading of an agreement; dates stand in the market's zone, with their offset from UTC."""
    scheme = agreement.schema_version
    say = _Sayer(language, agreement.terms, scheme)

    def at(instant: datetime) -> str:
        return moment(instant, language, agreement.zone)

    fixed = "_fixed" if scheme > 2 else ""
    period, split, span = PERIOD_WORDS[agreement.period].in_(language), agreement.split, agreement.interval
    lines = [
        say("parties", brand=agreement.second_party.name, persona=agreement.first_party.name),
        say(f"not_begun{fixed}", period=period)
        if span is None
        else say(f"begun{fixed}", period=period, starts=at(span.starts_at), ends=at(span.ends_at)),
        say(
            "price",
            price=money(agreement.price, language),
            holder=money(split.holder, language),
            platform=money(split.platform, language),
        ),
        say("recorder", recorder=agreement.recorder.name),
    ]
    if agreement.recipients:
        lines.append(say("recipients", names=", ".join(party.name for party in agreement.recipients)))
    elif scheme > 2:
        lines.append(say("recipients_none"))
    dated = () if span is None else (say("delete_by", at=at(delete_by(agreement, span.ends_at))),)
    rules = _rules(agreement.terms, agreement.purposes, say, scheme, dated)
    return Reading(language, say("agreement_title", period=period), (Section("", tuple(lines)), *rules))


class _Sayer:
    """Words the sentences of one language, each with what keeps the rule that it states."""

    def __init__(self, language: Language, terms: Terms, scheme: Scheme) -> None:
        self.language: Language = language
        kept = kept_by(terms, scheme)
        self._said, self._listed = "said" in kept, bool(recorded_of(terms, scheme))
        self._kept = {
            key: kept[it.rules[0]]
            for key, it in STATED.items()
            if it.rules and it.rules[0] in kept and (scheme > 2 or key in _MARKED_BEFORE)
        }

    def __call__(self, key: str, **values: str) -> str:
        sentence = worded(key, said=self._said, listed=self._listed).in_(self.language).format(**values)
        return self.mark(sentence, self._kept[key]) if key in self._kept else sentence

    def mark(self, sentence: str, kept: Enforcement) -> str:
        return f"{sentence} [{KEPT[kept].in_(self.language)}]"

    def heading(self, key: str) -> str:
        return HEADINGS[key].in_(self.language)

    def plain(self, rules: tuple[Rule, ...], words: Mapping[str, Term]) -> tuple[str, ...]:
        return tuple(self.mark(words[rule.term].plain.in_(self.language), rule.enforcement) for rule in rules)


def _names_in_one_line(terms: Terms, say: _Sayer) -> str:
    names = [called(terms, claim).in_(say.language) for claim in terms.disclosure.claims]
    return say("claims", claims=BETWEEN_CLAIMS.join(names))


def _names(terms: Terms, say: _Sayer) -> Section:
    """From the second edition on: the names of what is shown, a line for each group, behind the rules."""
    by_group: dict[str, list[str]] = {}
    for claim in terms.disclosure.claims:
        name = called(terms, claim).in_(say.language)
        by_group.setdefault(GROUPS[CLAIMS[claim].group].text.in_(say.language), []).append(name)
    lines = (
        say("claims_of", group=group, claims=BETWEEN_CLAIMS.join(names)) for group, names in by_group.items()
    )
    return Section(say.heading("claims"), tuple(lines))


def _contact(contact: Contact) -> str:
    if contact.rewarded_per_month:
        return "monthly"
    return "invitations_messages" if contact.messages_per_month else "invitations"


def _questions(contact: Contact, say: _Sayer, scheme: Scheme) -> tuple[str, ...]:
    """Whether a question is included, where the sentence on contact has not said it."""
    key = "question" if contact.question else "no_question"
    return () if contact.rewarded_per_month else (say(f"{key}_free" if scheme > 2 else key),)


def _erasing(terms: Terms, say: _Sayer, scheme: Scheme) -> tuple[str, ...]:
    """When copies are gone, and that they are not used until then: in one sentence, where one thing keeps both."""
    days = number(terms.retention.days, say.language)
    if scheme < 3:
        return (say("retention", days=days),)
    if terms.use_ends == kept_by(terms, scheme)["retention"]:
        return (say("use_erased", days=days),)
    return (*(() if terms.use_ends is None else (say("use_ends"),)), say("erased", days=days))


def _acts(terms: Terms, say: _Sayer, scheme: Scheme) -> tuple[str, ...]:
    said = bool(said_by(terms, scheme))
    worded_so = ((act(rule, terms.contact, said=said), rule.enforcement) for rule in terms.actions)
    return tuple(say.mark(words.in_(say.language), kept) for words, kept in worded_so)


def _said(terms: Terms, say: _Sayer, scheme: Scheme) -> tuple[str, ...]:
    """That what the person says follows the rules of the sheet, and how long it is shown."""
    kinds = ", ".join(KIND_WORDS[kind].in_(say.language) for kind in said_by(terms, scheme))
    if not kinds:
        return ()
    recorded = ", ".join(RECORDED_WORDS[it].in_(say.language) for it in recorded_of(terms, scheme))
    shown = say("said_recorded", recorded=recorded) if recorded else say("said_shown")
    return say("said", kinds=kinds), shown


def _counts(contact: Contact, language: Language) -> dict[str, str]:
    """What the sentence on contact counts; without messages that on invitations says nothing of them."""
    counts = {"invitations": contact.invitations_per_month}
    if contact.messages_per_month or contact.rewarded_per_month:
        counts["messages"] = contact.messages_per_month
    if contact.rewarded_per_month:
        counts["more"] = contact.rewarded_per_month
    return {name: number(count, language) for name, count in counts.items()}


def _rules(
    terms: Terms, purposes: tuple[str, ...], say: _Sayer, scheme: Scheme, dated: tuple[str, ...] = ()
) -> tuple[Section, ...]:
    """The sections that terms and agreement share; ``dated`` follows the rule on copies."""
    disclosure, contact, whole = terms.disclosure, terms.contact, scheme > 2
    who = (
        say("verified"),
        say("instant" if terms.instant else "approval"),
        say("exclusive" if terms.exclusive else "not_exclusive"),
        say(
            "disclosed",
            count=number(len(disclosure.claims), say.language),
            answered=number(disclosure.answered, say.language),
        ),
        _names_in_one_line(terms, say) if terms.version == 1 else say("named_below"),
        *((say("phrases"),) if whole and terms.version == 1 else ()),
        say("never"),
        *_said(terms, say, scheme),
    )
    may = (
        *_acts(terms, say, scheme),
        say("reads", reads=number(terms.reads.per_day, say.language)),
        say(_contact(contact), **_counts(contact, say.language)),
        *_questions(contact, say, scheme),
    )
    end = (
        say("switch_off"),
        say("refund"),
        *((say("end_early_no_renewal"), say("contested")) if whole else (say("end_early"),)),
        *_erasing(terms, say, scheme),
        *(() if terms.passed_on is None else (say("passed_on"),)),
        *dated,
        *((say("signed"),) if whole else ()),
        *((say("licence_law"),) if whole else (say("licence"), say("law"))),
        *(() if scheme == 1 else (say("reference", edition=terms.edition),)),
        say("legend"),
    )
    why = say.plain(tuple(Rule(term=p, enforcement=terms.purposes.enforcement) for p in purposes), PURPOSES)
    must_not = (*say.plain(terms.prohibitions, PROHIBITIONS), say("closed_world"))
    return (
        Section(say.heading("who"), who),
        Section(say.heading("why"), why),
        Section(say.heading("may"), may),
        Section(say.heading("must_not"), must_not),
        Section(say.heading("end"), end),
        *(() if terms.version == 1 else (_names(terms, say),)),
    )
