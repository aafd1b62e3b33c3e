"""A brand's address and VAT number: given, checked at a register that may be away, refused when it has ceased."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from contracts.vat import CHECK_LIFE
from market.accounts import queries, rules
from market.accounts.actions.billing import BillingChanged, set_billing
from market.accounts.actions.people import found_brand
from market.accounts.actions.vat_numbers import check_vat_number, sweep_vat_numbers
from market.accounts.refusals import (
    BrandNumberTaken,
    NameNotValid,
    NumberMissing,
    NumberNotValid,
    NumberOfAnotherCountry,
    NumbersDisagree,
    PostcodeNotValid,
)
from market.accounts.rules import Address, standing
from market.accounts.vat_register import (
    VIES_URL,
    LocalRegister,
    NoRegister,
    RegisterAway,
    Vies,
    open_register,
    register,
)
from market.base import clock, events
from market.base.access import Principal
from market.base.database import fetch, fetch_value, transaction
from market.base.jobs import drain
from market.wiring import JOBS
from tests.accounts.people import brand_of, owner_of_brand, person, signed_in
from tests.conftest import FreshDatabase
from tests.factories import a_brand, with_address

BELGIAN, OTHER = "BE0403019261", "BE0417497106"


@pytest.fixture
def local(database: FreshDatabase) -> Iterator[LocalRegister]:
    made = LocalRegister()
    open_register(made)
    yield made
    open_register(LocalRegister())


async def a_belgian(number: str = BELGIAN) -> Principal:
    """The owner of a brand that applied with a Belgian number."""
    await person("olga@example.org", adult=False)
    who = await signed_in("olga@example.org")
    await found_brand(who, "Fietsen NV", "Fietsen", "", number)
    return await signed_in("olga@example.org")


async def known(who: Principal) -> tuple[bool | None, str]:
    """What the row says of the number, and what that means now."""
    facts = await queries.brand(brand_of(who))
    return facts.vat_valid, standing(facts.vat_valid, facts.vat_checked_at, await clock.now())


# Rules


def test_an_address_is_one_line_each_and_some_countries_have_no_postcode() -> None:
    assert rules.address(" 2  quai ", "33 000 ", "Bordeaux") == Address("2 quai", "33 000", "Bordeaux")
    assert rules.address("1 Main Street", "", "Galway").postcode is None


@pytest.mark.parametrize(
    ("street", "postcode", "city", "refusal"),
    [
        ("", "33000", "Bordeaux", NameNotValid),
        ("2 quai", "33000", "", NameNotValid),
        ("2 quai\n<b>", "33\x00", "Bordeaux", PostcodeNotValid),
        ("2 quai", "33000!", "Bordeaux", PostcodeNotValid),
        ("2 quai", "3" * 17, "Bordeaux", PostcodeNotValid),
        ("x" * 161, "33000", "Bordeaux", NameNotValid),
    ],
)
def test_an_address_that_cannot_be_is_refused(
    street: str, postcode: str, city: str, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        rules.address(street, postcode, city)


def test_a_number_fits_its_company() -> None:
    assert rules.own_vat_number("", "FR", "123456782") is None
    assert rules.own_vat_number("FR 11 123456782", "FR", "123456782") == "FR11123456782"
    assert rules.own_vat_number("EL094259216", "GR", None) == "EL094259216"
    with pytest.raises(NumbersDisagree):
        rules.own_vat_number("FR40303265045", "FR", "123456782")
    with pytest.raises(NumberOfAnotherCountry):
        rules.own_vat_number(BELGIAN, "DE", None)
    with pytest.raises(NumberMissing):
        rules.own_vat_number(" ", "BE", None)
    with pytest.raises(NumberNotValid):
        rules.own_vat_number("BE0403019262", "BE", None)


def test_an_answer_of_the_register_is_good_for_a_while() -> None:
    now = datetime(2026, 11, 25, tzinfo=UTC)
    assert standing(None, None, now) == "unchecked"
    assert standing(True, now - CHECK_LIFE, now) == "good"
    assert standing(True, now - CHECK_LIFE - timedelta(seconds=1), now) == "unchecked"
    assert standing(False, now, now) == "ceased"
    assert standing(False, now - timedelta(days=400), now) == "ceased"


# The register


async def test_a_foreign_number_is_asked_after_when_its_brand_applies(local: LocalRegister) -> None:
    who = await a_belgian()
    assert await known(who) == (None, "unchecked")
    await drain(JOBS)
    assert await known(who) == (True, "good")


async def test_a_french_number_is_not_asked_after(local: LocalRegister) -> None:
    local.away = True
    who = await owner_of_brand()
    await drain(JOBS)
    assert await sweep_vat_numbers() == 0
    await check_vat_number(brand_of(who))
    assert (await known(who))[0] is None


async def test_a_ceased_number_is_known_as_such_and_a_new_one_is_asked_after(local: LocalRegister) -> None:
    local.ceased.add(BELGIAN)
    who = await a_belgian()
    await drain(JOBS)
    assert await known(who) == (False, "ceased")
    await set_billing(who, "Meir 1", "2000", "Antwerpen", OTHER)
    assert await known(who) == (None, "unchecked"), "what was said of the old number says nothing of the new"
    await drain(JOBS)
    assert await known(who) == (True, "good")


async def test_a_register_that_is_away_changes_nothing_and_is_asked_again(local: LocalRegister) -> None:
    local.away = True
    who = await a_belgian()
    await drain(JOBS)
    assert await known(who) == (None, "unchecked")
    local.away = False
    assert await sweep_vat_numbers() == 1
    assert await known(who) == (True, "good")


async def test_a_number_is_asked_after_every_month(local: LocalRegister) -> None:
    who = await a_belgian()
    await drain(JOBS)
    assert await sweep_vat_numbers() == 0
    await clock.travel(timedelta(days=31))
    local.ceased.add(BELGIAN)
    assert await sweep_vat_numbers() == 1
    assert await known(who) == (False, "ceased")


async def test_an_answer_about_a_number_that_was_changed_meanwhile_is_dropped(local: LocalRegister) -> None:
    who = await a_belgian()

    class Slow(LocalRegister):
        async def knows(self, number: str) -> bool:
            await set_billing(who, "Meir 1", "2000", "Antwerpen", OTHER)
            return number != BELGIAN

    open_register(Slow())
    await check_vat_number(brand_of(who))
    assert await known(who) == (None, "unchecked")


async def test_the_register_is_never_asked_inside_a_transaction(local: LocalRegister) -> None:
    who = await a_belgian()
    with pytest.raises(RuntimeError, match="no transaction"):
        async with transaction():
            await check_vat_number(brand_of(who))


async def test_vies_is_asked_as_its_description_says() -> None:
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200, json={"countryCode": "BE", "vatNumber": "0403019261", "valid": True})

    assert await Vies(httpx.MockTransport(answer)).knows(BELGIAN) is True
    assert str(asked[0].url) == VIES_URL
    assert json.loads(asked[0].content) == {"countryCode": "BE", "vatNumber": "0403019261"}


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200, json={"actionSucceed": False, "errorWrappers": [{"error": "MS_UNAVAILABLE"}]}),
        httpx.Response(500, json={"valid": True}),
        httpx.Response(200, text="<html>"),
        httpx.Response(200, json=[]),
        httpx.Response(200, json={"valid": "yes"}),
    ],
)
async def test_what_is_no_answer_of_vies_is_not_taken_for_one(answer: httpx.Response) -> None:
    with pytest.raises(RegisterAway):
        await Vies(httpx.MockTransport(lambda _: answer)).knows(BELGIAN)


async def test_a_vies_that_does_not_answer_is_away() -> None:
    def gone(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectTimeout("gone", request=request)

    with pytest.raises(RegisterAway):
        await Vies(httpx.MockTransport(gone)).knows(BELGIAN)


async def test_vies_says_no_plainly() -> None:
    no = httpx.Response(200, json={"valid": False})
    assert await Vies(httpx.MockTransport(lambda _: no)).knows(BELGIAN) is False


def test_without_a_register_nothing_is_guessed(monkeypatch: pytest.MonkeyPatch) -> None:
    from market.accounts import vat_register

    monkeypatch.setattr(vat_register, "_open", [])
    with pytest.raises(NoRegister):
        register()


# The action


async def test_the_address_is_kept_traced_and_told(local: LocalRegister) -> None:
    told: list[BillingChanged] = []

    async def hear(event: BillingChanged) -> None:
        told.append(event)

    events.on(BillingChanged, hear)
    try:
        who = await owner_of_brand()
        await set_billing(who, "2 quai des Chartrons", "33000", "Bordeaux", "")
    finally:
        events._handlers[BillingChanged].remove(hear)
    facts = await queries.brand(brand_of(who))
    assert (facts.street, facts.postcode, facts.city) == ("2 quai des Chartrons", "33000", "Bordeaux")
    assert told == [BillingChanged(brand_of(who))]
    row = await fetch_value("select facts from base.audit_entries where action = 'brand.billing_changed'")
    assert "quai" not in row, "the trace names no place"


async def test_another_approved_brands_number_is_taken(local: LocalRegister) -> None:
    one = await with_address(await a_brand(), country="BE", vat_number=BELGIAN)
    two = await with_address(await a_brand(), country="BE", vat_number=OTHER)
    with pytest.raises(BrandNumberTaken):
        await set_billing(two, "Meir 1", "2000", "Antwerpen", BELGIAN)
    assert one.seat
    rows = await fetch("select vat_number from accounts.brands order by vat_number")
    assert [row["vat_number"] for row in rows] == [BELGIAN, OTHER]
