"""Account details: what a bank can pay to passes, everything else is refused by name and never said back."""

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from schwifty import IBAN

from market.base.errors import Refusal
from market.money.payouts.account import Payee, for_bank, masked, payee
from market.money.payouts.errors import BicNotValid, IbanNotSepa, IbanNotValid, PayeeNameNotValid

GOOD = "FR7630006000011234567890189"


@pytest.mark.parametrize(
    "typed",
    [
        GOOD,
        "fr76 3000 6000 0112 3456 7890 189",
        "FR76-3000-6000-0112-3456-7890-189",
        "DE89370400440532013000",
        "GB82WEST12345698765432",
        "CH9300762011623852957",
        "MC5811222000010123456789030",
        "AL47212110090000000235698741",
        "MD24AG000225100013104168",
        "ME25505000012345678951",
        "MK07250120000058984",
    ],
)
def test_an_iban_of_a_country_that_sepa_reaches_passes(typed: str) -> None:
    assert payee("Ada", typed).iban == "".join(it for it in typed.upper() if it.isalnum())


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        ("", IbanNotValid),
        ("FR7630006000011234567890188", IbanNotValid),  # a wrong digit
        ("FR763000600001123456789018", IbanNotValid),  # too short
        ("FR7630006000011234567890189FR76", IbanNotValid),
        ("XX7630006000011234567890189", IbanNotValid),
        ("30006000011234567890189", IbanNotValid),
        ("FR76<script>", IbanNotValid),
        ("F" * 5000, IbanNotValid),
        ("TR330006100519786457841326", IbanNotSepa),
        ("BR1800360305000010009795493C1", IbanNotSepa),
    ],
)
def test_any_other_is_refused_without_saying_it_back(typed: str, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal) as refused:
        payee("Ada", typed)
    assert refused.value.facts["field"] == "iban"
    assert len(typed) < 5 or typed not in str(refused.value)


@pytest.mark.parametrize("typed", ["AGRIFRPP", "agrifrpp xxx", "AGRIFRPPXXX"])
def test_a_bic_of_the_ibans_country_passes(typed: str) -> None:
    assert payee("Ada", GOOD, typed).bic == typed.upper().replace(" ", "")


@pytest.mark.parametrize("typed", ["AGRIFR", "AGRIFRPPXX", "1234", "COBADEFFXXX", "A" * 100, "AGRI FR PP !"])
def test_a_wrong_bic_or_one_of_another_country_is_refused(typed: str) -> None:
    with pytest.raises(BicNotValid) as refused:
        payee("Ada", GOOD, typed)
    assert refused.value.facts == {"field": "bic"}


def test_an_empty_bic_is_none() -> None:
    assert payee("Ada", GOOD, "  ").bic is None
    assert payee("Ada", GOOD).bic is None


def test_a_monegasque_bank_may_have_a_french_iban() -> None:
    assert payee("Ada", GOOD, "CMCIMCM1").bic == "CMCIMCM1"


@pytest.mark.parametrize("typed", ["", "   ", "a" * 71, "12345", "…", "Ada\u0000", "Ada\u202e"])
def test_a_name_that_no_bank_could_read_is_refused(typed: str) -> None:
    with pytest.raises(PayeeNameNotValid):
        payee(typed, GOOD)


def test_a_company_may_be_called_by_a_number() -> None:
    assert payee("42", GOOD, company=True).name == "42"
    with pytest.raises(PayeeNameNotValid):
        payee("…", GOOD, company=True)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Zoë Müller-Ørsted", "Zoe Muller-Orsted"),
        ("Jean d’Arc", "Jean d'Arc"),
        ("Σοφία", "Sophia"),
        ("Li & Fils", "Li Fils"),
        ("李小龍", "Li Xiao Long"),
    ],
)
def test_names_are_kept_as_they_are_and_said_in_the_banks_letters(name: str, said: str) -> None:
    assert payee(name, GOOD).name == name
    assert for_bank(name) == said


ALLOWED = set(string.ascii_letters + string.digits + "/-?:().,'+ ")


@given(st.text(max_size=200))
def test_what_a_bank_is_told_has_its_letters_only(text: str) -> None:
    said = for_bank(text)
    assert set(said) <= ALLOWED and len(said) <= 70 and said == said.strip()


@given(st.text(max_size=80), st.text(max_size=40), st.text(max_size=15))
def test_whatever_is_typed_is_taken_or_refused(name: str, iban: str, bic: str) -> None:
    try:
        payee(name, iban, bic)
    except Refusal as refusal:
        assert set(refusal.facts) <= {"field", "country"}


@settings(deadline=None)  # the first one reads the registry of banks
@given(st.randoms(use_true_random=False), st.sampled_from(["FR", "DE", "ES", "IT", "NL", "BE", "PT", "IE"]))
def test_any_iban_of_such_a_country_passes_and_any_wrong_digit_does_not(random: object, country: str) -> None:
    iban = str(IBAN.random(country, random=random))  # type: ignore[arg-type]
    assert payee("Ada", iban).iban == iban
    # A digit for a letter is another length to the checksum, which then says nothing.
    place = random.choice([at for at in range(4, len(iban)) if iban[at].isdigit()])  # type: ignore[attr-defined]
    other = str((int(iban[place]) + 1) % 10)
    with pytest.raises(IbanNotValid):
        payee("Ada", iban[:place] + other + iban[place + 1 :])


def test_an_account_is_shown_by_its_end_alone() -> None:
    assert masked(GOOD) == "FR\u00a0••••\u00a0189"


def test_a_payee_does_not_show_itself_in_a_log() -> None:
    assert GOOD not in repr(Payee("Ada", GOOD)) and "Ada" not in repr(Payee("Ada", GOOD))
