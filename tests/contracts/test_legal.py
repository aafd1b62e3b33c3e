"""The legal reading says what the terms say, in numbered clauses, in both languages."""

import re
from dataclasses import replace

import pytest

from contracts import legal
from contracts.agreement import Agreement, Party
from contracts.facts import of_agreement, of_terms
from contracts.legal import articles
from contracts.legal.readback import ClauseMissing, ClauseUnknown, facts
from contracts.terms import EDITIONS, Proffer
from contracts.terms_hash import terms_hash
from contracts.vocabulary import ACTIONS, PROHIBITIONS, PURPOSES, Language
from tests.contracts.builders import SALT, an_agreement
from tests.contracts.test_readings import AGREEMENTS, IN_BOTH, LANGUAGES

PROCESSORS = (
    Party(id="https://moi.example/n/q7", name="Atelier Mots"),
    Party(id="https://x.example", name="Nord"),
)
EACH = pytest.mark.parametrize("agreement", AGREEMENTS, ids=lambda a: f"{a.terms.id}-{a.period}")


@IN_BOTH
@pytest.mark.parametrize("name", EDITIONS)
def test_the_legal_reading_of_terms_states_what_the_terms_say(name: str, language: Language) -> None:
    terms = EDITIONS[name]
    assert facts(legal.terms_reading(terms, language).text, language) == of_terms(terms)


@IN_BOTH
@EACH
def test_the_legal_reading_of_an_agreement_states_what_holds(
    agreement: Agreement, language: Language
) -> None:
    assert facts(legal.agreement_reading(agreement, language).text, language) == of_agreement(agreement)


@IN_BOTH
def test_it_names_the_parties_the_processors_and_the_purposes_that_were_declared(language: Language) -> None:
    agreement = an_agreement(recipients=PROCESSORS, purposes=("recommend",))
    clauses = legal.numbers(legal.agreement_reading(agreement, language))
    for words in ("kavo-tilu", "https://moi.example/n/p1a2", "Cycles Garonne", "https://moi.example/n/b3c4"):
        assert words in clauses["1.1"].text
    assert "Atelier Mots, Nord" in clauses["12.1"].text
    assert [number for number in clauses if number.startswith("4.1.")] == ["4.1.3"]
    assert agreement.terms_hash in clauses["15.4"].text


def test_what_was_agreed_before_has_no_legal_reading() -> None:
    terms = EDITIONS["standard-2"]
    before = an_agreement(schema_version=1, terms_hash=terms_hash(terms, SALT, 1))
    with pytest.raises(legal.NoLegalReading) as refusal:
        legal.agreement_reading(before, "fr")
    assert refusal.value.agreement_id == before.agreement_id


def test_both_languages_have_the_same_clauses_and_the_same_guarantees() -> None:
    marks = {words.in_("fr"): words.in_("en") for words in articles.KEPT.values()} | {"": ""}
    for agreement in AGREEMENTS:
        french, english = (legal.agreement_reading(agreement, it) for it in LANGUAGES)
        assert [a.number for a in french.articles] == [a.number for a in english.articles]
        ours, theirs = legal.numbers(french), legal.numbers(english)
        assert list(ours) == list(theirs)
        assert [marks[it.kept] for it in ours.values()] == [it.kept for it in theirs.values()]


def test_a_clause_keeps_its_number_whatever_the_terms() -> None:
    """The key of each number, whoever says it: of one number there is one meaning."""
    meant: dict[str, set[str]] = {}
    for wording in (*articles.WORDINGS, *articles.DATA):
        meant.setdefault(wording.number, set()).add(wording.key)
    lists = (articles.PURPOSES_1, articles.ACTIONS_1, articles.PROHIBITIONS_1)
    items = {it.number: it.key for those in lists for it in those}
    assert len(items) == sum(map(len, lists))
    assert {it.number: it.key for it in articles.DATA_ITEMS}.items() <= items.items()
    for terms in EDITIONS.values():
        for number in legal.numbers(legal.terms_reading(terms, "en")):
            assert number in meant or number in items or number.startswith("A.")
    for agreement in AGREEMENTS:
        of_its_terms = legal.numbers(legal.terms_reading(agreement.terms, "en"))
        assert list(legal.numbers(legal.agreement_reading(agreement, "en"))) == list(of_its_terms)


def test_every_purpose_action_and_prohibition_has_a_clause_of_its_own() -> None:
    for words, wordings in (
        (PURPOSES, articles.PURPOSES_1),
        (ACTIONS, articles.ACTIONS_1),
        (PROHIBITIONS, articles.PROHIBITIONS_1),
    ):
        assert {it.key for it in wordings} == set(words)
        for language in LANGUAGES:
            assert len({it.text.in_(language) for it in wordings}) == len(words)


def test_french_never_breaks_before_its_double_signs() -> None:
    for agreement in AGREEMENTS:
        for reading in (legal.agreement_reading(agreement, "fr"), legal.terms_reading(agreement.terms, "fr")):
            assert not re.search(r" [:;?!»€]|« |[^\s\d\xa0][;?!»€]", reading.text)
            assert "'" not in reading.text and "\u202f" not in reading.text


def test_what_a_lawyer_looks_for_stands_in_both_languages() -> None:
    agreement = an_agreement(Proffer("simple", "P1M", 1900))
    french = legal.numbers(legal.agreement_reading(agreement, "fr"))
    english = legal.numbers(legal.agreement_reading(agreement, "en"))
    for number, fr, en in (
        ("1.3", "Elle n’est pas partie au contrat.", "It is not a party to the contract."),
        ("2.3", "ni vente ni cession", "neither a sale nor an assignment"),
        ("4.1.2", "article 6, paragraphe 1, point a", "article 6(1)(a)"),
        ("4.2", "article 6, paragraphe 1, point b", "article 6(1)(b)"),
        ("6.2", "expressément est interdit", "expressly allow is forbidden"),
        ("8.1", "19,00\xa0€", "€19.00"),
        (
            "8.2",
            "15,20\xa0€ au Titulaire, et 3,80\xa0€ à la Plateforme",
            "€15.20 goes to the Holder, and €3.80",
        ),
        ("9.1", "du 20\xa0octobre\xa02026 à\xa014:05:33", "from 20\xa0October\xa02026 at\xa014:05:33"),
        ("9.3", "ne se reconduit pas tacitement", "not tacitly renewed"),
        ("10.1", "sans motif ni frais, en aussi peu de gestes", "without reason or cost, in as few steps"),
        ("10.2", "prend effet aussitôt", "takes effect at once"),
        ("11.1", "dans les 7 jours", "within 7 days"),
        ("11.3", "27\xa0novembre\xa02026", "27\xa0November\xa02026"),
        ("13.1", "ne peut renoncer", "cannot be waived"),
        ("15.1", "droit français", "French law"),
        ("15.2", "tribunaux français", "French courts"),
        ("15.3", "Le doute profite au Titulaire", "resolved in the Holder’s favour"),
    ):
        assert fr in french[number].text, number
        assert en in english[number].text, number


@IN_BOTH
def test_a_changed_figure_or_guarantee_is_seen(language: Language) -> None:
    agreement = an_agreement()
    text = legal.agreement_reading(agreement, language).text
    technical, contractual = (articles.KEPT[it].in_(language) for it in ("technical", "legal"))
    for shown, other in (
        ("30", "31"),
        ("14:05:33", "15:05:33"),
        (" 45 ", " 44 "),
        (f"[{technical}]", f"[{contractual}]"),
    ):
        changed = text.replace(shown, other)
        assert changed != text
        try:
            assert facts(changed, language) != of_agreement(agreement)
        except ClauseMissing:
            assert shown == " 45 "


@IN_BOTH
def test_a_clause_that_is_missing_added_renumbered_or_reworded_is_refused(language: Language) -> None:
    reading = legal.agreement_reading(an_agreement(), language)
    lines = reading.text.splitlines()
    for clause in legal.numbers(reading).values():
        if clause.item:
            continue
        place = lines.index(clause.line)
        without = "\n".join(lines[:place] + lines[place + 1 :]) + "\n"
        if clause.number == "11.4":  # some terms do not have it, whatever else they say
            assert facts(without, language) != of_agreement(an_agreement())
            continue
        with pytest.raises(ClauseMissing):
            facts(without, language)
    place = lines.index(legal.numbers(reading)["6.2"].line)
    for wrong in (
        replace(legal.numbers(reading)["6.2"], number="6.3"),
        replace(legal.numbers(reading)["6.2"], text="La Marque fait ce qu’elle veut."),
        legal.numbers(reading)["7.3"],
        replace(legal.numbers(reading)["6.1.1"], number="6.1.7"),
    ):
        with pytest.raises((ClauseUnknown, ClauseMissing)):
            facts("\n".join([*lines[:place], wrong.line, *lines[place + 1 :]]) + "\n", language)
    with pytest.raises(ClauseUnknown):
        facts(reading.text.replace("Article 6.", "Article 66."), language)
