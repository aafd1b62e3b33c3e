"""A pack tells of what the person says to the brand wherever the terms let the brand hear it."""

import json

import pytest

from contracts.terms import EDITIONS
from contracts.vocabulary import SAID, Language
from market.rentals.dpo.rules import pack
from market.rentals.dpo.sheet import outline, whole
from tests.rentals.dpo.asking import a_brand_of, asked, rented

CONTACT = {"contact_address": "2 quai des Chartrons, 33000 Bordeaux", "contact": "donnees@garonne.example"}


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(
    ("edition", "kinds"),
    [
        ("standard-2", ["reaction", "redemption"]),
        ("standard-3", ["answer", "reaction", "redemption"]),
        ("standard-4", ["answer", "message", "reaction", "redemption", "receipt"]),
        ("standard-5", ["answer", "message", "reaction", "redemption", "receipt"]),
    ],
)
def test_the_entry_lists_what_the_terms_let_the_brand_hear(
    edition: str, kinds: list[str], language: Language
) -> None:
    made = pack(asked(rented(edition), language=language))
    (case,) = made.cases
    assert [it.id for it in case.said.kinds] == kinds
    assert [it.iri for it in case.said.kinds] == [SAID[it].iri for it in kinds]
    names = [SAID[it].text.in_(language) for it in kinds]
    pictures = {
        "fr": "Images que la personne joint à un message",
        "en": "Images that the person sends with a message",
    }
    listed = [*names, *([pictures[language]] if "message" in kinds else [])]
    assert list(made.register_entry.personal_data[-len(listed) :]) == listed
    assert case.messages_per_month == EDITIONS[edition].contact.messages_per_month
    assert case.questions_per_month == EDITIONS[edition].contact.questions_per_month
    for sheet in (outline(made), whole(made)):
        assert " · ".join(names) in str(sheet.sections)


def test_purposes_recipients_and_erasure_speak_of_it_as_each_contract_does() -> None:
    made = pack(asked(rented("standard-3"), rented("ample-4")))
    entry = made.register_entry
    assert entry.purposes[-1] == "What the person says to you serves these purposes and no other."
    assert entry.recipients[-1].endswith("of the sheet and of what the person says to you.")
    assert "as your contracts under ample-4 have it" in entry.erasure
    assert "Your contracts under standard-3 speak of the sheet alone" in entry.erasure
    assert [it.said.bound for it in made.cases] == [False, True]
    assert "clauses 3.5 and 5.3" in made.cases[1].said.plain
    for number in ("3.5", "5.3"):
        assert f"\n{number}. " in made.cases[1].contract.legal
        assert f"\n{number}. " not in made.cases[0].contract.legal


@pytest.mark.parametrize(("language", "law"), [("fr", "RGPD, article"), ("en", "GDPR, article")])
def test_the_sheet_comes_by_article_14_and_what_the_person_says_by_article_13(
    language: Language, law: str
) -> None:
    source = pack(asked(rented("standard-4"), language=language)).register_entry.source
    sheet, _, said = source.partition(f"({law} 14)")
    assert f"({law} 13)" in said and not sheet.count("13")


def test_the_controller_is_named_with_address_and_contact() -> None:
    told = json.loads(pack(asked(rented(), brand=a_brand_of(**CONTACT))).model_dump_json())
    controller = told["register_entry"]["controller"]
    assert controller["name"] == "Cycles Garonne SAS"
    assert controller["address"] == "2 quai des Chartrons, 33000 Bordeaux"
    assert {name: controller[name] for name in CONTACT} == CONTACT


@pytest.mark.parametrize(("language", "none"), [("fr", "Aucun"), ("en", "None")])
def test_a_brand_without_a_contact_is_told_that_it_has_none(language: Language, none: str) -> None:
    made = pack(asked(rented(), language=language))
    entry = next(it for it in outline(made).sections if len(it.rows) == 12)
    rows = dict(entry.rows)
    name = {"fr": "Contact pour les données personnelles", "en": "Contact for personal data"}[language]
    assert rows[name][0].startswith(none)
    assert made.register_entry.controller.contact is None
    given = pack(asked(rented(), brand=a_brand_of(**CONTACT), language=language))
    entry = next(it for it in outline(given).sections if len(it.rows) == 12)
    assert dict(entry.rows)[name] == list(CONTACT.values())


@pytest.mark.parametrize("language", ["fr", "en"])
def test_nobody_is_said_never_to_be_identified_where_they_may_write_or_show_it(language: Language) -> None:
    made = pack(asked(rented("standard-4"), language=language))
    persons = made.register_entry.persons
    assert {"fr": "Moi ne vous dit jamais", "en": "Moi never tells you"}[language] in persons
    assert {"fr": "peut le dire", "en": "of their own accord may"}[language] in persons
    (pseudonyms,) = [it for it in made.security if it.id == "pseudonyms"]
    assert {"fr": "Moi ne transmet", "en": "Moi passes on no name"}[language] in pseudonyms.words


@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_the_fourth_edition_leaves_out_is_said_to_be_bound_by_the_law_alone(language: Language) -> None:
    (fourth, fifth) = pack(asked(rented("standard-4"), rented("standard-5"), language=language)).cases
    names = [SAID[it].text.in_(language) for it in ("redemption", "receipt")]
    assert fourth.said.plain.endswith(f"{' · '.join(names)}.")
    assert not any(name in fifth.said.plain for name in names)
    assert fifth.questions_per_month == 5 and fourth.questions_per_month == 1
    reads = {
        case.edition: next(it.plain for it in case.actions if it.id == "read") for case in (fourth, fifth)
    }
    assert reads["standard-4"] != reads["standard-5"]
    assert {"fr": "ce que dit le titulaire", "en": "what the holder says"}[language] in reads["standard-5"]
