"""A brand with a key of its own has its credential when a rental begins: one, bound to that key, verified by others."""

import asyncio
import contextvars
import json
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import pytest

from contracts.credential import SheetForeign, verify_rented
from contracts.jws import numeric, read, trusting
from contracts.refusals import TokenExpired, TokenNotYetValid, TokenTampered
from contracts.sdjwt import parse
from contracts.status_list import TTL, CredentialRevoked
from market.accounts import queries as accounts
from market.accounts.actions import signing_keys
from market.base import clock, jobs, signing, vault
from market.base.database import fetch, fetch_value
from market.rentals import queries
from market.rentals.actions.end import end_early, withdraw
from market.rentals.credentials import issue as issuing
from market.rentals.credentials import lists, published
from market.rentals.credentials.handing_out import hand_out
from market.rentals.credentials.issue import Issued, issue
from market.rentals.errors import (
    CredentialNotIssued,
    CredentialNotPossible,
    NoBrandKey,
    PurposeNotAgreed,
    RentalAlreadyEnded,
    RentalNotActive,
    RentalNotFound,
    TooManyReads,
)
from market.wiring import JOBS
from tests.contracts.test_others import asked, node
from tests.factories import a_brand, a_holder, a_persona
from tests.journeys.steps import a_program, ok
from tests.market import PURPOSE, Market, market
from tests.relations.helpers import a_paid_relation, brand_of
from tests.rentals.credentials.holding import (
    Rented,
    a_key,
    a_rented,
    an_api_key,
    list_of,
    name_of,
    place_of,
    register,
    statuses,
    text_of,
    verified,
)
from tests.rentals.renewal.renewing import a_rental

__all__ = ["market", "node"]


async def test_a_rental_of_a_brand_with_a_key_has_its_credential_as_soon_as_it_runs(market: Market) -> None:
    rented = await a_rented(market)
    reading = await verified(await text_of(rented), rented.key)
    sheet = json.loads(await market.read(rented.brand, rented.agreement))
    said = {claim: it for claim, it in sheet["claims"].items() if it is not None}
    assert reading.doubts == ()
    assert reading.agreement == f"urn:uuid:{rented.agreement}" and reading.purposes == (PURPOSE,)
    assert {it: (found.value, found.stance) for it, found in reading.said.items() if it in said} == {
        claim: (it["value"], it["stance"]) for claim, it in said.items()
    }
    assert set(reading.said) - set(said) == set(sheet["phrases"]), "and the phrases as claims"
    assert {it.provenance for it in reading.said.values()} == {"declared"}
    assert reading.holder == rented.key.public
    row = await rented.relation.row()
    assert row.ends_at is not None and numeric(reading.expires_at) == numeric(row.ends_at)


async def test_times_are_days_and_the_place_is_random(market: Market) -> None:
    one, other = await a_rented(market), await a_rented(market)
    tokens = [read(parse(await text_of(it)).token).payload for it in (one, other)]
    midnight = (await clock.now()).replace(hour=0, minute=0, second=0, microsecond=0)
    assert all(token["iat"] == token["nbf"] == numeric(midnight) for token in tokens)
    assert not {"sub", "jti"} & set().union(*tokens)
    places = [place_of(await text_of(it)).index for it in (one, other)]
    assert places[0] != places[1] and max(places) > 1


async def test_another_library_verifies_what_the_market_issued_and_sees_it_end(
    market: Market, node: str
) -> None:
    rented = await a_rented(market)
    text, name = await text_of(rented), name_of(await text_of(rented))
    key, lists_key = [(await signing.signing_key(it)).public.jwk() for it in ("credential", "status")]
    before = await published.token(name)
    await withdraw(rented.relation.holder, rented.agreement)
    await clock.travel(TTL)
    after, at = await published.token(name), numeric(await clock.now())
    asks = [
        {"kind": "credential", "text": text, "issuer": key, "lists": lists_key, "list": served, "at": at}
        for served in (before, after)
    ]
    valid, ended = asked(node, *asks)
    assert valid["claims"]["agreement"] == f"urn:uuid:{rented.agreement}"
    assert "Status is not valid" in ended["refused"]


async def test_without_a_key_of_its_own_a_brand_gets_none(market: Market) -> None:
    relation = await a_paid_relation(market)
    assert await statuses(relation.rental) == []
    with pytest.raises(CredentialNotIssued):
        await hand_out(brand_of(relation.brand), relation.agreement, PURPOSE, "api")
    with pytest.raises(NoBrandKey):
        await issue(relation.brand, relation.agreement)
    assert await fetch_value("select count(*) from rentals.reads") == 0, "nothing was read for it"


async def test_who_registers_a_key_later_asks_for_it_and_gets_one_however_often(market: Market) -> None:
    relation = await a_paid_relation(market)
    key = await register(relation.brand, a_key())
    asked_for = [await issue(relation.brand, relation.agreement) for _ in range(3)]
    assert asked_for == [Issued(key.kid, fresh=it == 0) for it in range(3)]
    assert await statuses(relation.rental) == [(0, True)]
    await verified(await text_of(Rented(relation, key)), key)


async def test_one_for_a_new_key_is_in_a_fresh_place_and_ends_the_former(market: Market) -> None:
    rented = await a_rented(market)
    former = await text_of(rented)
    newer = await register(rented.brand, a_key())
    await verified(former, rented.key)  # the key was replaced, not revoked: what it was given still holds
    assert (await issue(rented.brand, rented.agreement)).fresh
    fresh = await text_of(rented)
    assert place_of(fresh) != place_of(former)
    assert await statuses(rented.relation.rental) == [(1, False), (0, True)]
    await verified(fresh, newer)
    with pytest.raises(CredentialRevoked):
        await verified(former, rented.key)
    with pytest.raises(TokenTampered):
        await verified(fresh, rented.key)


async def test_revoking_the_key_ends_what_is_bound_to_it_in_the_same_act(market: Market) -> None:
    rented = await a_rented(market)
    text = await text_of(rented)
    await signing_keys.revoke(rented.brand, rented.key.kid)
    assert await statuses(rented.relation.rental) == [(1, False)]
    with pytest.raises(CredentialRevoked):
        await verified(text, rented.key)
    with pytest.raises(CredentialNotIssued):
        await text_of(rented)
    newer = await register(rented.brand, a_key())
    await issue(rented.brand, rented.agreement)
    await verified(await text_of(rented), newer)


@pytest.mark.parametrize("held", [True, False])
async def test_a_key_that_is_revoked_while_a_credential_is_made_leaves_none(
    market: Market, monkeypatch: pytest.MonkeyPatch, held: bool
) -> None:
    """Not held, the key's revocation would not see the credential that is just being made: the control."""
    rented = await a_rented(market)
    await register(rented.brand, key := a_key())
    whole, asked_for, revoking = issuing._write, accounts.current_signing_key, []

    async def meanwhile(*them: Any) -> None:
        revoked = signing_keys.revoke(rented.brand, key.kid)
        revoking.append(asyncio.create_task(revoked, context=contextvars.Context()))
        await asyncio.wait(revoking, timeout=0.3 if held else 30)  # held, it waits for us
        await whole(*them)

    async def free(brand: uuid.UUID, *, hold: bool = False) -> object:
        return await asked_for(brand)

    monkeypatch.setattr(issuing, "_write", meanwhile)
    if not held:
        monkeypatch.setattr(accounts, "current_signing_key", free)
    await issue(rented.brand, rented.agreement)
    await asyncio.gather(*revoking)
    assert [status for status, _ in await statuses(rented.relation.rental)] == [1, 1 if held else 0]


@pytest.mark.parametrize("held", [True, False])
async def test_an_end_that_meets_the_issuing_ends_what_is_issued(
    market: Market, monkeypatch: pytest.MonkeyPatch, held: bool
) -> None:
    """Without the rental's lock the end would find nothing to end, and a credential would outlive it: the control."""
    relation = await a_paid_relation(market)
    await register(relation.brand, a_key())
    whole, ending = issuing._write, []

    async def meanwhile(*them: Any) -> None:
        end = withdraw(relation.holder, relation.agreement)
        ending.append(asyncio.create_task(end, context=contextvars.Context()))
        await asyncio.sleep(0.5)
        await whole(*them)

    async def unlocked(rental: object) -> queries.RentalRow:
        return await relation.row()

    monkeypatch.setattr(issuing, "_write", meanwhile)
    if not held:
        monkeypatch.setattr(issuing, "locked", unlocked)
    await issue(relation.brand, relation.agreement)
    await asyncio.gather(*ending)
    assert [status for status, _ in await statuses(relation.rental)] == [1 if held else 0]


async def test_of_workers_that_open_a_months_lists_at_once_all_find_the_same_four(market: Market) -> None:
    found = await asyncio.gather(*(lists.draw(datetime(2027, 5, 3, tzinfo=UTC)) for _ in range(8)))
    assert await fetch_value("select count(*) from rentals.status_lists where month = '2027-05'") == 4
    assert len({it.reference for it in found}) == 8
    with pytest.raises(asyncpg.UniqueViolationError) as twice:
        await fetch(
            "insert into rentals.status_lists (id, month, shard, taken) values (uuidv7(), '2027-05', 0, 0)"
        )
    assert twice.value.constraint_name == "status_lists_place"
    with pytest.raises(asyncpg.CheckViolationError) as full:
        await fetch("update rentals.status_lists set taken = 65537")
    assert full.value.constraint_name == "status_lists_taken"


async def test_handing_it_out_is_a_read_that_its_holder_sees(market: Market) -> None:
    rented = await a_rented(market)
    await text_of(rented)
    assert rented.relation.holder.person
    reads = await queries.reads_of_holder(rented.relation.holder.person, rented.agreement)
    assert [(it.purpose, it.channel) for it in reads] == [(PURPOSE, "api")]
    with pytest.raises(PurposeNotAgreed):
        await hand_out(brand_of(rented.brand), rented.agreement, "market-research", "api")
    row = await rented.relation.row()
    await fetch("update rentals.rentals set reads_per_day = 1 where id = $1", row.id)
    with pytest.raises(TooManyReads):
        await text_of(rented)


async def test_after_the_end_it_is_handed_out_to_nobody_nor_kept(market: Market) -> None:
    rented = await a_rented(market)
    await withdraw(rented.relation.holder, rented.agreement)
    assert await statuses(rented.relation.rental) == [(1, False)]
    for act in (text_of(rented), issue(rented.brand, rented.agreement)):
        with pytest.raises(RentalAlreadyEnded):
            await act


async def test_anothers_rental_is_none_and_one_to_be_paid_has_none(market: Market) -> None:
    rented, stranger = await a_rented(market), await a_brand()
    await register(stranger, a_key())
    for act in (
        hand_out(brand_of(stranger), rented.agreement, PURPOSE, "api"),
        issue(stranger, rented.agreement),
    ):
        with pytest.raises(RentalNotFound):
            await act
    waiting = await market.request(rented.brand, await a_persona(await a_holder()))
    with pytest.raises(RentalNotActive):
        await issue(rented.brand, waiting.agreement)


async def test_two_workers_and_an_impatient_brand_make_one(market: Market) -> None:
    relation = await a_paid_relation(market)
    await register(relation.brand, a_key())
    done = await asyncio.gather(
        *(issuing.issue_due(str(relation.rental)) for _ in range(4)),
        *(issue(relation.brand, relation.agreement) for _ in range(4)),
    )
    assert sum(isinstance(it, Issued) and it.fresh for it in done) <= 1
    assert await statuses(relation.rental) == [(0, True)]


async def test_without_the_rentals_lock_the_database_still_lets_one_be(
    market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    relation = await a_paid_relation(market)
    await register(relation.brand, a_key())

    both = asyncio.Barrier(2)

    async def unlocked(rental: object) -> queries.RentalRow:
        await both.wait()
        return await relation.row()

    monkeypatch.setattr(issuing, "locked", unlocked)
    done = await asyncio.gather(
        *(issue(relation.brand, relation.agreement) for _ in range(2)), return_exceptions=True
    )
    (lost,) = [it for it in done if isinstance(it, BaseException)]
    assert isinstance(lost, asyncpg.UniqueViolationError) and lost.constraint_name == "credentials_one"
    assert await statuses(relation.rental) == [(0, True)]


@pytest.mark.parametrize("where", ["lists.draw", "sign_credential", "lists.take"])
async def test_a_worker_that_is_killed_on_the_way_leaves_nothing_and_the_job_is_done_again(
    market: Market, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    relation = await a_paid_relation(market)
    await register(relation.brand, a_key())
    room, _, name = where.rpartition(".")
    place = getattr(issuing, room) if room else issuing

    class Killed(BaseException):
        pass

    def die(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(place, name, die)
        with pytest.raises(Killed):
            await issuing.issue_due(str(relation.rental))
    assert await statuses(relation.rental) == []
    assert await fetch_value("select coalesce(sum(taken), 0) from rentals.status_lists") == 0
    await issuing.issue_due(str(relation.rental))
    assert await statuses(relation.rental) == [(0, True)]
    assert await fetch_value("select sum(taken) from rentals.status_lists") == 1


async def test_the_job_stands_in_the_transaction_in_which_the_rental_begins(
    market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever happens to the process afterwards, it is there; and where the brand has no key there is none."""
    with_key, without = await a_brand(), await a_brand()
    await register(with_key, a_key())
    monkeypatch.setitem(JOBS, issuing.JOB, lambda rental: asyncio.sleep(0))
    named: list[str] = []
    enqueue = jobs.enqueue

    async def noted(name: str, **payload: str | None) -> None:
        named.append(name)
        await enqueue(name, **payload)

    monkeypatch.setattr(jobs, "enqueue", noted)
    await market.rented(without, await a_persona(await a_holder()))
    assert issuing.JOB not in named
    await market.rented(with_key, await a_persona(await a_holder()))
    assert named.count(issuing.JOB) == 1


async def test_the_job_does_nothing_for_what_has_ended_or_was_erased(market: Market) -> None:
    relation = await a_paid_relation(market)
    await register(relation.brand, a_key())
    await end_early(relation.brand, relation.agreement)
    await issuing.issue_due(str(relation.rental))
    erased = await a_paid_relation(market)
    await register(erased.brand, a_key())
    assert erased.holder.person
    await vault.destroy_key(erased.holder.person)
    await issuing.issue_due(str(erased.rental))
    assert await statuses(relation.rental) == await statuses(erased.rental) == []
    vault._cache.clear()


async def test_a_sheet_that_is_not_what_the_terms_show_is_vouched_for_by_nobody(
    market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A brand is told so; the job waits for a person to look."""
    relation = await a_paid_relation(market)
    await register(relation.brand, a_key())
    whole = issuing.sheet_of

    def with_one_more(shown: dict[str, Any], verified: Any) -> object:
        return whole({**shown, "claims": {**shown["claims"], "unheard-of": None}}, verified)

    monkeypatch.setattr(issuing, "sheet_of", with_one_more)
    with pytest.raises(CredentialNotPossible):
        await issue(relation.brand, relation.agreement)
    with pytest.raises(SheetForeign):
        await issuing.issue_due(str(relation.rental))
    assert await statuses(relation.rental) == []


async def test_a_renewal_has_a_credential_of_its_own_that_holds_from_its_own_day(market: Market) -> None:
    it = await a_rental(market)
    key = await register(it.brand, a_key())
    await issue(it.brand, (await it.row()).agreement)
    await it.wanted()
    await it.paid()
    following = await it.following()
    assert following is not None and following.starts_at is not None and following.ahead
    assert await statuses(following.id) == [(0, True)]
    with pytest.raises(RentalNotActive):
        await hand_out(brand_of(it.brand), following.agreement, following.purposes[0], "api")
    await clock.travel_to(following.starts_at + timedelta(minutes=1))
    text = await hand_out(brand_of(it.brand), following.agreement, following.purposes[0], "api")
    reading = await verified(text, key)
    assert reading.agreement == f"urn:uuid:{following.agreement}"
    listed, keys = await list_of(text), trusting((await signing.key_set("credential")).keys.values())
    for at, refusal in (
        (following.starts_at - timedelta(days=1), TokenNotYetValid),
        (following.ends_at, TokenExpired),
    ):
        with pytest.raises(refusal):
            verify_rented(text, keys=keys, at=at, challenge=None, published=listed)


async def test_it_is_asked_for_and_downloaded_by_api(market: Market) -> None:
    relation = await a_paid_relation(market)
    key = await register(relation.brand, a_key())
    path = f"/v1/rentals/{relation.agreement}/credential"
    async with a_program(market.app, await an_api_key(relation.brand)) as program:
        answer = await program.get(path, params={"purpose": PURPOSE})
        assert (answer.status_code, answer.json()["type"]) == (404, "/problems/credential-not-issued")
        assert ok(await program.post(path)) == {"kid": key.kid, "fresh": True}
        answer = await program.get(path, params={"purpose": PURPOSE})
        assert answer.headers["content-type"].startswith("application/dc+sd-jwt")
        assert answer.headers["cache-control"] == "no-store"
        name = answer.headers["content-disposition"]
        assert name == f'attachment; filename="moi-credential-{relation.agreement}.sd-jwt"'
        assert (await verified(answer.text, key)).doubts == ()
        answer = await program.get(path, params={"purpose": "unheard-of"})
        assert (answer.status_code, answer.json()["type"]) == (422, "/problems/purpose-not-agreed")


async def test_a_new_generation_of_the_credentials_key_signs_what_comes_next(market: Market) -> None:
    former = await a_rented(market)
    await signing.rotate("credential")
    await signing.rotate("status")
    newer = await a_rented(market)
    texts = [await text_of(former), await text_of(newer)]
    kids = [read(parse(text).token).header["kid"] for text in texts]
    assert len(set(kids)) == 2
    for text, it in zip(texts, (former, newer), strict=True):
        assert (await verified(text, it.key)).doubts == (), "both generations are published"


async def test_places_are_never_given_out_twice_and_lists_grow_by_four(
    market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In lists of two places each: nine credentials need three rounds of lists."""
    monkeypatch.setattr(lists, "SIZE", 2)
    monkeypatch.setattr(lists, "draw_shard", lambda taken, below: _first_open(taken))
    ends = datetime(2027, 3, 31, 22, tzinfo=UTC)
    relation = await a_paid_relation(market)
    given = []
    for _ in range(9):
        place = await lists.draw(ends)
        await fetch(
            "insert into rentals.credentials (id, rental, list, idx, status, kid) values (uuidv7(), $1, $2, $3, 1, $4)",
            *(relation.rental, place.list, place.reference.index, "k" * 43),
        )
        await lists.take(place)
        given.append(place.reference)
    assert len(set(given)) == 9 and {it.index for it in given} == {0, 1}
    assert [it.uri.rsplit("-", 1)[1] for it in given] == list("001122334")
    assert await fetch_value("select count(*) from rentals.status_lists") == 8
    with pytest.raises(asyncpg.UniqueViolationError) as refused:
        await fetch(
            "insert into rentals.credentials (id, rental, list, idx, status, kid)"
            " select uuidv7(), rental, list, idx, status, kid from rentals.credentials limit 1"
        )
    assert refused.value.constraint_name == "credentials_place"


def _first_open(taken: list[int]) -> int:
    from contracts.status_index import ListsFull

    for shard, count in enumerate(taken):
        if count < 2:
            return shard
    raise ListsFull(len(taken))
