"""V1 over what is downloaded and sealed: brands that rented one persona on one day, and saw it end on one day.

The hardest case for these files: the same days, the same nights, the same heads. What three of them share beyond
what three share who rented three strangers' personas on those days would be a link that we made.
"""

import json
import re
import uuid
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import httpx
import pytest

from contracts.consent import kinds
from market.accounts.actions.keys import create_api_key
from market.base import clock, keyring, names
from market.base.access import Principal
from market.base.database import DB
from market.base.embedded import Embedded
from market.base.settings import settings
from market.relations.actions.invite import react, send
from market.relations.closing.actions import give_note
from market.relations.conduct.queries import name_of
from market.relations.rules import Reaction
from market.rentals import agreements
from market.rentals.actions.end import withdraw
from market.rentals.consents import files as consents
from market.rentals.erasure.attest import attest_erasure
from market.rentals.sealing import files
from tests.factories import a_brand, a_holder, a_persona
from tests.journeys.steps import a_program
from tests.market import Market, a_market, market
from tests.privacy.seen import Seen
from tests.privacy.test_two_brands import common
from tests.privacy.tokens import tokens
from tests.relations.helpers import an_offer, brand_of
from tests.rentals.erasure.erasing import ERASED
from tests.rentals.sealing.nights import the_night_passes, weeks_ago
from tests.world import SCOPES, a_database, settings_of

__all__ = ["market"]

OF_ITS_OWN = ("files/agreement", "files/record", "files/consent", "files/erasure", "erasure", "closing-note")
PUBLISHED = ("/.well-known/moi-keys", "/.well-known/moi-heads", "/.well-known/moi-charter")


A_MOMENT = timedelta(seconds=2)
"""Brands act when they like: that three of them do in one second is no doing of ours, and a quick machine's."""


@dataclass(frozen=True)
class Pooled:
    one_persona: list[Seen]
    strangers: list[Seen]
    public: set[bytes]
    holder: bytes  # the record's file of the one persona's holder, with its exact times
    receipts: list[bytes]  # the receipts of that holder, of two of the brands


async def _lives(market: Market, holders: Sequence[Principal], one: bool) -> list[Seen]:
    """Three brands: each rents, invites, is answered, is switched off and downloads all there is, side by side."""
    shared = await a_persona(holders[0], capacity=4)
    personas = [shared if one else await a_persona(holder, capacity=4) for holder in holders]
    brands = [await a_brand(name=f"Marque {n}{one}") for n in range(len(holders))]
    rented = []
    for brand, persona in zip(brands, personas, strict=True):
        rented.append(await market.rented(brand, persona))
        await clock.travel(A_MOMENT)
    for brand, agreement, holder in zip(brands, rented, holders, strict=True):
        await clock.travel(A_MOMENT)
        placed = await send(brand, agreement, await an_offer())
        await react(holder, agreement, placed.id, Reaction.INTERESTED)
    for agreement, holder in zip(rented, holders, strict=True):
        await withdraw(holder, agreement)
    for brand, agreement in zip(brands, rented, strict=True):
        await clock.travel(A_MOMENT)
        await attest_erasure(brand, agreement, ERASED)
        await give_note(brand, agreement, ["offer-made"], "learned", "Merci.")
    return [
        Seen(brand_of(brand), str(agreement), [b"", str(key).encode()])
        for brand, agreement, key in zip(brands, rented, [await _key(it) for it in brands], strict=True)
    ]


async def _key(brand: Principal) -> str:
    return (await create_api_key(brand, "CRM", frozenset(SCOPES)))[1]


async def _download(market: Market, seen: Seen) -> None:
    key = seen.content.pop().decode()
    seen.content.clear()
    async with a_program(market.app, key) as program:
        for it in OF_ITS_OWN:
            answer = await program.get(f"/v1/rentals/{seen.agreement}/{it}")
            assert answer.status_code == 200
            await seen.keep(answer)
        for path in (*PUBLISHED, f"/v1/brands/{name_of(seen.brand)}"):
            await seen.keep(await program.get(path))


async def pool(market: Market) -> Pooled:
    await weeks_ago()
    holder = await a_holder()
    one = await _lives(market, [holder] * 3, one=True)
    strangers = await _lives(market, [await a_holder() for _ in range(3)], one=False)
    assert await the_night_passes()
    for seen in (*one, *strangers):
        await _download(market, seen)
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(market.app), base_url="https://moi.test"
    ) as anybody:
        published = [await anybody.get(path) for path in PUBLISHED]
    public = set().union(*[tokens(it.content + it.headers["etag"].encode()) for it in published])
    assert holder.person
    whole = await files.record_of_holder(holder.person, uuid.UUID(one[0].agreement))
    receipts = [await consents.of_holder(holder.person, uuid.UUID(it.agreement)) for it in one[:2]]
    return Pooled(one, strangers, public, whole, receipts)


@pytest.fixture(scope="module")
async def pooled(server: Embedded, template: str, keys: keyring.FileKeyring) -> AsyncIterator[Pooled]:
    async with a_database(server, template) as found:
        with settings_of(found):
            await DB.open(found.service)
            try:
                async with a_market(found, settings()) as market:
                    made = await pool(market)
            finally:
                await DB.close()
    yield made


def of_paths(seen: Seen) -> set[bytes]:
    """The nodes of a proof's path. Any two proofs of a day may share some: where a leaf stands is chance."""
    record = json.loads(next(it for it in seen.content if b'"moi.record"' in it))
    nodes = " ".join(node for anchor in record["anchors"] for node in anchor["path"])
    assert record["anchors"]
    return tokens(nodes.encode())


def shared(pooled: Pooled) -> set[bytes]:
    """What the three over one persona share, beyond what three strangers do."""
    paths = set().union(*map(of_paths, pooled.one_persona))
    return common(pooled.one_persona) - common(pooled.strangers) - paths


def test_three_brands_files_over_one_persona_share_nothing_of_ours(pooled: Pooled) -> None:
    assert shared(pooled) == set()
    assert all(len(it.tokens) > 1000 for it in pooled.one_persona), "there was something to compare"


def test_what_strangers_files_share_is_what_is_published(pooled: Pooled) -> None:
    """The platform's key, the head that all of them stand under, and nodes near its root that any proof may have."""
    encoded = {it for it in common(pooled.strangers) if it.startswith(b"\0")}
    assert encoded - pooled.public - set().union(*map(of_paths, pooled.strangers)) == set()


def test_a_brands_file_has_the_exact_time_of_its_own_acts_alone(pooled: Pooled) -> None:
    """The holder's own copy has them all: the control."""
    instants = rb'"\d{4}-\d\d-\d\dT[\d:.]+Z"'
    record = next(it for it in pooled.one_persona[0].content if b'"moi.record"' in it)
    agreement = next(it for it in pooled.one_persona[0].content if b'"moi.agreement"' in it)
    signed = set(re.findall(instants, agreement))
    whole = re.findall(rb'"at":(' + instants + rb'),"event_hash"', pooled.holder)
    assert len(whole) == 7
    acts = [*whole[:3], *whole[5:]]  # agreed, activated, invited; erasure attested, closing note
    answered = whole[3:5]  # reacted, ended
    shown = set(re.findall(instants, record)) - signed
    assert set(acts) <= shown | signed
    assert not set(answered) & shown


def test_no_brand_is_told_when_the_instruction_was_given_that_all_of_them_answer_to(pooled: Pooled) -> None:
    """The holder's receipts are the control: one instant and one day in both of them."""
    said = [json.loads(it)["events"][0]["at"] for it in pooled.receipts]
    assert said[0] == said[1]
    for seen in pooled.one_persona:
        receipt = next(it for it in seen.content if b'"moi.consent-receipt"' in it)
        instructed = json.loads(receipt)["events"][0]
        assert [it["name"] for it in instructed["opened"]] == [
            *("fact:answer", "fact:brands", "fact:purposes", "fact:terms", "kind")
        ]
        assert said[0].encode() not in seen.all


async def test_control_an_instruction_that_shows_its_time_would_be_seen(
    market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    def all_of_it(kind: str, facts: Mapping[str, object]) -> frozenset[str]:
        return frozenset({"kind", "day", "at", *(f"fact:{name}" for name in facts)})

    monkeypatch.setattr(kinds, "shown_to_brand", all_of_it)
    leaky = await pool(market)
    instant = json.loads(leaky.receipts[0])["events"][0]["at"]
    assert all(instant.encode() in it.all for it in leaky.one_persona)
    assert shared(leaky)


async def test_control_a_target_that_is_named_for_all_would_be_seen(
    market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    everybodys = names.for_operators()
    monkeypatch.setattr(agreements.names, "for_agreement", lambda _: everybodys)
    leaky = await pool(market)
    assert shared(leaky)
