"""What the market writes down is what `contracts` can hand to both sides, and what anyone verifies offline."""

import os
from datetime import timedelta

from contracts.copies import WholeEvent
from contracts.documents import record_file, written
from contracts.heads import entry, seal_day
from contracts.keyset import KeySet
from contracts.record import head
from contracts.seals import seal
from contracts.verifier import verify_all
from contracts.verifier.report import Given
from market.base.database import transaction
from market.relations.actions.invite import react, send
from market.relations.rules import Reaction
from market.rentals import queries as rentals
from market.rentals import record
from market.rentals.actions.end import withdraw
from market.rentals.agreements import RECORDER, record_key
from market.rentals.erasure.attest import attest_erasure
from tests.market import Market, market
from tests.relations.helpers import a_paid_relation, an_offer
from tests.rentals.erasure.erasing import ERASED

__all__ = ["market"]


async def test_both_sides_files_of_a_rental_of_the_market_prove_one_chain(market: Market) -> None:
    relation = await a_paid_relation(market)
    placed = await send(relation.brand, relation.agreement, await an_offer())
    await react(relation.holder, relation.agreement, placed.id, Reaction.INTERESTED)
    await withdraw(relation.holder, relation.agreement)
    await attest_erasure(relation.brand, relation.agreement, ERASED)
    async with transaction():
        agreement = (await rentals.locked(relation.rental)).agreed()
    events = await record.read(relation.rental)
    assert [it.kind for it in events] == [
        "agreed",
        "activated",
        "invited",
        "reacted",
        "ended",
        "erasure_attested",
    ]

    key, identity, last = await record_key(), record.urn(relation.agreement), events[-1].at
    grown = entry(identity, events, None, os.urandom(16))
    later = last + timedelta(days=2)
    keys = KeySet.of([key.public])
    day = seal_day(
        RECORDER.id, last.date(), [grown], before=None, keys=keys, key=key, noise=os.urandom(32), now=later
    )
    whole = seal(identity, head(events, identity), last.date(), "recorder", key)
    holders, brands = (
        record_file(side, agreement, events, seals=[whole], anchors=[day.anchor(grown)])
        for side in ("holder", "brand")
    )
    reports = verify_all([written(holders), written(brands)], Given(later, keys, heads=(day.head,)))
    assert [report.verdict for report in reports] == ["verified"] * 2, reports

    shown = {it.kind: isinstance(copy, WholeEvent) for it, copy in zip(events, brands.events, strict=True)}
    assert [kind for kind, exact in shown.items() if not exact] == ["reacted", "ended"]
    assert all(isinstance(copy, WholeEvent) for copy in holders.events)
