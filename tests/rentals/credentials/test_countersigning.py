"""A brand's own seal on the record: kept, carried by both sides' copies, read by the verifier; else refused by name."""

import asyncio
import contextvars
import json
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from contracts.documents import RecordDocument, read, written
from contracts.keys import PrivateKey, b64url, b64url_decode
from contracts.record import head
from contracts.seals import Seal, seal
from market.accounts.actions import signing_keys
from market.accounts.actions.keys import create_api_key
from market.base import clock
from market.base.database import fetch, fetch_value
from market.rentals import record
from market.rentals.actions.end import withdraw
from market.rentals.errors import (
    NoBrandKey,
    RentalNotFound,
    SealForeign,
    SealKeyNotCurrent,
    SealNotGood,
    SealOfAnotherDay,
    SealOutdated,
)
from market.rentals.sealing import countersign as countersigning
from market.rentals.sealing.countersign import Given, countersign
from tests.factories import a_brand
from tests.journeys.steps import a_program, ok
from tests.market import Market, market
from tests.relations.helpers import Relation, a_paid_relation, brand_of
from tests.rentals.credentials.holding import a_key, register
from tests.rentals.sealing.nights import the_night_passes, verify, weeks_ago, writes
from tests.rentals.sealing.test_files import downloads
from tests.world import SCOPES

__all__ = ["market"]


async def a_seal(relation: Relation, key: PrivateKey, **changes: Any) -> Given:
    """What a brand's own software makes of the record it downloaded, by `contracts.seals`."""
    identity = record.urn(relation.agreement)
    day: date = changes.pop("day", (await clock.now()).date())
    made = seal(identity, head(await record.read(relation.rental), identity), day, "second_party", key)
    fields = {"length": made.length, "event_hash": made.event_hash, "kid": made.kid, "value": made.value}
    return Given(**{**fields, "day": day, **changes})


async def kept() -> int:
    found: int = await fetch_value("select count(*) from rentals.record_seals")
    return found


async def test_both_copies_carry_the_brands_seal_and_anybody_verifies_it(
    market: Market, tmp_path: Path
) -> None:
    await weeks_ago()
    relation = await a_paid_relation(market)
    key = await register(relation.brand, a_key())
    await countersign(relation.brand, relation.agreement, await a_seal(relation, key))
    await the_night_passes()
    await withdraw(relation.holder, relation.agreement)
    await countersign(relation.brand, relation.agreement, await a_seal(relation, key))
    await the_night_passes()
    found = await downloads(market, relation, tmp_path)
    given = ("--keys", "keys.json", "--heads", "heads.json")
    for side in ("brand", "holder"):
        document = read(found[f"{side}-record"].content)
        assert isinstance(document, RecordDocument)
        assert [(it.party, it.length) for it in document.seals] == [
            ("second_party", 2),
            ("recorder", 3),
            ("second_party", 3),
        ]
        assert [it.kid for it in document.party_keys] == [key.kid]
        code, said = verify(tmp_path, f"{side}-record.json", *given)
        assert code == 3 and "refused" not in said, "whose key it is, who has it must know"
        (tmp_path / "party.json").write_text(_jwks(key))
        code, said = verify(tmp_path, f"{side}-record.json", *given, "--party-keys", "party.json")
        assert code == 0, said
        (tmp_path / "party.json").write_text(_jwks(a_key()))
        code, said = verify(tmp_path, f"{side}-record.json", *given, "--party-keys", "party.json")
        assert code == 1 and "(KeyUnknown)" in said


def _jwks(key: PrivateKey) -> str:
    return json.dumps({"keys": [key.public.jwk()]})


async def test_a_key_that_was_replaced_or_revoked_still_verifies_what_it_sealed(
    market: Market, tmp_path: Path
) -> None:
    await weeks_ago()
    relation = await a_paid_relation(market)
    first = await register(relation.brand, a_key())
    await countersign(relation.brand, relation.agreement, await a_seal(relation, first))
    second = await register(relation.brand, a_key())
    await countersign(relation.brand, relation.agreement, await a_seal(relation, second))
    await signing_keys.revoke(relation.brand, first.kid)
    document = read((await downloads_of_brand(market, relation)).encode())
    assert isinstance(document, RecordDocument)
    assert {it.kid for it in document.party_keys} == {first.kid, second.kid}
    for each in document.seals:
        keys = {it.kid: it.key for it in (*document.party_keys, *document.platform_keys)}
        each.check_signature(keys[each.kid])


async def downloads_of_brand(market: Market, relation: Relation) -> str:
    _, key = await create_api_key(relation.brand, "CRM", frozenset(SCOPES))
    async with a_program(market.app, key) as program:
        answer = await program.get(f"/v1/rentals/{relation.agreement}/files/record")
        assert answer.status_code == 200
        return answer.text


async def test_each_bad_seal_is_refused_by_its_name(market: Market) -> None:
    relation = await a_paid_relation(market)
    with pytest.raises(NoBrandKey):
        await countersign(relation.brand, relation.agreement, await a_seal(relation, a_key()))
    former = await register(relation.brand, a_key())
    key = await register(relation.brand, a_key())
    good = await a_seal(relation, key)
    tampered = bytearray(b64url_decode(good.value))
    tampered[0] ^= 1
    today = (await clock.now()).date()
    bad: list[tuple[Given, type[Exception]]] = [
        (await a_seal(relation, former), SealKeyNotCurrent),
        (await a_seal(relation, a_key()), SealKeyNotCurrent),
        (await a_seal(relation, a_key(), kid=key.kid), SealNotGood),
        (await a_seal(relation, key, value=b64url(bytes(tampered))), SealNotGood),
        (await a_seal(relation, key, value="A" * 86), SealNotGood),
        (await a_seal(relation, key, length=good.length - 1), SealOutdated),
        (await a_seal(relation, key, length=good.length + 1), SealOutdated),
        (await a_seal(relation, key, event_hash="0" * 64), SealForeign),
        (await a_seal(relation, key, day=today - timedelta(days=1)), SealOfAnotherDay),
        (await a_seal(relation, key, day=today + timedelta(days=1)), SealOfAnotherDay),
    ]
    for given, refusal in bad:
        with pytest.raises(refusal):
            await countersign(relation.brand, relation.agreement, given)
    stranger = await a_brand()
    await register(stranger, a_key())
    with pytest.raises(RentalNotFound):
        await countersign(stranger, relation.agreement, good)
    assert await kept() == 0
    await writes(relation)
    with pytest.raises(SealOutdated) as outdated:
        await countersign(relation.brand, relation.agreement, good)
    assert outdated.value.facts == {"length": good.length + 1}


async def test_a_seal_over_another_agreements_record_is_none(market: Market) -> None:
    relation = await a_paid_relation(market)
    key = await register(relation.brand, a_key())
    identity = record.urn(relation.agreement)
    now = head(await record.read(relation.rental), identity)
    other = seal(
        "urn:uuid:" + "0" * 8 + "-0000-4000-8000-" + "0" * 12,
        now,
        (await clock.now()).date(),
        "second_party",
        key,
    )
    as_recorder = seal(identity, now, (await clock.now()).date(), "recorder", key)
    for made in (other, as_recorder):
        with pytest.raises(SealNotGood):
            await countersign(
                relation.brand, relation.agreement, await a_seal(relation, key, value=made.value)
            )


async def test_the_same_seal_twice_is_kept_once(market: Market) -> None:
    relation = await a_paid_relation(market)
    key = await register(relation.brand, a_key())
    given = await a_seal(relation, key)
    done = await asyncio.gather(*(countersign(relation.brand, relation.agreement, given) for _ in range(4)))
    assert len(set(done)) == 1 and await kept() == 1
    with pytest.raises(asyncpg.UniqueViolationError) as refused:
        await fetch(
            "insert into rentals.record_seals select (jsonb_populate_record(s, jsonb_build_object('id', uuidv7()))).*"
            " from rentals.record_seals s"
        )
    assert refused.value.constraint_name == "record_seals_once"
    with pytest.raises(asyncpg.PostgresError):
        await fetch("delete from rentals.record_seals")


async def test_nothing_is_appended_while_a_seal_is_looked_at(
    market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the rental's lock a seal over a record that has grown would be kept as today's."""
    relation = await a_paid_relation(market)
    key = await register(relation.brand, a_key())
    given, whole = await a_seal(relation, key), countersigning._head
    growing: list[asyncio.Task[None]] = []

    async def meanwhile(row: object) -> object:
        found = await whole(row)  # type: ignore[arg-type]
        growing.append(asyncio.create_task(writes(relation), context=contextvars.Context()))
        await asyncio.sleep(0.3)
        assert not growing[0].done(), "it waits"
        return found

    monkeypatch.setattr(countersigning, "_head", meanwhile)
    await countersign(relation.brand, relation.agreement, given)
    await asyncio.gather(*growing)
    assert await kept() == 1


async def test_by_api_a_brand_asks_what_to_sign_and_sends_the_signature(market: Market) -> None:
    relation = await a_paid_relation(market)
    _, token = await create_api_key(relation.brand, "CRM", frozenset(SCOPES))
    path = f"/v1/rentals/{relation.agreement}/seal"
    async with a_program(market.app, token) as program:
        answer = await program.get(path)
        assert (answer.status_code, answer.json()["type"]) == (409, "/problems/no-brand-key")
        key = await register(relation.brand, a_key())
        asked: Mapping[str, Any] = ok(await program.get(path))
        body = {name: asked[name] for name in ("length", "event_hash", "day", "kid")}
        signed = b64url(key.sign(b64url_decode(asked["message"])))
        sent = ok(await program.post(path, json={**body, "value": signed}), 201)
        kept_seal = Seal.model_validate_json(json.dumps({name: sent[name] for name in Seal.model_fields}))
        kept_seal.check_signature(key.public)
        answer = await program.post(path, json={**body, "value": signed, "length": 1})
        assert (answer.status_code, answer.json()["type"]) == (409, "/problems/seal-outdated")
        answer = await program.post(path, json={**body, "value": "short"})
        assert answer.status_code == 422
    document = read(written(read((await downloads_of_brand(market, relation)).encode())))
    assert isinstance(document, RecordDocument) and kept_seal in document.seals
    assert brand_of(relation.brand)
