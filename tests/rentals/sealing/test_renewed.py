"""A renewal is nobody's click at that moment: its text is dated by the day, and its files prove as all others do."""

import re
from datetime import datetime
from pathlib import Path

from contracts.documents import RecordDocument, read
from market.rentals import record
from market.rentals.queries import RentalRow
from tests.market import Market, market
from tests.relations.helpers import Relation
from tests.rentals.renewal.renewing import Renewing, a_rental
from tests.rentals.sealing.nights import the_night_passes, verify, weeks_ago
from tests.rentals.sealing.test_files import downloads

__all__ = ["market"]


async def renewed(market: Market) -> tuple[Renewing, RentalRow]:
    """A rental of nine weeks ago, and the one that renews it, paid."""
    await weeks_ago(9)
    it = await (await a_rental(market)).wanted()
    await it.to("notice")
    await it.to("charge")
    following = await it.following()
    assert following is not None and following.starts_at is not None
    return it, following


async def test_a_renewals_files_are_verified_on_both_sides(market: Market, tmp_path: Path) -> None:
    it, following = await renewed(market)
    assert await the_night_passes()
    for agreement, rental in ((it.agreement, it.rental), (following.agreement, following.id)):
        folder = tmp_path / str(agreement)
        folder.mkdir()
        found = await downloads(market, Relation(it.holder, it.brand, it.persona, rental, agreement), folder)
        for side in ("brand", "holder"):
            code, said = verify(folder, f"{side}-record.json", "--keys", "keys.json", "--heads", "heads.json")
            assert code == 0, said
        document = read(found["brand-record"].content)
        assert isinstance(document, RecordDocument)
        assert document.events[0].values["fact:agreement_hash"]


async def test_a_brands_copy_of_a_renewal_has_the_days_of_what_was_not_its_own_act(
    market: Market, tmp_path: Path
) -> None:
    it, following = await renewed(market)
    await the_night_passes()
    agreed = following.agreed()
    times = [agreed.signed_at, *(each.at for each in agreed.signatures)]
    assert {at.time() for at in times} == {datetime.min.time()}, "the beginning of the UTC day"
    noticed = next(event for event in await record.read(it.rental) if event.kind == "renewal_noticed")
    assert noticed.at.date() == agreed.signed_at.date() and noticed.at != agreed.signed_at
    relation = Relation(it.holder, it.brand, it.persona, following.id, following.agreement)
    found = await downloads(market, relation, tmp_path)
    events = await record.read(following.id)
    assert [event.kind for event in events] == ["agreed", "activated"]
    instants = set(re.findall(r"\d{4}-\d\d-\d\dT[\d:.]+Z", found["brand-record"].text))
    told = {each.isoformat() for each in map(datetime.fromisoformat, instants)}
    exact = events[1].at  # who pays acts: the one time that is the brand's
    own = {exact.isoformat(), agreed.signed_at.isoformat()}
    assert following.starts_at and following.ends_at
    assert told <= own | {following.starts_at.isoformat(), following.ends_at.isoformat()}, told
    assert noticed.at.isoformat() not in told and events[0].at.isoformat() not in told - own
