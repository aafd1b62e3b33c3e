import re
from textwrap import wrap

import pytest

from contracts.agreement import Agreement, Party
from contracts.facts import of_agreement, of_terms
from contracts.readback import SentenceMissing, facts
from contracts.readings import agreement_reading, terms_reading
from contracts.sentences import HEADINGS, KEPT, SENTENCES
from contracts.sentences_said import every_wording
from contracts.terms import ROSTER, Proffer
from contracts.vocabulary import ACTIONS, CLAIMS, GROUPS, PROHIBITIONS, PURPOSES, Language
from tests.contracts.builders import an_agreement

# What a sheet of A4 holds in two columns of small print, with room for ten processors
# (tests/browser/test_on_paper.py prints them).
A4_COLUMNS, A4_LINES = 54, 2 * 65

LANGUAGES: tuple[Language, ...] = ("fr", "en")
IN_BOTH = pytest.mark.parametrize("language", LANGUAGES)
AGREEMENTS = [
    an_agreement(Proffer(terms.id, period, step), begun=begun)
    for terms in ROSTER.values()
    for period, step, begun in zip(terms.periods, (1900, 19900), (True, False), strict=True)
]


@IN_BOTH
@pytest.mark.parametrize("variant", sorted(ROSTER))
def test_the_reading_of_terms_states_what_the_terms_say(variant: str, language: Language) -> None:
    terms = ROSTER[variant]
    assert facts(terms_reading(terms, language).text, language) == of_terms(terms)


@IN_BOTH
@pytest.mark.parametrize("agreement", AGREEMENTS, ids=lambda a: f"{a.terms.id}-{a.period}")
def test_the_reading_of_an_agreement_states_what_holds(agreement: Agreement, language: Language) -> None:
    assert facts(agreement_reading(agreement, language).text, language) == of_agreement(agreement)


@IN_BOTH
def test_an_agreement_names_the_purposes_that_the_brand_declared_and_no_other(language: Language) -> None:
    agreement = an_agreement(purposes=("recommend",))
    text = agreement_reading(agreement, language).text
    assert facts(text, language).purposes == {"recommend"}
    assert PURPOSES["market-research"].plain.in_(language) not in text


@IN_BOTH
@pytest.mark.parametrize("agreement", AGREEMENTS, ids=lambda a: f"{a.terms.id}-{a.period}")
def test_a_reading_is_a_page_at_most(agreement: Agreement, language: Language) -> None:
    for reading in (agreement_reading(agreement, language), terms_reading(agreement.terms, language)):
        lines = [part for line in reading.text.splitlines() for part in wrap(line, A4_COLUMNS) or [""]]
        assert len(lines) <= A4_LINES
        _, _, names = reading.text.partition("\n\n" + HEADINGS["claims"].in_(language))
        assert len(names.strip().splitlines()) == len(
            {CLAIMS[it].group for it in agreement.terms.disclosure.claims}
        )


@IN_BOTH
def test_sentences_are_short(language: Language) -> None:
    for _, words in every_wording():
        for sentence in re.split(r"(?<=\.) ", words.in_(language)):
            assert len(sentence.split()) <= 24, sentence


def test_french_never_breaks_before_its_double_signs() -> None:
    for agreement in AGREEMENTS:
        text = agreement_reading(agreement, "fr").text + terms_reading(agreement.terms, "fr").text
        assert not re.search(r" [:;?!»€]|« |[^\s\d\xa0][;?!»€]", text)
        assert "'" not in text
        assert "\u202f" not in text


@IN_BOTH
def test_no_two_sentences_can_be_mistaken(language: Language) -> None:
    """What the read-back rests on: each plain sentence and each claim's name stands for one thing."""
    plain = [
        term.plain.in_(language) for words in (PURPOSES, ACTIONS, PROHIBITIONS) for term in words.values()
    ]
    assert len(set(plain)) == len(plain)
    assert len({claim.text.in_(language) for claim in CLAIMS.values()}) == len(CLAIMS)
    assert len({words.in_(language) for words in KEPT.values()}) == len(KEPT)


def test_the_whole_reading_in_french() -> None:
    agreement = an_agreement(
        Proffer("simple", "P1M", 1900),
        recipients=(Party(id="https://moi.example/n/q7", name="Atelier Mots"),),
    )
    lines = agreement_reading(agreement, "fr").text.replace("\u00a0", "_").splitlines()
    assert lines[:6] == [
        "Location_: un mois",
        "",
        "Cycles Garonne loue le moi «_kavo-tilu_».",
        "La location dure un mois, du 20_octobre_2026 à_14:05:33 (UTC+2)"
        " au 20_novembre_2026 à_14:05:33 (UTC+1). La fiche ne change pas pendant ce temps. [service]",
        "Prix toutes taxes comprises_: 19,00_€, dont 15,20_€ pour le titulaire et 3,80_€ pour la plateforme."
        " [service]",
        "Moi tient la trace, et n’est pas une partie. [trace]",
    ]
    assert "La marque peut confier la fiche à ces sous-traitants_: Atelier Mots. [contrat]" in lines
    assert "Leurs noms se trouvent à la fin. Les phrases choisies sont dévoilées avec eux. [service]" in lines
    assert (
        "Ce que dit le titulaire (réponses, messages, réactions, codes utilisés, jours de lecture) suit les règles"
        " de la fiche, de l’usage à l’effacement." in lines
    )
    assert (
        "La marque ne le lit que pendant la location_; sa trace en garde_: jour, référence, rang, reprise, réaction,"
        " empreinte. [service]" in lines
    )
    assert "Tant qu’une banque conteste le paiement, l’accès et le contact sont suspendus. [service]" in lines
    assert (
        "Par mois de location, au plus 2 invitations, 4 messages, une question, et 4 autres récompensées chacune"
        " du minimum au moins. [service]" in lines
    )
    assert (
        "La location finie, la marque ne se sert plus de la fiche et efface ses copies sous 7 jours. [contrat]"
        in lines
    )
    assert "Le contrat qui renouvelle reprend les copies. [trace]" in lines
    assert (
        "Sans arrêt avant le terme, elle les efface au plus tard le 27_novembre_2026 à_14:05:33 (UTC+1). [contrat]"
        in lines
    )
    assert "Elle signe qu’il n’en reste aucune_; la trace dit si elle l’a fait, et à temps. [trace]" in lines


def test_the_whole_reading_in_english() -> None:
    lines = agreement_reading(an_agreement(begun=False), "en").text.replace("\u00a0", "_").splitlines()
    assert lines[:6] == [
        "Rental: one month",
        "",
        "Cycles Garonne rents the persona “kavo-tilu”.",
        "The rental lasts one month and starts at payment. The sheet does not change meanwhile. [service]",
        "Price including all taxes: €19.00, of which €15.20 for the holder and €3.80 for the platform."
        " [service]",
        "Moi keeps the record and is not a party. [record]",
    ]
    assert "At most 1,000 reads per rental day. [service]" in lines
    assert not [line for line in lines if "erases them by" in line]


@IN_BOTH
@pytest.mark.parametrize("key", ["disclosed", "reads", "monthly", "use_erased", "verified"])
def test_a_reading_without_a_sentence_is_not_read_as_whole(key: str, language: Language) -> None:
    text = terms_reading(ROSTER["standard"], language).text
    start = SENTENCES[key].in_(language).partition("{")[0]
    cut = "\n".join(line for line in text.splitlines() if not line.startswith(start))
    assert len(cut) < len(text) - 20
    with pytest.raises(SentenceMissing):
        facts(cut, language)


@IN_BOTH
@pytest.mark.parametrize("group", ["home", "intentions"])
def test_a_reading_without_the_names_of_a_group_is_not_read_as_whole(group: str, language: Language) -> None:
    lines = terms_reading(ROSTER["standard"], language).text.splitlines()
    cut = [line for line in lines if not re.match(rf"{GROUPS[group].text.in_(language)}\W", line)]
    assert len(cut) == len(lines) - 1
    with pytest.raises(SentenceMissing):
        facts("\n".join(cut), language)


@IN_BOTH
def test_a_changed_figure_is_seen(language: Language) -> None:
    agreement = an_agreement()
    text = agreement_reading(agreement, language).text
    for shown, other in (("30", "31"), ("14:05:33", "15:05:33"), (" 45 ", " 44 ")):
        changed = text.replace(shown, other)
        assert changed != text
        try:
            assert facts(changed, language) != of_agreement(agreement)
        except SentenceMissing:
            assert shown == " 45 "
