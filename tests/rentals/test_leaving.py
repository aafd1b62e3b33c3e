"""A holder leaves: everything ends and is erased in one act; the books keep their sums and balance."""

import asyncio
import contextvars
import uuid
from datetime import timedelta
from typing import Any

import httpx
import pytest

from market.accounts.actions.keys import create_api_key
from market.accounts.actions.members import invite_member
from market.accounts.actions.sessions import sign_in
from market.accounts.actions.sign_up import sign_up_holder
from market.accounts.authentication import of_key, of_session
from market.accounts.refusals import BadKey, LastOwner, WrongCredentials
from market.base import clock, vault
from market.base.access import Principal, Role
from market.base.database import fetch, fetch_value
from market.base.errors import NotFound, Refusal
from market.base.vault import Erased
from market.money.orders import earnings
from market.personas import actions as personas
from market.personas import queries
from market.personas.queries import draft_place, sealed_place, sheet_place
from market.personas.slots import PersonaUnavailable
from market.rentals.actions import leave as leaving
from market.rentals.actions.end import end_all
from market.rentals.actions.leave import leave
from market.rentals.actions.rent import Wanted, rent
from market.rentals.errors import RentalAlreadyEnded
from tests.accounts.people import PASSWORD, owner_of_brand, person
from tests.factories import a_brand, a_member, a_persona, stand_under_a_card
from tests.market import PURPOSE, Market, market

__all__ = ["market"]

ADA = "ada@example.org"


async def ada() -> Principal:
    await person(ADA)
    return await of_session(await sign_in(ADA, PASSWORD))


async def sealed_values() -> list[tuple[object, bytes]]:
    """(place, blob) of everything that personas keep of a holder."""
    found: list[tuple[object, bytes]] = []
    for row in await fetch("select id, sealed, sheet from personas.persona_versions"):
        found += [(sealed_place(row["id"]), row["sealed"]), (sheet_place(row["id"]), row["sheet"])]
    for row in await fetch("select id, draft from personas.personas"):
        found.append((draft_place(row["id"]), row["draft"]))
    return found


async def test_leaving_ends_erases_and_forgets_and_the_books_balance(market: Market) -> None:
    who = await ada()
    assert who.person
    garonne, velours = await a_brand(), await a_brand(name="Velours")
    one, two = await a_persona(who), await a_persona(who)
    first, second = await market.rented(garonne, one), await market.rented(velours, two)
    waiting = await market.request(await a_brand(name="Brume"), await a_persona(who))
    await clock.travel(timedelta(days=9, hours=1))
    who = await of_session(await sign_in(ADA, PASSWORD))
    key, before = await vault.data_key(who.person), await sealed_values()
    assert all(key.unseal(place, blob) for place, blob in before)  # type: ignore[arg-type]
    assert await leave(who, PASSWORD) == 3

    for brand, agreement in ((garonne, first), (velours, second)):
        assert await market.state(agreement) == "Terminated"
        with pytest.raises(RentalAlreadyEnded):
            await market.read(brand, agreement)
    assert await market.state(waiting.agreement) == "Terminated"
    ended = await fetch("select ended_by from rentals.rentals where starts_at is not null")
    assert [row["ended_by"] for row in ended] == ["person", "person"]

    assert await queries.of_holder(who.person) == []
    with pytest.raises(NotFound):
        await queries.own(who.person, one)
    with pytest.raises(Erased):
        await vault.data_key(who.person)
    assert await fetch("select 1 from base.person_keys where tag = $1", vault.tag("vault", who.person)) == []
    assert (
        await fetch("select 1 from personas.personas where state <> 'erased' or octet_length(draft) > 0")
        == []
    )

    with pytest.raises(WrongCredentials):
        await sign_in(ADA, PASSWORD)
    assert await fetch("select 1 from accounts.people where id = $1", who.person) == []
    for table in ("sessions", "memberships", "one_time_codes"):
        assert await fetch(f"select 1 from accounts.{table} where person = $1", who.person) == [], table
    assert await fetch_value("select count(*) from base.audit_entries where action = 'person.left'") == 1

    await market.pay(waiting)
    await market.quiet()
    refunds = sorted(amount for amount, _ in await market.refunds())
    assert len(refunds) == 3 and refunds[-1] == 1900, "what is paid after that goes back whole"
    kept = (await earnings(vault.tag("money", who.person))).pending
    assert kept > 0, "the books keep what was earned"
    assert await market.findings() == []
    await market.sweep()
    assert await market.findings() == []


async def test_a_new_account_at_the_same_address_is_somebody_else(market: Market) -> None:
    who = await ada()
    await a_persona(who)
    await leave(who, PASSWORD)
    again = await ada()
    assert again.person and again.person != who.person
    assert await queries.of_holder(again.person) == []


@pytest.mark.parametrize("password", ["", "another one altogether", PASSWORD + " "])
async def test_without_the_password_nothing_changes(market: Market, password: str) -> None:
    who = await ada()
    persona = await a_persona(who)
    with pytest.raises(WrongCredentials):
        await leave(who, password)
    assert await fetch_value("select state from personas.personas where id = $1", persona) == "listed"
    assert await sign_in(ADA, PASSWORD)


async def test_a_password_changed_meanwhile_stops_the_leaving(
    market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = await ada()
    persona = await a_persona(who)
    confirm = leaving.accounts.confirm_password

    async def slow(principal: Principal, password: str) -> str:
        confirmed = await confirm(principal, password)
        await fetch("update accounts.people set password_hash = 'of another' where id = $1", principal.person)
        return confirmed

    monkeypatch.setattr(leaving.accounts, "confirm_password", slow)
    with pytest.raises(WrongCredentials):
        await leave(who, PASSWORD)
    assert await fetch_value("select state from personas.personas where id = $1", persona) == "listed"


async def test_whatever_fails_undoes_all_of_it(market: Market, monkeypatch: pytest.MonkeyPatch) -> None:
    who = await ada()
    assert who.person
    agreement = await market.rented(await a_brand(), await a_persona(who))

    async def fails(*_: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(leaving.vault, "destroy_key", fails)
    with pytest.raises(OSError, match="disk"):
        await leave(who, PASSWORD)
    assert await market.state(agreement) == "Active"
    (row,) = await queries.of_holder(who.person)
    assert (row.state, (await queries.open_draft(who.person, row)).mask) == ("listed", "a-velo")
    assert await sign_in(ADA, PASSWORD)


async def test_the_only_owner_of_a_verified_brand_names_another_first(market: Market) -> None:
    olga = await owner_of_brand("olga@example.org")
    assert olga.person and olga.seat
    brand = olga.seat.brand
    await fetch(
        "update accounts.brands set state = 'approved', approved_by = $2, approved_at = base.now() where id = $1",
        brand,
        b"operator",
    )
    with pytest.raises(LastOwner):
        await leave(olga, PASSWORD)
    assert await sign_in("olga@example.org", PASSWORD)
    await a_member(await ada(), brand, Role.OWNER)
    await leave(olga, PASSWORD)
    assert await fetch_value("select count(*) from accounts.memberships where brand = $1", brand) == 1


async def test_an_api_key_that_the_leaver_made_opens_nothing_any_more(market: Market) -> None:
    olga = await owner_of_brand("olga@example.org")
    _, key = await create_api_key(olga, "CRM", frozenset({"rentals:read"}))
    assert (await of_key(f"Bearer {key}")).scopes == {"rentals:read"}
    await leave(olga, PASSWORD)
    with pytest.raises(BadKey):
        await of_key(f"Bearer {key}")


async def test_two_owners_who_leave_at_once_do_not_leave_a_brand_alone(market: Market) -> None:
    olga = await owner_of_brand("olga@example.org")
    assert olga.seat
    await fetch(
        "update accounts.brands set state = 'approved', approved_by = $2, approved_at = base.now() where id = $1",
        olga.seat.brand,
        b"operator",
    )
    other = await a_member(await ada(), olga.seat.brand, Role.OWNER)
    results = await asyncio.gather(leave(olga, PASSWORD), leave(other, PASSWORD), return_exceptions=True)
    assert sorted(type(result).__name__ for result in results) == ["LastOwner", "int"]


async def test_who_rents_while_the_holder_leaves_comes_too_late(
    market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = await ada()
    persona = await a_persona(who, capacity=5)
    brand, asking = await a_brand(), []
    await stand_under_a_card(persona)

    async def ask() -> object:
        wanted = Wanted(persona, "standard", "P1M", 1900, (PURPOSE,))
        try:
            return await rent(brand, wanted, uuid.uuid4().hex, "/v1/rentals")
        except Refusal as refusal:
            return refusal

    async def end_all_and_wait(*arguments: Any) -> int:
        ended = await end_all(*arguments)
        asking.append(asyncio.create_task(ask(), context=contextvars.Context()))
        await asyncio.sleep(0.3)  # enough to rent, if nothing held it up
        return ended

    monkeypatch.setattr(leaving, "end_all", end_all_and_wait)
    await leave(who, PASSWORD)
    assert isinstance(await asking[0], PersonaUnavailable)
    assert await fetch("select 1 from rentals.rentals") == []
    assert await fetch("select 1 from personas.slots where released_at is null") == []


async def test_an_application_that_only_the_leaver_made_does_not_hold_them(market: Market) -> None:
    olga = await owner_of_brand("olga@example.org")
    await invite_member(olga, "bea@example.org", Role.BUYER)
    await sign_up_holder("cleo@example.org", PASSWORD, "fr", True)
    assert await leave(olga, PASSWORD) == 0


async def test_personas_of_others_stay(market: Market) -> None:
    who = await ada()
    await a_persona(who)
    await person("bea@example.org")
    bea = await of_session(await sign_in("bea@example.org", PASSWORD))
    persona = await personas.start(bea, "a-velo")
    await leave(who, PASSWORD)
    assert bea.person
    assert (await queries.own(bea.person, persona)).state == "draft"


async def test_leaving_by_api_takes_the_password_and_the_cookie(market: Market) -> None:
    await person(ADA)
    token = await sign_in(ADA, PASSWORD)
    transport = httpx.ASGITransport(app=market.app)
    headers = {"sec-fetch-site": "same-origin", "cookie": f"__Host-moi={token}"}
    async with httpx.AsyncClient(
        transport=transport, base_url="https://moi.test", headers=headers
    ) as visitor:
        wrong = await visitor.post("/v1/me/departure", json={"password": "not the one"})
        assert (wrong.status_code, wrong.json()["type"]) == (401, "/problems/wrong-credentials")
        left = await visitor.post("/v1/me/departure", json={"password": PASSWORD})
        assert (left.status_code, left.json()) == (200, {"rentals_ended": 0})
        assert "Max-Age=0" in left.headers["set-cookie"]
        assert (await visitor.get("/v1/relations")).status_code == 401
    with pytest.raises(WrongCredentials):
        await sign_in(ADA, PASSWORD)
