"""A brand: its members, its keys, its state."""

import asyncio
import uuid
from datetime import timedelta

import httpx
import pytest
from litestar import Litestar

from market.accounts import queries
from market.accounts.actions import keys, members, people
from market.accounts.actions.brands import move_brand
from market.accounts.actions.passwords import request_reset, reset_password
from market.accounts.actions.sessions import sign_in, take_seat
from market.accounts.actions.sign_up import confirm, sign_up_brand, sign_up_holder
from market.accounts.authentication import of_key, of_session
from market.accounts.refusals import (
    AlreadyMember,
    ApplicationNotConfirmed,
    BadKey,
    BrandNotMovable,
    BrandNumberTaken,
    CodeNotValid,
    LastOwner,
    OwnBrand,
    TooManyAttempts,
    UnknownScope,
)
from market.accounts.rules import Event, State
from market.accounts.secrets import hash_key
from market.base import clock, names, vault
from market.base.access import Principal, Role, admits, brand
from market.base.database import fetch, fetch_row, fetch_value
from market.base.errors import NotFound
from tests.accounts.people import (
    OTHER_SIREN,
    PASSWORD,
    brand_of,
    browser,
    code_for,
    mailed,
    owner_of_brand,
    person,
    signed_in,
)
from tests.conftest import FreshDatabase
from tests.factories import EDITION

BEA = "bea@example.org"
READ = frozenset({"rentals:read"})


async def join(who: Principal, email: str = BEA, role: Role = Role.BUYER) -> uuid.UUID:
    """Invite and accept; returns the place."""
    place = await members.invite_member(who, email, role)
    await confirm(await code_for(email), PASSWORD)
    return place


async def test_an_invited_newcomer_chooses_a_password_and_is_in(app: Litestar) -> None:
    owner = await owner_of_brand()
    await members.invite_member(owner, BEA, Role.ANALYST)
    code = await code_for(BEA)
    async with browser(app) as visitor:
        weak = await visitor.post("/v1/email-verifications", json={"code": code, "password": "court"})
        assert weak.json()["type"] == "/problems/password-too-weak"
        answer = await visitor.post("/v1/email-verifications", json={"code": code, "password": PASSWORD})
    [seat] = answer.json()["brands"]
    assert (seat["role"], seat["current"]) == ("analyst", True)
    assert not answer.json()["holder"]


async def test_an_invited_holder_accepts_with_the_password_they_have(database: FreshDatabase) -> None:
    owner = await owner_of_brand()
    bea = await person(BEA)
    await members.invite_member(owner, BEA, Role.BUYER)
    assert (await signed_in(BEA)).seat is None
    token = await confirm(await code_for(BEA), PASSWORD)
    who = await of_session(token)
    assert who.seat is not None
    assert (who.person, who.holder, who.seat.role) == (bea, True, Role.BUYER)


async def test_the_owner_learns_nothing_about_whether_an_address_had_an_account(app: Litestar) -> None:
    owner_token = await _owner_token()
    await person(BEA)
    async with browser(app, owner_token) as owner:
        answers = [
            await owner.post("/v1/brand/members", json={"email": email, "role": "buyer"})
            for email in (BEA, "new@example.org")
        ]
        assert [sorted(answer.json()) for answer in answers] == [["name"]] * 2
        listed = (await owner.get("/v1/brand/members")).json()
    assert [(m["email"], m["joined"]) for m in listed[1:]] == [(BEA, False), ("new@example.org", False)]


async def test_a_member_is_invited_once_and_an_invitation_is_not_a_flood(database: FreshDatabase) -> None:
    owner = await owner_of_brand()
    await join(owner)
    with pytest.raises(AlreadyMember):
        await members.invite_member(owner, BEA, Role.OWNER)
    for _ in range(3):
        await members.invite_member(owner, "far@example.org", Role.BUYER)
    with pytest.raises(TooManyAttempts):
        await members.invite_member(owner, "far@example.org", Role.BUYER)
    assert len(await mailed("far@example.org")) == 3


async def test_an_open_session_of_a_removed_member_has_no_seat_at_the_next_request(app: Litestar) -> None:
    owner = await owner_of_brand()
    place = await join(owner)
    async with browser(app, await sign_in(BEA, PASSWORD)) as bea:
        assert (await bea.get("/v1/brand")).status_code == 200
        await members.remove_member(owner, place)
        assert (await bea.get("/v1/brand")).status_code == 403
        assert (await bea.get("/v1/me")).json()["brands"] == []


async def test_the_seat_hangs_on_the_membership_and_not_on_the_session(database: FreshDatabase) -> None:
    owner = await owner_of_brand()
    place = await join(owner)
    token = await sign_in(BEA, PASSWORD)
    await fetch("delete from accounts.memberships where id = $1", place)
    assert await fetch_value(
        "select brand from accounts.sessions where token_hash = $1", hash_key(token)
    ) == brand_of(owner)
    assert (await of_session(token)).seat is None


async def test_an_invitation_alone_is_no_seat(database: FreshDatabase) -> None:
    owner = await owner_of_brand()
    await person(BEA)
    await members.invite_member(owner, BEA, Role.OWNER)
    token = await sign_in(BEA, PASSWORD)
    with pytest.raises(NotFound):
        await take_seat(await of_session(token), brand_of(owner))
    await fetch(
        "update accounts.sessions set brand = $2 where token_hash = $1", hash_key(token), brand_of(owner)
    )
    assert (await of_session(token)).seat is None


async def test_an_accepted_letter_without_a_place_joins_nothing(database: FreshDatabase) -> None:
    owner = await owner_of_brand()
    place = await members.invite_member(owner, BEA, Role.OWNER)
    await fetch("delete from accounts.memberships where id = $1", place)
    with pytest.raises(CodeNotValid):
        await confirm(await code_for(BEA), PASSWORD)
    assert await fetch_value("select count(*) from accounts.sessions where brand is not null") == 1


async def test_a_removed_invitation_opens_nothing(database: FreshDatabase) -> None:
    owner = await owner_of_brand()
    place = await members.invite_member(owner, BEA, Role.OWNER)
    await members.remove_member(owner, place)
    with pytest.raises(CodeNotValid):
        await confirm(await code_for(BEA), PASSWORD)


async def test_a_brand_keeps_an_owner_also_when_two_remove_each_other(database: FreshDatabase) -> None:
    owner = await owner_of_brand()
    [first] = await queries.members(brand_of(owner))
    second = await join(owner, role=Role.OWNER)
    other = await signed_in(BEA)
    results = await asyncio.gather(
        members.remove_member(owner, second), members.remove_member(other, first.id), return_exceptions=True
    )
    assert sorted(type(result).__name__ for result in results) == ["LastOwner", "NoneType"]
    [left] = await queries.members(brand_of(owner))
    with pytest.raises(LastOwner):
        await members.change_role(owner, left.id, Role.BUYER)


async def test_a_place_in_another_brand_is_not_found(app: Litestar) -> None:
    owner = await owner_of_brand()
    rival = await owner_of_brand("rival@example.org", OTHER_SIREN)
    [theirs] = await queries.members(brand_of(rival))
    key, _ = await keys.create_api_key(rival, "theirs", READ)
    for attempt in (
        members.remove_member(owner, theirs.id),
        members.change_role(owner, theirs.id, Role.BUYER),
        keys.revoke_api_key(owner, key),
    ):
        with pytest.raises(NotFound):
            await attempt
    async with browser(app, await sign_in("olga@example.org", PASSWORD)) as mine:
        for name in (names.name("key", key, names.for_brand(brand_of(rival))), str(key), "é", "x"):
            assert (await mine.delete(f"/v1/brand/keys/{name}")).status_code == 404


@pytest.mark.parametrize("role", [Role.BUYER, Role.ANALYST])
async def test_only_an_owner_manages(app: Litestar, role: Role) -> None:
    owner = await owner_of_brand()
    await join(owner, role=role)
    async with browser(app, await sign_in(BEA, PASSWORD)) as bea:
        assert (await bea.get("/v1/brand")).status_code == 200
        for method, path in (("GET", "members"), ("POST", "members"), ("GET", "keys"), ("POST", "keys")):
            answer = await bea.request(method, f"/v1/brand/{path}", json={} if method == "POST" else None)
            assert answer.status_code == 403, path


async def test_a_session_takes_the_seat_of_ones_own_brands_only(app: Litestar) -> None:
    owner = await owner_of_brand()
    rival = await owner_of_brand("rival@example.org", OTHER_SIREN)
    with pytest.raises(NotFound):
        await take_seat(owner, brand_of(rival))
    async with browser(app, await sign_in("olga@example.org", PASSWORD)) as olga:
        [seat] = (await olga.get("/v1/me")).json()["brands"]
        assert not (await olga.put("/v1/sessions/current/seat", json={"brand": None})).json()["brands"][0][
            "current"
        ]
        assert (await olga.get("/v1/brand")).status_code == 403
        assert (await olga.put("/v1/sessions/current/seat", json={"brand": seat["name"]})).status_code == 200
        assert (await olga.get("/v1/brand")).status_code == 200
        assert (
            await olga.put("/v1/sessions/current/seat", json={"brand": str(brand_of(owner))})
        ).status_code == 404


async def test_a_key_is_shown_once_and_stored_as_a_hash(app: Litestar) -> None:
    async with browser(app, await _owner_token()) as owner:
        made = (await owner.post("/v1/brand/keys", json={"name": "CRM", "scopes": ["rentals:read"]})).json()
        listed = await owner.get("/v1/brand/keys")
    assert made["key"].startswith("moi_")
    assert made["key"] not in listed.text
    assert listed.json()[0]["prefix"] == made["key"][:10]
    row = await fetch_row("select k.*, k::text as everything from accounts.api_keys k")
    assert row is not None
    assert row["hash"] == hash_key(made["key"])
    assert made["key"][10:] not in row["everything"]


async def test_a_key_has_its_scopes_and_nothing_else(app: Litestar) -> None:
    owner = await owner_of_brand()
    _, text = await keys.create_api_key(owner, "CRM", READ)
    who = await of_key(f"Bearer {text}")
    assert admits(brand("read", scope="rentals:read"), who)
    assert not admits(brand("rent", scope="rentals:write"), who)
    async with browser(app, authorization=f"Bearer {text}") as machine:
        for path in ("/v1/me", "/v1/brand", "/v1/brand/keys", "/v1/brand/members"):
            assert (await machine.get(path)).status_code == 403
    with pytest.raises(UnknownScope):
        await keys.create_api_key(owner, "CRM", frozenset({"members:write"}))


async def test_a_keys_last_use_is_told(app: Litestar) -> None:
    owner = await owner_of_brand()
    _, text = await keys.create_api_key(owner, "Nightly", READ)
    assert [it.last_used_at for it in await queries.keys(brand_of(owner))] == [None]
    async with browser(app, authorization=f"Bearer {text}") as program:
        assert (await program.get("/v1/rentals")).status_code == 200
        (used,) = await queries.keys(brand_of(owner))
        assert used.last_used_at == pytest.approx(await clock.now(), abs=timedelta(minutes=1))
        await clock.travel(timedelta(days=1))
        assert (await program.get("/v1/rentals")).status_code == 200
    (later,) = await queries.keys(brand_of(owner))
    assert used.last_used_at and later.last_used_at
    assert later.last_used_at - used.last_used_at >= timedelta(hours=23)


async def test_a_stopped_brand_makes_no_key(database: FreshDatabase) -> None:
    owner = await owner_of_brand()
    await fetch("update accounts.brands set state = 'refused' where id = $1", brand_of(owner))
    with pytest.raises(BrandNotMovable):
        await keys.create_api_key(owner, "Nightly", READ)
    assert await queries.keys(brand_of(owner)) == []


async def test_a_revoked_key_is_refused_at_once_on_public_routes_too(app: Litestar) -> None:
    owner = await owner_of_brand()
    key, text = await keys.create_api_key(owner, "CRM", READ)
    async with browser(app, authorization=f"Bearer {text}") as machine:
        assert (await machine.get("/v1/masks")).status_code == 200
        await keys.revoke_api_key(owner, key)
        answer = await machine.get("/v1/masks")
        assert (answer.status_code, answer.json()["type"]) == (401, "/problems/bad-key")


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Bearer moi_x", "Basic YTpi", "moi_x", "Bearer " + "x" * 9000]
)
async def test_an_unknown_key_is_refused(app: Litestar, header: str) -> None:
    async with browser(app, authorization=header) as machine:
        answer = await machine.get("/v1/masks")
        assert (answer.status_code, answer.json()["type"]) == (401, "/problems/bad-key")


async def test_a_session_cookie_is_no_key_and_a_key_no_cookie(app: Litestar) -> None:
    owner = await owner_of_brand()
    _, text = await keys.create_api_key(owner, "CRM", READ)
    token = await sign_in("olga@example.org", PASSWORD)
    with pytest.raises(BadKey):
        await of_key(f"Bearer {token}")
    assert not (await of_session(text)).known


async def test_keys_end_with_the_right_of_who_made_them(database: FreshDatabase) -> None:
    owner = await owner_of_brand()
    place = await join(owner, role=Role.OWNER)
    bea = await signed_in(BEA)
    _, demoted = await keys.create_api_key(bea, "one", READ)
    _, mine = await keys.create_api_key(owner, "mine", READ)
    await members.change_role(owner, place, Role.BUYER)
    with pytest.raises(BadKey):
        await of_key(f"Bearer {demoted}")
    await members.change_role(owner, place, Role.OWNER)
    _, removed = await keys.create_api_key(bea, "two", READ)
    await members.remove_member(owner, place)
    with pytest.raises(BadKey):
        await of_key(f"Bearer {removed}")
    await of_key(f"Bearer {mine}")
    from market.base import audit

    assert owner.person is not None
    await people.disable_person(owner.person, audit.SYSTEM)
    with pytest.raises(BadKey):
        await of_key(f"Bearer {mine}")


async def test_a_brands_keys_outlive_a_reset_of_its_owners_password(database: FreshDatabase) -> None:
    owner = await owner_of_brand()
    _, text = await keys.create_api_key(owner, "CRM", READ)
    await request_reset("olga@example.org")
    await reset_password(await code_for("olga@example.org"), "cinq mots tout à fait neufs")
    await of_key(f"Bearer {text}")
    assert "clés d’API" in (await mailed("olga@example.org"))[0].text


async def test_an_operator_approves_and_stops_a_brand_and_its_keys_stop_with_it(
    database: FreshDatabase,
) -> None:
    owner = await owner_of_brand()
    operator = await person("op@example.org", adult=False, operator=True)
    token = await sign_in("olga@example.org", PASSWORD)
    _, text = await keys.create_api_key(owner, "CRM", READ)
    seats = []
    for event in (Event.APPROVE, Event.STOP):
        await move_brand(brand_of(owner), event, operator)
        seats.append((await of_session(token)).seat)
        assert await queries.is_approved(brand_of(owner)) is (event is Event.APPROVE)
    assert [seat.approved for seat in seats if seat] == [True, False]
    with pytest.raises(BadKey):
        await of_key(f"Bearer {text}")
    assert [message.kind for message in await mailed("olga@example.org")][:2] == [
        "brand_stopped",
        "brand_approved",
    ]
    with pytest.raises(BrandNotMovable):
        await move_brand(brand_of(owner), Event.REFUSE, operator)
    rows = await fetch(
        "select action, actor_kind from base.audit_entries where subject_kind = 'brand' order by id"
    )
    assert [tuple(row) for row in rows][-2:] == [
        ("brand.approved", "operator"),
        ("brand.stopped", "operator"),
    ]


async def test_two_approvals_at_once_are_one(database: FreshDatabase) -> None:
    owner = await owner_of_brand()
    operator = await person("op@example.org", operator=True)
    results = await asyncio.gather(
        *(move_brand(brand_of(owner), Event.APPROVE, operator) for _ in range(4)), return_exceptions=True
    )
    assert results.count(State.APPROVED) == 1
    assert sum(isinstance(result, BrandNotMovable) for result in results) == 3


async def test_a_number_is_approved_once_however_many_apply_with_it(database: FreshDatabase) -> None:
    operator = await person("op@example.org", operator=True)
    first = await owner_of_brand()
    second = await owner_of_brand("squatter@example.org")
    await move_brand(brand_of(first), Event.APPROVE, operator)
    with pytest.raises(BrandNumberTaken):
        await move_brand(brand_of(second), Event.APPROVE, operator)
    await move_brand(brand_of(first), Event.STOP, operator)
    with pytest.raises(BrandNumberTaken):
        await move_brand(brand_of(second), Event.APPROVE, operator)


async def test_an_operator_does_not_approve_their_own_brand_nor_one_nobody_confirmed(
    database: FreshDatabase,
) -> None:
    own = await owner_of_brand()
    assert own.person is not None
    with pytest.raises(OwnBrand):
        await move_brand(brand_of(own), Event.APPROVE, own.person)
    await sign_up_brand("late@example.org", PASSWORD, "fr", "Cafés du Port", siren=OTHER_SIREN)
    unconfirmed = await fetch_value("select id from accounts.brands where legal_name = 'Cafés du Port'")
    with pytest.raises(ApplicationNotConfirmed):
        await move_brand(unconfirmed, Event.APPROVE, own.person)
    with pytest.raises(NotFound):
        await move_brand(uuid.uuid4(), Event.APPROVE, own.person)
    assert [facts.id for facts in await queries.brands_in("applied")] == [brand_of(own)]


async def test_a_brand_knows_the_tags_of_its_people_and_of_nobody_else(database: FreshDatabase) -> None:
    owner = await owner_of_brand()
    await members.invite_member(owner, "invited@example.org", Role.BUYER)
    assert owner.person is not None
    assert await queries.member_tags(brand_of(owner), "personas") == {vault.tag("personas", owner.person)}
    assert await queries.member_tags(brand_of(owner), "money") == {vault.tag("money", owner.person)}


async def test_a_holder_founds_a_brand_and_a_member_becomes_a_holder(app: Litestar) -> None:
    await person(BEA, adult=False)
    async with browser(app, await sign_in(BEA, PASSWORD)) as bea:
        refused = await bea.post("/v1/me/holder", json={"adult": False})
        assert refused.json()["type"] == "/problems/adults-only"
        assert (await bea.post("/v1/me/holder", json={"adult": True})).status_code == 204
        made = await bea.post(
            "/v1/me/brands", json={"legal_name": "Cafés du Port", "siren": OTHER_SIREN, "charter": EDITION}
        )
        assert made.json()["holder"]
        assert made.json()["brands"][0]["current"]
        assert (await bea.get("/v1/brand")).status_code == 200


async def test_what_a_brand_is_told_holds_no_inner_id(app: Litestar) -> None:
    owner = await owner_of_brand()
    await join(owner)
    await keys.create_api_key(owner, "CRM", READ)
    inner = await fetch(
        "select id from accounts.people union select id from accounts.brands"
        " union select id from accounts.memberships union select id from accounts.api_keys"
    )
    async with browser(app, await sign_in("olga@example.org", PASSWORD)) as olga:
        said = "".join(
            [(await olga.get(f"/v1/{path}")).text for path in ("me", "brand", "brand/members", "brand/keys")]
        )
    for row in inner:
        assert str(row["id"]) not in said
        assert row["id"].hex not in said


async def test_nothing_of_an_address_stands_in_clear(
    database: FreshDatabase, client: httpx.AsyncClient
) -> None:
    owner = await owner_of_brand("olga.canary@example.org")
    await members.invite_member(owner, "invited.canary@example.org", Role.BUYER)
    await sign_up_holder("fresh.canary@example.org", PASSWORD, "fr", True)
    await request_reset("olga.canary@example.org")
    code = await code_for("olga.canary@example.org")
    connection = await _owner_connection(database)
    try:
        tables = await connection.fetch(
            "select schemaname, tablename from pg_tables where schemaname in ('accounts', 'base', 'jobs')"
        )
        assert len(tables) > 12
        dump = ""
        for schema, table in tables:
            rows = await connection.fetch(f'select t::text as row from {schema}."{table}" t')
            dump += "\n".join(row["row"] for row in rows)
    finally:
        await connection.close()
    assert len(dump) > 2000
    for secret in ("canary", "example.org", code, PASSWORD):
        assert secret not in dump
        assert secret.encode().hex() not in dump


async def _owner_connection(database: FreshDatabase):  # type: ignore[no-untyped-def]
    import asyncpg

    return await asyncpg.connect(database.superuser)


async def _owner_token() -> str:
    await owner_of_brand()
    return await sign_in("olga@example.org", PASSWORD)
