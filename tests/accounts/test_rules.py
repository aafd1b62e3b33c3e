"""Pure decisions of accounts."""

import itertools
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.eu import vat as eu_vat

from contracts.vat import OUTSIDE, in_union, known
from market.accounts import refusals, rules
from market.accounts.numbers import NO_COUNTRYS
from market.accounts.passwords import HASHER, NOBODYS, outdated
from market.accounts.rules import Event, State
from market.base.errors import Refusal


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ada",
        "ada@",
        "@example.org",
        "ada@example",
        "a da@example.org",
        "ada@example.org\nBcc: x@example.org",
        "é@example.org",
        f"{'a' * 65}@example.org",
        "ada@localhost",
        "ada@[127.0.0.1]",
    ],
)
def test_what_mail_cannot_reach_is_no_address(text: str) -> None:
    with pytest.raises(refusals.EmailNotValid):
        rules.email_address(text)


def test_an_address_is_kept_as_mail_takes_it() -> None:
    assert rules.email_address("  Ada.L@Exämple.com ") == "Ada.L@xn--exmple-cua.com"


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("court", "short"),
        ("x" * 11, "short"),
        ("velo marteau lune riz" * 10, "long"),
        ("aaaaaaaaaaaaaaa", "repeats"),
        ("abababababab", "repeats"),
        ("motdepasse1234", "common"),
        ("azertyuiop1234", "common"),
        ("Password12345678", "common"),
        ("ada.lovelace123", "personal"),
    ],
)
def test_a_guessable_password_is_refused_and_told_why(password: str, reason: str) -> None:
    with pytest.raises(refusals.PasswordTooWeak) as refused:
        rules.check_password(password, "ada.lovelace")
    assert refused.value.facts["reason"] == reason
    assert password not in str(refused.value)


@pytest.mark.parametrize(
    "password", ["quatre mots sans rapport", "correct horse battery", "пароль из слов здесь"]
)
def test_a_few_words_are_a_good_password(password: str) -> None:
    rules.check_password(password, "ada")


@given(st.text(max_size=200), st.text(max_size=30))
def test_any_password_is_accepted_or_refused_and_never_breaks(password: str, personal: str) -> None:
    try:
        rules.check_password(password, personal)
    except refusals.PasswordTooWeak:
        return
    assert rules.PASSWORD_MIN <= len(password) <= rules.PASSWORD_MAX * 2


@pytest.mark.parametrize(
    ("siren", "vat", "known"),
    [
        ("732 829 320", "", ("732829320", None, "FR")),
        ("", "FR 40 303 265 045", ("303265045", "FR40303265045", "FR")),
        ("303265045", "FR40303265045", ("303265045", "FR40303265045", "FR")),
        ("", "de 136 695 976", (None, "DE136695976", "DE")),
        ("", "EL094259216", (None, "EL094259216", "GR")),
        ("", "CHE-107.787.577 MWST", (None, "CHE107787577", "CH")),
        ("", "che 107 787 577 tva", (None, "CHE107787577", "CH")),
        ("", "CHE107787577", (None, "CHE107787577", "CH")),
        ("", "GB 980 7806 84", (None, "GB980780684", "GB")),
        ("", "GB980780684001", (None, "GB980780684", "GB")),
        ("", "NO 995 525 828 MVA", (None, "NO995525828MVA", "NO")),
    ],
)
def test_a_company_is_known_by_its_numbers(siren: str, vat: str, known: tuple[str, str, str]) -> None:
    company = rules.company("Vélos  Réunis\tSAS", "", siren, vat)
    assert (company.siren, company.vat_number, company.country) == known
    assert (company.legal_name, company.trading_name) == ("Vélos Réunis SAS", "Vélos Réunis SAS")


@pytest.mark.parametrize(
    ("siren", "vat", "refusal"),
    [
        ("", " ", refusals.NumberMissing),
        ("732829321", "", refusals.NumberNotValid),
        ("73282932", "", refusals.NumberNotValid),
        ("abc", "", refusals.NumberNotValid),
        ("", "FR41303265045", refusals.NumberNotValid),
        ("", "US123456789", refusals.NumberNotValid),
        ("", "303265045", refusals.NumberNotValid),
        ("", "CHE107787578", refusals.NumberNotValid),
        ("", "CHE107787577XXX", refusals.NumberNotValid),
        ("", "CH107787577", refusals.NumberNotValid),
        ("", "GB980780685", refusals.NumberNotValid),
        ("", "GBGD001", refusals.NumberNotValid),
        ("", "NO995525829MVA", refusals.NumberNotValid),
        ("", "NO995525828", refusals.NumberNotValid),
        ("", "EU372000041", refusals.NumberOfNoCountry),
        ("", "xi 110 3058 78", refusals.NumberOfNoCountry),
        ("", "IM3720000224", refusals.NumberOfNoCountry),
        ("732829320", "EU372000041", refusals.NumberOfNoCountry),
        ("732829320", "FR40303265045", refusals.NumbersDisagree),
    ],
)
def test_a_company_without_sound_numbers_is_none(siren: str, vat: str, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        rules.company("Vélos Réunis", "", siren, vat)


def test_every_country_whose_numbers_are_read_is_one_that_the_tax_knows() -> None:
    members = {it.upper() for it in eu_vat.MEMBER_STATES} - set(NO_COUNTRYS)
    assert all(in_union(it, date(2026, 11, 26)) for it in members) and len(members) == 27
    assert all(known(it) for it in members | OUTSIDE) and not any(known(it) for it in NO_COUNTRYS)


@pytest.mark.parametrize("name", ["", " ", "x", "a" * 161, "evil\x00name", "evil\u202ename"])
def test_a_name_is_one_readable_line(name: str) -> None:
    with pytest.raises(refusals.NameNotValid):
        rules.company(name, "", "732829320", "")


def test_a_brand_moves_by_its_table_and_no_other_way() -> None:
    for state, event in itertools.product(State, Event):
        if (state, event) in rules.MOVES:
            assert rules.move(state, event) is rules.MOVES[state, event]
        else:
            with pytest.raises(refusals.BrandNotMovable):
                rules.move(state, event)
    assert not any(state is State.REFUSED for state, _ in rules.MOVES)


@pytest.mark.parametrize("scopes", [set(), {"members:write"}, {"rentals:read", ""}])
def test_a_key_has_scopes_that_exist(scopes: set[str]) -> None:
    with pytest.raises(refusals.UnknownScope):
        rules.check_scopes(frozenset(scopes))


def test_nobodys_hash_costs_what_a_real_one_does() -> None:
    assert not outdated(NOBODYS)
    assert HASHER.time_cost >= 2
    assert HASHER.memory_cost >= 19 * 1024
    assert HASHER.type.name == "ID"
