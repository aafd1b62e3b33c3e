"""V1 and V2: two brands that pool every byte they have seen cannot tell that it is the same person.

The measure is a control pair: what two brands have in common over the personas of two *different* holders of
one class is common to everybody. What they share beyond that over one persona, or over two personas of one
holder, would be a link that we made.
"""

import hashlib
import re
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

import asyncpg
import pytest

from market.base import clock, keyring, names
from market.base.database import DB, fetch_value
from market.base.embedded import Embedded
from market.base.settings import settings
from market.catalogue import jobs, people
from market.money.sandbox.cards import TEST_CARDS
from tests.catalogue.crowds import CYCLISTS, a_crowd, but
from tests.factories import a_holder, a_persona
from tests.journeys.steps import a_browser
from tests.market import Market, a_market, market
from tests.privacy.seen import Seen, a_capture, a_look
from tests.privacy.tokens import blobs, tokens
from tests.world import a_database, settings_of

__all__ = ["market"]

KEYS = "/.well-known/moi-keys"


@dataclass(frozen=True)
class Pooled:
    """Three brands over one persona, three over three personas of one holder, three over three holders'."""

    one_persona: list[Seen]
    one_holder: list[Seen]
    control: list[Seen]
    public: set[bytes]
    inner: frozenset[bytes]

    @property
    def everything(self) -> bytes:
        return b"\n".join(it.all for it in (*self.one_persona, *self.one_holder, *self.control))


@pytest.fixture(scope="module")
async def pooled(server: Embedded, template: str, keys: keyring.FileKeyring) -> AsyncIterator[Pooled]:
    async with a_database(server, template) as found:
        with settings_of(found):
            await DB.open(found.service)
            try:
                async with a_market(found, settings()) as market:
                    made = await _pool(market, found.superuser)
            finally:
                await DB.close()
    yield made


async def _pool(market: Market, superuser: str) -> Pooled:
    today = await clock.now()
    if today.day > 15:  # no month begins between two captures, or its name tells one pool from the other
        await clock.travel(timedelta(days=33 - today.day))
    await a_crowd(14, but(region="normandie", naissance="1990-1994"))  # another card, for a second page
    crowd = await a_crowd(16)
    holder = await a_holder()
    own = [await a_persona(holder, capacity=4) for _ in range(3)]
    await jobs.compute()
    one_persona, one_holder, control = [], [], []
    # Of three brands each, because two have four bytes in common by chance in one run of a thousand. On three
    # days, the same for all, so that a day is as common in the control pair.
    for day in range(3):
        one_persona.append(await a_capture(market, own[0], holder))
        one_holder.append(await a_capture(market, own[day], holder))
        control.append(await a_capture(market, crowd[day].persona, crowd[day].holder))
        await clock.travel(timedelta(days=1))
        await jobs.compute()
    return Pooled(
        one_persona, one_holder, control, await _public(market), frozenset(await inner_ids(superuser))
    )


async def _public(market: Market) -> set[bytes]:
    """What a visitor sees."""
    found: set[bytes] = set()
    session = await fetch_value("select id from sandbox.objects where kind = 'checkout.session' limit 1")
    async with a_browser(market.app, accept="text/html") as visitor:
        for path in ("/catalogue", f"/moi/{CYCLISTS}", "/v1/facets", f"/sandbox/checkout/{session}", KEYS):
            found |= tokens((await visitor.get(path)).content)
    return found


def common(seen: list[Seen]) -> set[bytes]:
    """What every one of them has seen."""
    return set.intersection(*(it.tokens for it in seen))


def test_three_brands_over_one_persona_share_nothing_of_ours(pooled: Pooled) -> None:
    assert common(pooled.one_persona) - common(pooled.control) == set()
    assert all(len(it.tokens) > 2000 for it in pooled.one_persona), "there was something to compare"


def test_three_brands_over_three_personas_of_one_holder_share_nothing_of_ours(pooled: Pooled) -> None:
    assert common(pooled.one_holder) - common(pooled.control) == set()


def test_what_strangers_have_in_common_was_not_made_for_anyone(pooled: Pooled) -> None:
    """Or the control would hide a link: what is encoded in it stands on pages that a visitor sees."""
    encoded = {it for it in common(pooled.control) if it.startswith(b"\0")}
    assert encoded - pooled.public - CARD_NUMBERS - PACKET == set()
    assert all(it.agreement.encode() not in common(pooled.control) for it in pooled.control)


PACKET = tokens(b"W5M0MpCehiHzreSzNTczkc9d")  # opens the metadata of every PDF in the world (XMP, part 1)
# Everybody here pays with the same test card: its number, and what Stripe tells equal cards by.
CARD_NUMBERS = {
    it for number, card in TEST_CARDS.items() for it in tokens(f"{number} {card.fingerprint}".encode())
}


def test_no_inner_id_nor_an_unkeyed_digest_of_one_leaves_the_house(pooled: Pooled) -> None:
    """V2: a dictionary of every id we have, tried against all that was seen."""
    shown = blobs(pooled.everything)
    text = pooled.everything.lower()
    assert len(pooled.inner) > 500 and len(shown) > 300
    for inner in pooled.inner:
        assert inner.hex().encode() not in text
        if len(inner) == 16:
            assert str(uuid.UUID(bytes=inner)).encode() not in text
    windows = {raw[n : n + 16] for raw in shown for n in range(max(len(raw) - 15, 1))}
    assert not windows & {inner[:16] for inner in pooled.inner}
    for digest in (hashlib.md5, hashlib.sha1, hashlib.sha256, hashlib.blake2b, hashlib.sha512):
        made = {
            digest(form).digest()[:16] for inner in pooled.inner for form in (inner, inner.hex().encode())
        }
        made |= {
            digest(str(uuid.UUID(bytes=it)).encode()).digest()[:16] for it in pooled.inner if len(it) == 16
        }
        assert not windows & made, digest


def test_nothing_with_a_time_in_it_leaves_the_house(pooled: Pooled) -> None:
    """UUIDv7 in any spelling: a time in milliseconds and its version (RFC 9562, section 5.7)."""
    text = pooled.everything.lower()
    assert re.findall(rb"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", text) == []
    shown = blobs(pooled.everything)
    moments = [it for it in pooled.inner if len(it) == 16 and it[6] >> 4 == 7]
    assert len(moments) > 500
    first, last = min(moments)[:6], max(moments)[:6]
    ours = [raw for raw in shown for n in range(len(raw) - 7) if first <= raw[n : n + 6] <= last]
    assert [raw for raw in ours if raw[6] >> 4 == 7] == []


async def inner_ids(superuser: str) -> set[bytes]:
    """Every UUID and tag in the database, but for what is meant to be known: the ids of agreements, to both
    parties, and the random ids under which Stripe knows payments and refunds, and a brand its documents."""
    connection = await asyncpg.connect(superuser)
    columns = await connection.fetch(
        "select table_schema, table_name, column_name, udt_name from information_schema.columns"
        " where udt_name in ('uuid', 'bytea') and table_schema in"
        " ('accounts', 'base', 'catalogue', 'money', 'operators', 'personas', 'relations', 'rentals')"
        " and column_name not in ('agreement', 'salt', 'prev_hash', 'event_hash')"
        " and table_name not in ('day_heads', 'day_blocks')"  # of published trees
    )
    found: set[bytes] = set()
    for it in columns:
        place = f'"{it["table_schema"]}"."{it["table_name"]}"'
        for row in await connection.fetch(f'select "{it["column_name"]}" as value from {place}'):
            value = row["value"]
            raw = value.bytes if isinstance(value, uuid.UUID) else value
            if raw is not None and len(raw) in (16, 32):
                found.add(raw)
    for row in await connection.fetch(
        "select id from money.payments union all select id from money.refunds"
        " union all select id from money.documents"
    ):
        assert row["id"].version == 4
        found.discard(row["id"].bytes)
    await connection.close()
    return found


async def shared_on_one_day(market: Market) -> set[bytes]:
    """What three brands share that look at one persona on the same day, beyond what they share of strangers."""
    crowd = await a_crowd(16)
    persona = await a_persona(await a_holder(), capacity=4)
    await jobs.compute()
    over_one = [await a_look(market, persona) for _ in range(3)]
    control = [await a_look(market, it.persona) for it in crowd[:3]]
    return common(over_one) - common(control)


async def test_on_one_day_three_brands_that_look_share_nothing_of_ours(market: Market) -> None:
    assert await shared_on_one_day(market) == set()


# Controls: what a leak would look like.


async def test_control_names_of_the_day_without_their_brand_would_be_seen(
    market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    of_day = names.for_brand_today
    nobody = uuid.UUID(int=0)
    monkeypatch.setattr(names, "for_brand_today", lambda _, day: of_day(nobody, day))
    assert await shared_on_one_day(market)


async def test_control_names_without_their_audience_would_be_seen(
    market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    crowd = await a_crowd(16)
    holder = await a_holder()
    persona = await a_persona(holder, capacity=4)
    await jobs.compute()
    everybodys = names.for_operators()
    monkeypatch.setattr(names, "for_brand", lambda _: everybodys)
    monkeypatch.setattr(people.names, "for_brand", lambda _: everybodys)
    leaky = [await a_capture(market, persona, holder, reacts=False) for _ in range(2)]
    control = [await a_capture(market, it.persona, it.holder, reacts=False) for it in crowd[:2]]
    assert common(leaky) - common(control)


async def test_the_order_under_a_card_follows_no_time(market: Market) -> None:
    """Spearman's rank correlation between the order of coming and the place shown, over twenty brands."""
    crowd = await a_crowd(17)
    await jobs.compute()
    day = clock.market_date(await clock.now())
    came = {it.persona: n for n, it in enumerate(crowd)}

    async def correlation() -> float:
        brand = uuid.uuid4()
        shown = await people.personas_under(CYCLISTS, brand, day, 24)
        order = [came[names.inner_id("persona", it.name, names.for_brand_today(brand, day))] for it in shown]
        n = len(order)
        return 1 - 6 * sum((place - rank) ** 2 for place, rank in enumerate(order)) / (n * (n * n - 1))

    found = [await correlation() for _ in range(20)]
    assert abs(sum(found) / len(found)) < 0.28, "five standard deviations of chance"
    assert len({round(it, 6) for it in found}) > 15, "each brand has an order of its own"
    assert await fetch_value("select count(*) from catalogue.cards") == 17


def test_control_a_list_in_the_order_of_coming_would_be_seen() -> None:
    order = list(range(17))
    assert 1 - 6 * sum((a - b) ** 2 for a, b in zip(order, order, strict=True)) / (17 * 288) == 1
