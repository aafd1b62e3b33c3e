"""The main job from end to end over HTTP: list, find, rent, pay, read, invite, react, switch off, refund."""

import json
from datetime import timedelta

from market.base import clock, names
from market.base.database import fetch, fetch_value
from market.money.sandbox import cards
from tests.catalogue.crowds import a_crowd
from tests.factories import CYCLIST
from tests.journeys.steps import (
    JSON,
    a_browser,
    a_program,
    brand_signs_up,
    card_is_found,
    holder_signs_up,
    invites,
    key_is_made,
    ok,
    operator_approves,
    operator_signs_in,
    pays,
    people_under,
    persona_is_listed,
    refused,
    rents,
    signs_in,
)
from tests.market import Market, market

__all__ = ["market"]

SCOPES = ("catalogue:read", "rentals:read", "rentals:write", "invitations:write")
BRAND, SIREN = "Cycles Garonne SAS", "732829320"


async def test_a_persona_is_listed_found_rented_read_invited_and_switched_off(market: Market) -> None:
    await a_crowd(17)
    app = market.app
    async with a_browser(app) as holder, a_browser(app) as member, a_browser(app) as desk:
        # A person lists a persona.
        await holder_signs_up(holder, "ada@example.org")
        mine = await persona_is_listed(holder)
        await market.quiet()
        standing = ok(await holder.get(f"/v1/personas/{mine}/card"))
        assert not standing["waiting"]

        # A brand signs up, may look but not pay, and is approved.
        await brand_signs_up(member, "olga@example.org", BRAND, SIREN)
        key = await key_is_made(member, *SCOPES)
        async with a_program(app, key) as program:
            card = await card_is_found(program, "region:bretagne", "vélo")
            assert card["address"] == standing["address"] and card["at_least"] == 11
            shown = await people_under(program, card["address"])
            assert len(shown) == 18
            asked = {"persona": shown[0]["name"], "purposes": ["benefits"]} | {
                fact: card[fact] for fact in ("variant", "period", "price_step")
            }
            early = await program.post("/v1/rentals", json=asked, headers={"idempotency-key": "early"})
            assert refused(early) == (403, "brand-not-approved")
            await operator_signs_in(desk)
            await operator_approves(desk, BRAND)

            # It rents, by its program; a person pays on Stripe's page, and the bank asks.
            chosen = await of_the_newest(shown)
            bought = await rents(program, chosen, card, "one")
            again = await rents(program, chosen, card, "one")
            assert (again.agreement, bought.body["state"]) == (bought.agreement, "Inactive")
            sheet = f"/v1/rentals/{bought.agreement}/sheet"
            unpaid = await program.get(sheet, params={"purpose": "benefits"})
            assert refused(unpaid) == (409, "rental-not-active")
            await pays(member, bought.checkout, cards.ASKS_3DS)
            await market.quiet()
            running = ok(await program.get(f"/v1/rentals/{bought.agreement}"))
            assert (running["state"], running["price"]) == ("Active", 1900)

            # It reads and invites; the person sees the read and answers.
            read = ok(await program.get(sheet, params={"purpose": "benefits"}))
            assert read["claims"]["region"] == {"value": CYCLIST["region"], "stance": "me"}
            await invites(program, bought.agreement)
            (line,) = ok(await holder.get("/v1/reads"))
            assert (line["brand"], line["channel"], line["purpose"]) == (BRAND, "api", "benefits")
            (relation,) = ok(await holder.get("/v1/relations"))
            assert (relation["agreement"], relation["persona"]) == (bought.agreement, mine)
            (invitation,) = ok(await holder.get(f"/v1/relations/{bought.agreement}/invitations"))
            reaction = f"/v1/relations/{bought.agreement}/invitations/{invitation['id']}/reaction"
            ok(await holder.put(reaction, json={"reaction": "interested"}))
            (sent,) = ok(await program.get(f"/v1/rentals/{bought.agreement}/invitations"))
            assert (sent["code"], sent["reaction"]) == ("MOI-2026", "interested")

            # After ten days the person switches off: from then on nothing, and the unused days go back.
            await clock.travel(timedelta(days=9, hours=12))
            signed = ok(await program.get(f"/v1/rentals/{bought.agreement}/files/agreement"))["agreement"]
            switch = signed["withdrawal_method"].removeprefix(
                "POST "
            )  # what both have signed is what there is
            assert refused(await holder.get(switch)) == (401, "sign-in-required"), "nine days idle"
            await signs_in(holder, "ada@example.org")
            told = ok(await holder.get(switch))
            done = ok(await holder.post(switch))
            assert done == told and done["used_days"] == 10
            assert done["refund"] == 1900 * (done["total_days"] - 10) // done["total_days"]
            late = await program.get(sheet, params={"purpose": "benefits"})
            assert refused(late) == (409, "rental-already-ended")
            assert refused(await holder.post(switch)) == (409, "rental-already-ended")
            await market.quiet()
            over = ok(await program.get(f"/v1/rentals/{bought.agreement}"))
            assert (over["state"], over["ended_by"], over["refunded"]) == (
                "Terminated",
                "person",
                done["refund"],
            )
            assert over["delete_by"] == done["delete_by"]

    assert await market.refunds() == [(done["refund"], "succeeded")]
    assert done["refund"] + done["holder"] + done["platform"] == 1900
    assert await balances("rental:escrow") == await balances("refund:in_flight") == 0
    assert await balances("holder:pending") == done["holder"]
    assert await market.findings() == []
    (refund,) = await fetch("select body from sandbox.objects where kind = 'refund'")
    assert json.loads(refund["body"])["amount"] == done["refund"]


async def of_the_newest(shown: list[JSON]) -> str:
    """The name under which the brand is shown the newest persona: with the keyring, a test can tell."""
    persona = await fetch_value("select id from personas.personas order by published_at desc limit 1")
    brand = await fetch_value("select id from accounts.brands")
    today = names.for_brand_today(brand, clock.market_date(await clock.now()))
    (name,) = [it["name"] for it in shown if names.inner_id("persona", it["name"], today) == persona]
    return str(name)


async def balances(account: str) -> int:
    return int(
        await fetch_value(
            "select coalesce(sum(amount), 0) from money.ledger_entries where kind = $1", account
        )
    )
