"""Who invoices: the settings' company; a local one where nobody is sued; production refuses to start without."""

import pytest

from market import doctor
from market.base.settings import Settings
from market.money.documents.seller import LOCAL, missing, seller

GIVEN = {
    "MOI_SELLER_NAME": "Moi SAS",
    "MOI_SELLER_LEGAL": "SAS au capital de 10 000 €, RCS Lyon 012 345 674",
    "MOI_SELLER_STREET": "1 place Bellecour",
    "MOI_SELLER_POSTCODE": "69002",
    "MOI_SELLER_CITY": "Lyon",
    "MOI_SELLER_SIREN": "012345674",
    "MOI_SELLER_VAT_NUMBER": "FR09012345674",
}


@pytest.fixture
def production(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.setenv("MOI_MODE", "production")
    for name, value in GIVEN.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def said() -> list[str]:
    return [it.what for it in doctor.in_settings(Settings()) if "MOI_SELLER" in it.what]


def test_the_settings_name_the_company(production: pytest.MonkeyPatch) -> None:
    found = seller(Settings())
    assert (found.name, found.city, found.siren) == ("Moi SAS", "Lyon", "012345674")
    assert found.country == "FR"
    assert missing(Settings()) == []
    assert said() == []


@pytest.mark.parametrize("name", GIVEN)
def test_production_does_not_start_without_each_of_them(production: pytest.MonkeyPatch, name: str) -> None:
    production.delenv(name)
    (what,) = said()
    assert name in what


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MOI_SELLER_SIREN", "012345675"),
        ("MOI_SELLER_VAT_NUMBER", "FR09012345675"),
        ("MOI_SELLER_VAT_NUMBER", "FR66000000018"),  # another company's
        ("MOI_SELLER_VAT_NUMBER", "BE0403019261"),
        ("MOI_SELLER_VAT_NUMBER", "FR09 012345674"),
    ],
)
def test_production_does_not_start_with_numbers_that_are_wrong(
    production: pytest.MonkeyPatch, name: str, value: str
) -> None:
    production.setenv(name, value)
    (what,) = said()
    assert "MOI_SELLER_VAT_NUMBER" in what


def test_locally_a_company_that_does_not_exist_invoices() -> None:
    assert seller(Settings()) == LOCAL
    assert LOCAL.siren is not None
    assert LOCAL.siren.startswith("0"), "no real SIREN begins with a zero"
