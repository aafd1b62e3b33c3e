"""A brand signs the charter: with its application, or later for a new edition; without it nothing new begins."""

from datetime import UTC, datetime, time, timedelta

import asyncpg
import pytest
from litestar import Litestar

from contracts.charter import current
from market.accounts import charter
from market.accounts.actions.charter import sign, tell_of_the_edition
from market.accounts.actions.people import found_brand
from market.accounts.actions.sessions import sign_in
from market.accounts.authentication import of_session
from market.accounts.refusals import CharterEditionNeeded, CharterNotSigned
from market.base import clock, mail
from market.base.access import Principal
from market.base.database import fetch, fetch_value
from tests import charters
from tests.accounts.people import PASSWORD, SIREN, brand_of, browser, code_for, owner_of_brand, person
from tests.factories import a_brand

pytestmark = pytest.mark.usefixtures("database")

OLGA = "olga@example.org"
COMPANY = {"legal_name": "Vélos Réunis SAS", "siren": SIREN}
SIGN_UP = COMPANY | {"email": OLGA, "password": PASSWORD}
NOW = current().edition


async def unsigned(created_before: timedelta = timedelta()) -> Principal:
    """An owner of a brand that has not signed; made so long before the edition was published, or today."""
    await person(OLGA, adult=False)
    who = await of_session(await sign_in(OLGA, PASSWORD))
    await found_brand(who, "Vélos Réunis SAS", "Vélos Réunis", SIREN, edition=None)
    who = await of_session(await sign_in(OLGA, PASSWORD))
    if created_before:
        at = datetime.combine(current().published_on, time(12), UTC) - created_before
        await fetch("update accounts.brands set created_at = $2 where id = $1", brand_of(who), at)
    return who


async def signatures() -> list[int]:
    return [row["edition"] for row in await fetch("select edition from accounts.charter_signatures")]


async def audited() -> int:
    found: int = await fetch_value(
        "select count(*) from base.audit_entries where action = 'brand.charter_signed'"
    )
    return found


@pytest.mark.parametrize(
    "said", [{}, {"charter": NOW + 1}, {"charter": 0}, {"charter": str(NOW)}, {"charter": None}]
)
async def test_nobody_applies_without_signing_the_edition_of_today(
    app: Litestar, said: dict[str, object]
) -> None:
    await person("ada@example.org")
    async with browser(app, await sign_in("ada@example.org", PASSWORD)) as ada:
        for path, body in (("/v1/brands", SIGN_UP), ("/v1/me/brands", COMPANY)):
            assert (await ada.post(path, json=body | said)).status_code == 422, path
        form = {key: str(value) for key, value in said.items() if value and value != NOW}
        if said != {"charter": str(NOW)}:
            for path, sent in (("/sign-up/brand", SIGN_UP), ("/account/brand", COMPANY)):
                answer = await ada.post(path, data=sent | form, headers={"accept": "text/html"})
                assert (answer.status_code, 'id="field-charter-error"' in answer.text) == (422, True), path
    assert await fetch_value("select count(*) from accounts.brands") == 0


async def test_the_application_signs(app: Litestar) -> None:
    async with browser(app) as olga:
        assert (await olga.post("/v1/brands", json=SIGN_UP | {"charter": NOW})).status_code == 202
        body = {"code": await code_for(OLGA), "password": PASSWORD}
        assert (await olga.post("/v1/email-verifications", json=body)).status_code == 201
        view = (await olga.get("/v1/brand/charter")).json()
    assert view["standing"] == "signed"
    assert view["signed"] == {"edition": NOW, "on": clock.market_day(await clock.now())}
    assert view["current"] == NOW and view["published_on"] == current().published_on.isoformat()
    assert await signatures() == [NOW]


async def test_a_refused_form_keeps_the_tick(app: Litestar) -> None:
    async with browser(app, accept="text/html") as olga:
        answer = await olga.post("/sign-up/brand", data=SIGN_UP | {"legal_name": "", "charter": str(NOW)})
    assert answer.status_code == 422
    assert f'name="charter" value="{NOW}" checked' in answer.text


async def test_who_was_here_before_has_a_term_and_then_nothing_new_begins() -> None:
    who = await unsigned(timedelta(days=3))
    brand = brand_of(who)
    assert (await charter.of_brand(brand)).standing == "term"
    await charter.check_signed(brand)
    await clock.travel_to(datetime.combine(current().due_on, time(1), UTC))
    with pytest.raises(CharterNotSigned):
        await charter.check_signed(brand)
    await sign(who, NOW)
    await charter.check_signed(brand)
    assert (await charter.of_brand(brand)).standing == "signed"


async def test_who_comes_after_has_none() -> None:
    with pytest.raises(CharterNotSigned):
        await charter.check_signed(brand_of(await unsigned()))


async def test_who_was_here_before_is_written_to_once_and_who_has_signed_is_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    signed, waits, late = await a_brand(), await a_brand(), await a_brand(approved=False)
    assert await tell_of_the_edition() == 0, "they were not here before the first edition"
    day = clock.market_date(await clock.now()) + timedelta(days=1)
    edition = charters.publish(monkeypatch, day, term_days=5)
    assert await tell_of_the_edition() == 0, "it is not published yet"
    await clock.travel_to(await clock.now() + timedelta(days=2))
    await sign(signed, edition.edition)
    await a_brand()  # comes later, and begins with signing
    assert (await tell_of_the_edition(), await tell_of_the_edition()) == (1, 0)
    told = [it for it in await mail.kept() if it.kind == "charter_to_sign"]
    assert len(told) == 1 and "/brand/charter" in told[0].text
    assert told[0].address.startswith(str(waits.person and waits.person.hex[-12:]))
    assert late.seat and await fetch_value(
        "select charter_told is null from accounts.brands where id = $1", late.seat.brand
    )


async def test_after_the_term_nobody_is_written_to(monkeypatch: pytest.MonkeyPatch) -> None:
    await a_brand()
    charters.publish(monkeypatch, clock.market_date(await clock.now()) + timedelta(days=1), term_days=2)
    await clock.travel_to(await clock.now() + timedelta(days=3))
    assert await tell_of_the_edition() == 0


async def test_signing_again_changes_nothing_and_another_edition_is_refused() -> None:
    who = await unsigned()
    for edition in (NOW + 1, 0, None):
        with pytest.raises(CharterEditionNeeded):
            await sign(who, edition)
    assert (await signatures(), await audited()) == ([], 0)
    await sign(who, NOW)
    first = await charter.of_brand(brand_of(who))
    await clock.travel_to(await clock.now() + timedelta(days=9))
    await sign(who, NOW)
    assert await charter.of_brand(brand_of(who)) == first, "the day is that of the first time"
    assert (await signatures(), await audited()) == ([NOW], 1)


async def test_an_owner_signs_on_the_page_and_by_the_api(app: Litestar) -> None:
    await unsigned()
    async with browser(app, await sign_in(OLGA, PASSWORD), **{"accept-language": "en"}) as olga:
        html = {"accept": "text/html"}
        page = await olga.get("/brand/charter", headers=html)
        assert "your brand rents nobody" in page.text and "What your brand promises" in page.text
        for promise in current().brand:
            assert promise.text.en in page.text
        refused = await olga.post("/brand/charter", data={}, headers=html)
        assert (refused.status_code, 'id="field-charter-error"' in refused.text) == (422, True)
        assert (await olga.post("/brand/charter", data={"charter": str(NOW)})).status_code == 303
        page = await olga.get("/brand/charter", headers=html)
        assert f"Edition {NOW}, signed on" in page.text and '<button type="submit">' not in page.text
        assert (await olga.put("/v1/brand/charter", json={"edition": NOW})).status_code == 204
        assert (
            (await olga.put("/v1/brand/charter", json={"edition": NOW + 1}))
            .json()["type"]
            .endswith("/charter-edition-needed")
        )
    assert await signatures() == [NOW]


async def test_the_service_cannot_rewrite_a_signature() -> None:
    brand = brand_of(await owner_of_brand())
    for statement in (
        "update accounts.charter_signatures set edition = 9",
        "delete from accounts.charter_signatures",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await fetch(statement)
    assert (await charter.of_brand(brand)).standing == "signed"
