"""The answer of a replay in plain words: the hours, who could see what in them, and the clauses as both read them.

A clause is cited by its number in the legal reading, and in its words; of an agreement signed before there was one,
as [section.line] of the plain reading.
"""

# ruff: noqa: E501 (a sentence stays on one line, as people read it)

from collections.abc import Iterator, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final

from contracts import legal
from contracts.agreement import AGREEMENT, Agreement, renewed
from contracts.formats import moment
from contracts.history import History, Step
from contracts.readings import agreement_reading
from contracts.record_kinds import Ended, ErasureAttested
from contracts.replay import Replayed, Stretch
from contracts.sentences import HEADINGS
from contracts.standing import said_by
from contracts.variant import Kind
from contracts.vocabulary import Language, Text

_WHILE_OPEN: Final = ("who", "why", "may", "must_not", "claims")
_AT_THE_END: Final = ("end",)
_ARTICLES: Final = {
    _WHILE_OPEN: ("1", "3", "4", "5", "6", "7", "12", "A"),
    _AT_THE_END: ("9", "10", "11"),
}
"""Sections of the plain reading, and the articles of the legal one that say the same."""

WORDS: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "open": Text(fr="OUVERT\xa0: {brand} pouvait {acts}.", en="OPEN: {brand} could {acts}."),
        "closed": Text(
            fr="FERMÉ\xa0: personne ne pouvait rien lire par ce contrat ({state}).",
            en="CLOSED: nobody could read anything under this agreement ({state}).",
        ),
        "unknown": Text(
            fr="NE SE DIT PAS\xa0: cette copie donne le jour d’un événement, non son heure ({state}). L’autre partie peut l’ouvrir.",
            en="NOT TO BE TOLD: this copy gives the day of an event, not its time ({state}). The other side can open it.",
        ),
        "later": Text(
            fr="NE SE DIT PAS\xa0: cette copie n’est complète que jusqu’au {until} ({state} alors). Une copie plus récente peut le dire.",
            en="NOT TO BE TOLD: this copy is complete until {until} only ({state} then). A newer one can tell.",
        ),
        "until": Text(
            fr="Cette copie est complète jusqu’au {until}\xa0: la plateforme en répond. Que rien n’est arrivé depuis, elle ne le prouve pas.",
            en="This copy is complete until {until}: the platform answers for that. That nothing happened since, it does not prove.",
        ),
        "from_to": Text(fr="Du {start} au {end}", en="From {start} to {end}"),
        "at": Text(fr="Le {start}", en="At {start}"),
        "unbound": Text(
            fr="Tant que c’est ouvert, ce que «\xa0{persona}\xa0» dit parvient aussi à la marque ({kinds})\xa0; les clauses qui suivent n’en parlent pas.",
            en="While it is open, what “{persona}” says reaches the brand, too ({kinds}); the clauses below do not speak of that.",
        ),
        "processors": Text(
            fr="Avec elle, ses sous-traitants\xa0: {names}. Personne d’autre.",
            en="With it, its processors: {names}. Nobody else.",
        ),
        "nobody_else": Text(fr="Personne d’autre par ce contrat.", en="Nobody else under this agreement."),
        "clauses": Text(
            fr="Selon ces clauses du contrat ({edition})\xa0:",
            en="Under these clauses of the agreement ({edition}):",
        ),
        "delete_by": Text(
            fr="Les copies de la marque sont à effacer au plus tard le {at}\xa0; ce qu’elle signe jusqu’à la fin de ce jour est noté comme à temps.",
            en="The brand’s copies are to be erased by {at} at the latest; what it signs to the end of that day is noted as in time.",
        ),
        "delete_between": Text(
            fr="Les copies de la marque sont à effacer au plus tard entre le {start} et le {end}, selon une heure que cette copie ne donne pas.",
            en="The brand’s copies are to be erased at the latest between {start} and {end}, by a time that this copy does not give.",
        ),
        "delete_open": Text(
            fr="Les copies de la marque sont à effacer le {at} au plus tard, ou avant si la location a fini avant sa période, à moins qu’une période qui suit ne les garde\xa0: cette copie ne le dit pas.",
            en="The brand’s copies are to be erased by {at} at the latest, or earlier if the rental ended before its period, unless a period that follows holds them: this copy does not tell.",
        ),
        "passed_on": Text(
            fr="La période qui suit garde les copies de la marque et la charge de les effacer\xa0: contrat {agreement}.",
            en="The period that follows holds the brand’s copies and the duty to erase them: agreement {agreement}.",
        ),
        "attested": Text(
            fr="La marque a signé qu’elle a effacé ses copies.",
            en="The brand signed that it erased its copies.",
        ),
        "attested_late": Text(
            fr="La marque a signé, ce délai passé, qu’elle a effacé ses copies.",
            en="The brand signed, after that time, that it erased its copies.",
        ),
        "breached": Text(
            fr="Le délai a passé sans qu’elle ait signé\xa0: la plateforme a noté le manquement.",
            en="The time passed without its word: the platform noted the breach.",
        ),
        "not_attested": Text(
            fr="La marque n’avait pas encore signé qu’elle a effacé ses copies.",
            en="The brand had not yet signed that it erased its copies.",
        ),
        "attested_open": Text(
            fr="Si la marque a signé depuis qu’elle a effacé ses copies, cette copie ne le dit pas.",
            en="Whether the brand has signed since that it erased its copies, this copy does not tell.",
        ),
        "who_read": Text(
            fr="La trace dit ce qui était permis, non qui a lu\xa0: qui a lu la fiche se trouve dans le journal du titulaire.",
            en="The record says what was allowed, not who read: who read the sheet stands in the holder’s log.",
        ),
    }
)

_READS: Final = Text(
    fr="lire la fiche de «\xa0{persona}\xa0»",
    en="read the sheet of “{persona}”",
)
_READS_BOTH: Final = Text(
    fr="lire la fiche de «\xa0{persona}\xa0» et ce qui lui était dit",
    en="read the sheet of “{persona}” and what it said",
)
_ACTS: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "contact": Text(fr="l’inviter", en="invite it"),
        "ask": Text(fr="l’interroger", en="ask it"),
        "message": Text(fr="lui écrire", en="write to it"),
    }
)
"""What a brand can do while it is open, beside reading, by the action that its terms allow."""
_SAID: Final[Mapping[Kind, Text]] = MappingProxyType(
    {
        "answer": Text(fr="réponses", en="answers"),
        "message": Text(fr="messages", en="messages"),
        "reaction": Text(fr="réactions", en="reactions"),
        "redemption": Text(fr="codes utilisés", en="codes redeemed"),
        "receipt": Text(fr="lectures", en="readings"),
    }
)
_AND: Final = Text(fr="{some} et {last}", en="{some} and {last}")

LOST: Final = "payment_lost"
"""Why a rental ended of which a bank took the payment back for good."""

STATES: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "before": Text(fr="pas encore conclu", en="not agreed yet"),
        "Inactive": Text(fr="pas encore payé", en="not paid yet"),
        "Active": Text(fr="en cours", en="running"),
        "ahead": Text(fr="pas encore commencé", en="not begun yet"),
        "over": Text(fr="période finie", en="period over"),
        "TemporarilySuspended": Text(
            fr="suspendu, la banque conteste le paiement", en="suspended, the bank contests the payment"
        ),
        "Expired": Text(fr="période finie", en="period over"),
        "Terminated": Text(fr="terminé", en="ended"),
        "person": Text(fr="coupé par le titulaire", en="switched off by the holder"),
        "brand": Text(fr="arrêté par la marque", en="ended by the brand"),
        "operator": Text(fr="arrêté par la plateforme", en="stopped by the platform"),
        LOST: Text(fr="terminé, la banque a repris le paiement", en="ended, the bank took the payment back"),
    }
)


def lines(life: History, answer: Replayed, language: Language) -> Iterator[str]:
    """The answer, line by line."""

    def say(key: str, **values: str) -> str:
        return WORDS[key].in_(language).format(**values)

    def at(instant: datetime) -> str:
        return moment(instant, language, life.agreement.zone)

    agreement = life.agreement
    for stretch in answer.stretches:
        point = answer.asked.start == answer.asked.end
        yield say("at" if point else "from_to", start=at(stretch.start), end=at(stretch.end))
        key = "later" if stretch.later else {True: "open", False: "closed", None: "unknown"}[stretch.open]
        yield "  " + say(
            key,
            brand=agreement.second_party.name,
            acts=_acts(agreement, language),
            until=at(answer.until),
            state=" / ".join(_state(life, stretch, state).in_(language) for state in stretch.states),
        )
    if any(stretch.open is not False and not stretch.later for stretch in answer.stretches):
        names = ", ".join(party.name for party in agreement.recipients)
        yield say("processors", names=names) if names else say("nobody_else")
        if unbound := _unbound(agreement, language):
            yield say("unbound", persona=agreement.first_party.name, kinds=unbound)
        yield say("clauses", edition=agreement.terms.edition)
        yield from _clauses(life, _WHILE_OPEN, language)
    if answer.passed_on is not None:
        yield say("passed_on", agreement=answer.passed_on)
    if answer.delete_by is not None:
        first, last = answer.delete_by
        key = "delete_open" if answer.end_open else "delete_by" if first == last else "delete_between"
        yield say(key, at=at(last), start=at(first), end=at(last))
        unsigned = "attested_open" if answer.attested_open else "not_attested"
        if answer.breached is not None:
            yield say("breached")
        yield say(_signed(answer.attested) if answer.attested else unsigned)
        yield say("clauses", edition=agreement.terms.edition)
        yield from _clauses(life, _AT_THE_END, language)
    yield say("until", until=at(answer.until))
    yield say("who_read")


def _acts(agreement: Agreement, language: Language) -> str:
    """All that the terms let the brand do while the agreement is open: "read …, invite it and ask it"."""
    reads = _READS_BOTH if said_by(agreement.terms, agreement.schema_version) else _READS
    allowed = {rule.term for rule in agreement.terms.actions}
    *some, last = (
        reads.in_(language).format(persona=agreement.first_party.name),
        *(words.in_(language) for term, words in _ACTS.items() if term in allowed),
    )
    return _AND.in_(language).format(some=", ".join(some), last=last) if some else last


def _unbound(agreement: Agreement, language: Language) -> str:
    """What the person may say under terms that do not bind it, by its kinds."""
    kinds = () if said_by(agreement.terms, agreement.schema_version) else agreement.terms.contact.kinds
    return ", ".join(_SAID[it].in_(language) for it in kinds)


def _signed(step: Step) -> str:
    late = isinstance(step.event.facts, ErasureAttested) and step.event.facts.late
    return "attested_late" if late else "attested"


def _state(life: History, stretch: Stretch, state: str) -> Text:
    """In words, with what the clock makes of it and who ended it."""
    if state == "Active" and life.span is not None:
        if stretch.end <= life.span.starts_at and stretch.start < life.span.starts_at:
            return STATES["ahead"]
        if stretch.start >= life.span.ends_at:
            return STATES["over"]
    if state == AGREEMENT.initial and stretch.end <= life.agreement.signed_at:
        return STATES["before"]
    ended = life.ended.event.facts if life.ended and life.ended.state == state else None
    if not isinstance(ended, Ended):
        return STATES[state]
    return STATES.get(LOST if ended.reason == LOST else ended.by, STATES[state])


def _clauses(life: History, wanted: tuple[str, ...], language: Language) -> Iterator[str]:
    agreement: Agreement = life.agreement if life.span is None else renewed(life.agreement, life.span)
    if agreement.schema_version == 1:
        yield from _plain(agreement, wanted, language)
        return
    for article in legal.agreement_reading(agreement, language).articles:
        if article.number in _ARTICLES[wanted]:
            yield f"  {article.heading}"
            yield from (f"    {clause.line}" for clause in article.clauses)


def _plain(agreement: Agreement, wanted: tuple[str, ...], language: Language) -> Iterator[str]:
    headings = {HEADINGS[key].in_(language) for key in wanted}
    for number, section in enumerate(agreement_reading(agreement, language).sections, start=1):
        if section.heading in headings:
            yield f"  {number}. {section.heading}"
            for position, line in enumerate(section.lines, start=1):
                yield f"    [{number}.{position}] {line}"
