"""What a crowd would welcome is counted once a day, from fifty on, and says nothing of one person."""

from datetime import timedelta

import asyncpg
import pytest

from market.base.clock import market_date, now, travel
from market.base.database import fetch, fetch_row, fetch_value
from market.relations.conduct.queries import name_of
from market.relations.welcome.actions import take_back, welcome, welcome_typed
from market.relations.welcome.jobs import count_wishes
from market.relations.welcome.queries import outward, wanted
from market.relations.welcome.rules import FEWEST
from tests.factories import a_brand, a_holder
from tests.relations.helpers import brand_of
from tests.relations.welcome.wishing import HOST, NAME, a_crowd, listed

pytestmark = pytest.mark.usefixtures("database")
A_DAY = timedelta(days=1)


async def counted() -> list[tuple[str, int]]:
    await count_wishes()
    return [(it.label, it.at_least) for it in await wanted()]


async def test_one_less_than_fifty_are_nobody_and_the_fiftieth_shows_the_day_after() -> None:
    await a_crowd(FEWEST - 1)
    await travel(A_DAY)
    assert await counted() == []
    assert await fetch_value("select count(*) from relations.wanted_brands") == 0
    await welcome_typed(await a_holder(), NAME, HOST)
    assert await counted() == [], "what was said today is counted tomorrow"
    await travel(A_DAY)
    assert await counted() == [(NAME, 50)]
    (found,) = await wanted()
    assert (found.host, found.page, found.counted_on) == (HOST, None, market_date(await now()))


async def test_accounts_made_for_it_count_for_nothing_before_their_voice_does() -> None:
    crowd = await a_crowd(FEWEST)
    await fetch(
        "update accounts.people set created_at = base.now() where id = any($1)",
        [it.person for it in crowd[:1]],
    )
    await travel(A_DAY)
    assert await counted() == []
    await travel(30 * A_DAY)
    assert await counted() == [(NAME, 50)]


async def test_the_figure_goes_in_steps_never_falls_and_is_traced() -> None:
    crowd = await a_crowd(FEWEST + 1)
    await travel(A_DAY)
    assert await counted() == [(NAME, 50)]
    for who in crowd[:20]:
        assert who.person
        await take_back(who, outward(who.person, (await listed(who))[0].id))
    await travel(A_DAY)
    assert await counted() == [(NAME, 50)]
    await a_crowd(70)
    await travel(A_DAY)
    assert await counted() == [(NAME, 100)]
    assert await counted() == [(NAME, 100)]
    acts = await fetch(
        "select facts from base.audit_entries where action = 'wanted_brand.counted' order by id"
    )
    assert len(acts) == 2


async def test_a_name_that_only_a_few_write_stays_sealed() -> None:
    crowd = await a_crowd(5, "Le vélo de Camille")
    crowd += [await a_holder() for _ in range(FEWEST - 5)]
    for number, who in enumerate(crowd[5:]):
        await welcome_typed(
            who, f"Boutique {'abcdefghijklmnopqrstuvwxyz'[number % 26] * (2 + number // 26)}", HOST
        )
    await travel(A_DAY)
    assert await counted() == [(HOST, 50)], "the website is what all of them wrote"
    row = await fetch_row("select * from relations.wanted_brands")
    assert row and row["name"] == "" and "Camille" not in str(dict(row))


async def test_spellings_of_one_website_are_one_brand() -> None:
    await a_crowd(30, NAME, HOST)
    await a_crowd(20, "VELOS DU LAC", f"https://www.{HOST.upper()}/fr")
    await travel(A_DAY)
    assert await counted() == [(NAME, 50)]


async def test_a_registered_brand_is_called_by_its_trading_name() -> None:
    brand = brand_of(await a_brand(name="Cycles Garonne"))
    for _ in range(FEWEST):
        await welcome(await a_holder(), brand)
    await travel(A_DAY)
    assert await counted() == [("Cycles Garonne", 50)]
    (found,) = await wanted()
    assert (found.page, found.host) == (name_of(brand), None)


async def test_the_database_keeps_what_a_crowd_wants(owner: asyncpg.Connection) -> None:
    await a_crowd(FEWEST)
    await travel(A_DAY)
    await count_wishes()
    copy = (
        "insert into relations.wanted_brands select uuidv7(), {}, brand, {}, name, {}, counted_on"
        " from relations.wanted_brands"
    )
    other = "sha256('x')"
    with pytest.raises(asyncpg.UniqueViolationError, match="wanted_brands_once"):
        await owner.execute(copy.format("wanted", "host", "at_least"))
    with pytest.raises(asyncpg.CheckViolationError, match="wanted_brands_one"):
        await owner.execute(copy.format(other, "null", "at_least"))
    with pytest.raises(asyncpg.CheckViolationError, match="wanted_brands_crowd"):
        await owner.execute(copy.format(other, "host", "49"))
    await owner.execute("update relations.wanted_brands set at_least = 100")
    for change in ("at_least = 50", "host = 'autre.fr'", f"wanted = {other}"):
        with pytest.raises(asyncpg.CheckViolationError, match="never as less"):
            await owner.execute(f"update relations.wanted_brands set {change}")
    with pytest.raises(asyncpg.ForeignKeyViolationError, match="wanted_brands_brand"):
        await owner.execute(
            "insert into relations.wanted_brands values (uuidv7(), sha256('y'), uuidv7(), null, '', 50, current_date)"
        )
