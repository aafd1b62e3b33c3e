"""A pack says the brand's own case, by the contract's own readings; and of a setting that is missing, that it is."""

import json
from datetime import timedelta

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from contracts import odrl_readback
from contracts.compliance import Profile, current
from contracts.compliance.editions import FILES
from contracts.terms import EDITIONS, ROSTER
from contracts.vocabulary import PURPOSES, Language
from market.base.i18n import translate
from market.rentals.dpo import words
from market.rentals.dpo.case import Rented
from market.rentals.dpo.content import Pack, schema
from market.rentals.dpo.rules import pack
from market.rentals.dpo.sheet import outline, whole
from tests.rentals.dpo.asking import DAY, a_brand_of, asked, here, rented
from tests.routes import is_a_route

IN_FRENCH = translate("fr", words.SAID_PURPOSES)
ALL_SET = {
    "MOI_HOSTED_BY": "Exemple Cloud SAS",
    "MOI_HOSTED_IN": "FR",
    "MOI_PRIVACY_CONTACT": "donnees@moi.example",
    "MOI_DGA_NOTIFIED": "Arcep, 2 novembre 2026",
}


@st.composite
def cases(draw: st.DrawFn) -> list[Rented]:
    editions = draw(st.lists(st.sampled_from(sorted(EDITIONS)), unique=True, max_size=3))
    found = []
    for it in editions:
        admitted = EDITIONS[it].purposes.admitted
        purposes = draw(st.sets(st.sampled_from(admitted), min_size=1))
        begun = draw(st.integers(1, 20_000))
        found.append(
            rented(
                it,
                purposes=EDITIONS[it].admit(purposes),
                period=draw(st.sampled_from(EDITIONS[it].periods)),
                begun=begun,
                running=draw(st.integers(0, begun)),
            )
        )
    return found


@given(cases(), st.sampled_from(["fr", "en"]))
def test_every_pack_is_valid_by_its_published_schema_and_says_what_was_rented(
    found: list[Rented], language: str
) -> None:
    made = pack(asked(*found, language=language))
    told = json.loads(made.model_dump_json())
    jsonschema.Draft202012Validator(schema()).validate(told)
    assert Pack.model_validate_json(made.model_dump_json()) == made
    assert made.basis == ("rented" if found else "roster")
    for case, it in zip(made.cases, found or roster_cases(), strict=True):
        assert [each.id for each in case.purposes] == list(it.purposes)
        assert case.erase_within_days == it.terms.retention.days
        assert [each.id for each in case.traits] == [*it.terms.disclosure.claims, "phrases"]
    said = {each for it in made.cases for each in (purpose.plain for purpose in it.purposes)}
    assert set(made.register_entry.purposes) - {words.SAID_PURPOSES, IN_FRENCH} == said
    kinds = {kind.name for it in made.cases for kind in it.said.kinds}
    pictures = (
        {asked(language=language).say(words.IMAGES)}
        if any(it.messages_per_month for it in made.cases)
        else set()
    )
    named = {t.name for it in made.cases for t in it.traits} | kinds | pictures
    assert set(made.register_entry.personal_data) == named


def roster_cases() -> list[Rented]:
    return [rented(it.edition, purposes=it.purposes.admitted) for it in ROSTER.values()]


def test_the_schema_refuses_what_is_no_pack() -> None:
    told = json.loads(pack(asked(rented())).model_dump_json())
    for broken in (
        told | {"version": 2},
        told | {"extra": 1},
        {k: v for k, v in told.items() if k != "cases"},
    ):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.Draft202012Validator(schema()).validate(broken)


@pytest.mark.parametrize("edition", sorted(EDITIONS))
def test_the_sample_has_the_terms_and_purposes_of_the_case_in_three_readings(edition: str) -> None:
    it = rented(edition)
    (case,) = pack(asked(it)).cases
    machine = odrl_readback.facts(json.loads(json.dumps(case.contract.machine)))
    assert machine.purposes == frozenset(it.purposes)
    assert machine.retention_days == it.terms.retention.days
    assert machine.claims == it.terms.disclosure.claims
    for text in (case.contract.plain, case.contract.legal):
        assert "Cycles Garonne SAS" in text and f"{it.terms.retention.days} days" in text
    by = "/moi/{address}/rent" if it.terms.instant else "/asked/{agreement}/accept"
    assert f"(POST {by})" in case.contract.legal and is_a_route(f"POST {by}")
    assert is_a_route(case.contract.machine["pr:withdrawalMethod"])  # type: ignore[arg-type]
    (unsaid, *_) = [p for p in it.terms.purposes.admitted if p not in it.purposes]
    assert PURPOSES[it.purposes[0]].plain.en in case.contract.plain
    assert PURPOSES[unsaid].plain.en not in case.contract.plain


def test_what_the_operator_has_not_said_is_said_to_be_missing_on_the_first_page() -> None:
    made = pack(asked(rented()))
    assert len(made.missing) == 4
    first = outline(made).sections[0]
    assert first.heading == "What is missing here" and list(first.items) == list(made.missing)
    assert made.transfers.inside is None and "has not said" in made.register_entry.transfers
    said = pack(asked(rented(), settings=here(**ALL_SET)))
    assert said.missing == () and said.transfers.inside is True
    assert "Exemple Cloud SAS, France" in said.register_entry.transfers
    assert outline(said).sections[0].heading == "Register entry"


@pytest.mark.parametrize("name", sorted(ALL_SET))
def test_each_of_the_four_settings_is_missed_by_itself(name: str) -> None:
    settings = {key: value for key, value in ALL_SET.items() if key != name}
    assert len(pack(asked(rented(), settings=here(**settings))).missing) == 1


def test_a_market_outside_the_union_says_so_against_its_own_contract() -> None:
    made = pack(asked(rented(), settings=here(**ALL_SET | {"MOI_HOSTED_IN": "US"})))
    assert made.transfers.inside is False
    assert "outside the Union: Exemple Cloud SAS, United States" in made.register_entry.transfers


@pytest.mark.parametrize("code", ["fr", "FRA", "F"])
def test_a_country_that_is_none_does_not_start(code: str) -> None:
    with pytest.raises(ValidationError):
        here(MOI_HOSTED_IN=code)


def test_a_measure_that_depends_on_the_settings_is_told_where_it_holds() -> None:
    def told(**settings: str) -> set[str]:
        return {it.id for it in pack(asked(rented(), settings=here(**settings))).security}

    plain = told(MOI_PUBLIC_URL="http://moi.test", SMTP_URL="smtp://mail.test:25")
    assert not plain & {"https", "mail-tls"} and "sealed" in plain
    assert told(MOI_PUBLIC_URL="https://moi.test") - plain == {"https"}
    assert told(SMTP_URL="smtps://mail.test:465") - plain == {"mail-tls"}


def test_processors_that_the_contract_names_are_recipients() -> None:
    none = pack(asked(rented())).register_entry.recipients
    assert none[:2] == ("You: Cycles Garonne SAS", "No processor: none is named in your contracts.")
    assert none[2:] == (words.SAID_RECIPIENTS,)
    named = pack(asked(rented(processors=("Routeur SARL",)))).register_entry.recipients
    assert named[:2] == ("You: Cycles Garonne SAS", "Processor named in the contract: Routeur SARL")


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("rents", [True, False])
def test_the_sample_names_them_as_the_contract_does_in_each_reading(language: Language, rents: bool) -> None:
    """Of a brand that has rented nothing, those that its first contract will name."""
    named = ("Routeur SARL", "Nuage SAS")
    found = [rented(processors=named)] if rents else []
    made = pack(asked(*found, brand=a_brand_of(processors=named), language=language))
    assert len(made.register_entry.recipients) == 4
    for case in made.cases:
        machine = json.dumps(case.contract.machine)
        assert case.processors == named
        for number, name in enumerate(named, 1):
            assert name in case.contract.plain and name in case.contract.legal
            assert f'"urn:moi:processor:example-{number}"' in machine


def test_those_whom_the_next_contracts_will_name_are_told_apart() -> None:
    brand = a_brand_of(processors=("Routeur SARL", "Nuage SAS"))
    told = pack(asked(rented(processors=("Routeur SARL",)), brand=brand)).register_entry.recipients
    assert told[1:-1] == (
        "Processor named in the contract: Routeur SARL",
        "Processor that your next contracts will name: Nuage SAS",
    )


def test_an_entry_of_the_profile_that_changes_changes_the_pack() -> None:
    data = json.loads((FILES / f"{current().edition}.json").read_text())
    duty = next(it for it in data["obligations"] if "brand" in it["binds"] and not it["right"])
    duty["met"] = {"fr": "Autrement.", "en": "In another way."}
    right = next(it for it in data["obligations"] if "brand" in it["binds"] and it["right"])
    right["until"] = (DAY + timedelta(days=1)).isoformat()
    platforms = next(it for it in data["obligations"] if it["binds"] == ["platform"])
    profile = Profile.model_validate_json(json.dumps(data | {"edition": current().edition + 1}))
    made = pack(asked(rented(), profile=profile))
    assert next(it for it in made.duties if it.id == duty["id"]).met == "In another way."
    assert "Here: In another way." in str(outline(made).sections)
    assert right["id"] in {it.id for it in made.rights} and made.profile_edition == current().edition + 1
    later = pack(asked(rented(), profile=profile, day=DAY + timedelta(days=1)))
    assert right["id"] not in {it.id for it in later.rights}, "what has ended is asked no more"
    assert platforms["id"] not in {it.id for it in (*made.rights, *made.duties)}, "what binds Moi alone"


def test_paper_has_all_of_it_and_the_page_all_but_the_contracts() -> None:
    made = pack(asked(rented(), rented("ample-2")))
    paper, page = whole(made), outline(made)
    assert list(paper.sections[: len(page.sections)]) == list(page.sections)
    quoted = ["\n".join(it.quoted) + "\n" for it in paper.sections if it.quoted]
    assert quoted == [text for it in made.cases for text in (it.contract.plain, it.contract.legal)]


def test_a_brand_abroad_is_named_by_its_country_and_number() -> None:
    brand = a_brand_of("Radhaus GmbH", siren=None, vat_number="DE811907980", country="DE", street=None)
    made = pack(asked(rented(), brand=brand, language="fr"))
    (_, said), _ = outline(made).facts
    assert "Radhaus GmbH" in said and "Allemagne" in said and "DE811907980" in said
    assert current().edition == made.profile_edition
