"""P8: the contract shown is the contract enforced, measured from outside on a real rental of each variant.

The facts are read back from the texts and from the ODRL that the API hands out; against them stands what the
service did: what it let through, what it refused, what it charged, and when it ended.
"""

import asyncio
import json
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest

from contracts import odrl_readback, readback
from contracts.facts import Facts, of_agreement
from contracts.legal import readback as legal_readback
from contracts.period import PERIODS
from contracts.terms import ROSTER
from contracts.vocabulary import CLAIMS, PURPOSES
from market.accounts.actions.keys import create_api_key
from market.base import clock
from market.base.access import Principal
from market.base.clock import market_date
from market.base.database import fetch, fetch_value, transaction
from market.base.errors import Refusal
from market.personas import actions
from market.rentals import queries
from market.rentals.errors import TooManyReads
from market.rentals.negotiation import answer as answers
from market.rentals.negotiation.jobs import sweep_over
from tests.factories import a_brand, a_draft, a_holder, a_persona, stand_under_a_card
from tests.journeys.steps import a_program, ok, refused
from tests.market import Market, market
from tests.relations.helpers import brand_of
from tests.world import SCOPES

__all__ = ["market"]

# An answer to each claim that any variant discloses.
ANSWERS = {
    "passion": "velo",
    "region": "bretagne",
    "naissance": "1975-1979",
    "foyer": "foyer-seul",
    "je-cherche": "cherche-velo",
    "canal": "boutique",
    "commune": "ville-moyenne",
    "dernier-achat": "velo",
    "critere": "reparable",
    "occasion": "souvent",
}
# And something for whatever else the widest terms disclose, so that each variant has answers enough.
ANSWERS |= {
    claim: CLAIMS[claim].codes[0].id for claim in ROSTER["ample"].disclosure.claims if claim not in ANSWERS
}


@dataclass
class Running:
    """A paid rental of a variant, and the people in it."""

    market: Market
    agreement: str
    holder: Principal
    brand: Principal
    program: httpx.AsyncClient
    persona: uuid.UUID

    @property
    def path(self) -> str:
        return f"/v1/rentals/{self.agreement}"


async def listed(holder: Principal, variant: str, period: str, **changes: Any) -> uuid.UUID:
    persona = await a_persona(holder, ANSWERS, variant=variant, period=period, **changes)
    await stand_under_a_card(persona)
    return persona


async def asked(
    market: Market,
    program: httpx.AsyncClient,
    who: Principal,
    persona: uuid.UUID,
    *purposes: str,
    **offer: Any,
) -> httpx.Response:
    body = {
        "persona": await market.name_of(who, persona),
        "price_step": 1900,
        "purposes": list(purposes),
    } | offer
    path = "/v1/rentals" if ROSTER[offer["variant"]].instant else "/v1/requests"
    return await program.post(path, json=body, headers={"idempotency-key": uuid.uuid4().hex})


def places(variant: str) -> int:
    """How many brands may rent at once: two, where the terms are not exclusive."""
    return 1 if ROSTER[variant].exclusive else 2


async def begun(
    market: Market, program: httpx.AsyncClient, brand: Principal, variant: str, period: str
) -> Running:
    holder = await a_holder()
    persona = await listed(holder, variant, period, capacity=places(variant))
    admitted = ROSTER[variant].purposes.admitted[:2]
    answer = await asked(market, program, brand, persona, *admitted, variant=variant, period=period)
    bought = ok(answer, 201)
    await market.pay_at(bought["checkout_url"])
    await market.quiet()
    if not ROSTER[variant].instant:
        late = await program.get(f"/v1/rentals/{bought['agreement']}/sheet", params={"purpose": admitted[0]})
        assert late.status_code in (404, 409), "nothing is shown before the holder has accepted"
        await answers.accept(holder, uuid.UUID(bought["agreement"]))
        await clock.travel(timedelta(days=1))
        await sweep_over()
        await market.quiet()
    return Running(market, bought["agreement"], holder, brand, program, persona)


async def shown(running: Running) -> list[Facts]:
    """What each reading of the agreement says, read from what the API hands out."""
    texts = ok(await running.program.get(f"{running.path}/reading"))
    document = ok(await running.program.get(f"{running.path}/agreement"))
    row = await queries.of_brand(brand_of(running.brand), uuid.UUID(running.agreement))
    return [
        readback.facts(texts["fr"], "fr"),
        readback.facts(texts["en"], "en"),
        legal_readback.facts(texts["legal"]["fr"], "fr"),
        legal_readback.facts(texts["legal"]["en"], "en"),
        odrl_readback.facts(json.loads(json.dumps(document))),
        of_agreement(row.agreed()),
    ]


async def enforced(running: Running) -> dict[str, object]:
    """What the service does, by the names of the facts. Ends the rental."""
    market, program = running.market, running.program
    before = await fetch_value("select count(*) from rentals.reads")
    purposes = {
        purpose
        for purpose in PURPOSES
        if (await program.get(f"{running.path}/sheet", params={"purpose": purpose})).status_code == 200
    }
    sheet = ok(await program.get(f"{running.path}/sheet", params={"purpose": min(purposes)}))
    reads = (
        await fetch_value("select count(*) from rentals.reads") - before + await reads_left(running, purposes)
    )
    starts_at, ends_at = await fetch_values("select starts_at, ends_at from rentals.rentals", running)
    price = json.loads(await fetch_value("select body from sandbox.objects where kind = 'charge'"))["amount"]
    invitations = await invitations_sent(running)
    questions = await questions_asked(running, min(purposes))
    messages = await messages_written(running)
    await ends_exactly(running, ends_at, min(purposes))
    await market.sweep()
    (delete_by,) = await fetch_values("select delete_by from rentals.rentals", running)
    return {
        "purposes": frozenset(purposes),
        "claims": tuple(sheet["claims"]),
        "reads_per_day": reads,
        "invitations_per_month": invitations,
        "question": questions == 1,
        "messages_per_month": messages,
        "starts_at": starts_at,
        "ends_at": ends_at,
        "delete_by": delete_by,
        "price": price,
        "holder": await posted("holder:pending"),
        "platform": await posted("platform:revenue") + await posted("tax:vat"),
    }


async def fetch_values(query: str, running: Running) -> tuple[Any, ...]:
    (row,) = await fetch(f"{query} where agreement = $1", uuid.UUID(running.agreement))
    return tuple(row)


async def posted(kind: str) -> int:
    return int(
        await fetch_value("select coalesce(sum(amount), 0) from money.ledger_entries where kind = $1", kind)
    )


async def reads_left(running: Running, purposes: set[str]) -> int:
    """How many more reads the day allows: asked until it refuses, and then once by HTTP."""
    agreement, purpose = uuid.UUID(running.agreement), min(purposes)
    count = 0
    while True:
        some = [running.market.read(running.brand, agreement, purpose) for _ in range(128)]
        results = await asyncio.gather(*some, return_exceptions=True)
        assert all(isinstance(it, bytes | TooManyReads) for it in results)
        count += sum(isinstance(it, bytes) for it in results)
        if any(isinstance(it, TooManyReads) for it in results):
            break
    late = await running.program.get(f"{running.path}/sheet", params={"purpose": purpose})
    assert refused(late)[1] == "too-many-reads"
    return count


async def invitations_sent(running: Running) -> int:
    for count in range(100):
        today = market_date(await clock.now())
        offer: dict[str, Any] = {"kind": "discount", "benefit": {"percent": 20}, "conditions": "Une fois."}
        offer |= {"title": f"Une révision, no {count + 1}", "code": f"MOI-{count}"}
        offer |= {"valid_from": today.isoformat(), "valid_until": (today + timedelta(days=2)).isoformat()}
        answer = await running.program.post(f"{running.path}/invitations", json=offer)
        if answer.status_code != 201:
            assert refused(answer) == (409, "too-many-invitations")
            return count
    raise AssertionError("no limit")


async def messages_written(running: Running) -> int:
    for count in range(100):
        answer = await running.program.post(
            f"{running.path}/messages", json={"text": f"Bonjour {'o' * count}."}
        )
        if answer.status_code != 201:
            assert refused(answer) == (409, "too-many-messages")
            return count
    raise AssertionError("no limit")


async def questions_asked(running: Running, purpose: str) -> int:
    for count in range(10):
        until = market_date(await clock.now()) + timedelta(days=2)
        asked = {
            "kind": "text",
            "purpose": purpose,
            "until": until.isoformat(),
            "text": "Et ?",
            "subject": "buying",
        }
        answer = await running.program.post(f"{running.path}/questions", json=asked)
        if answer.status_code != 200 and answer.status_code != 201:
            assert refused(answer)[1] in ("question-already-asked", "question-not-included")
            return count
    raise AssertionError("no limit")


async def ends_exactly(running: Running, ends_at: datetime, purpose: str) -> None:
    """Open a moment before the end that was shown, closed at it."""
    await clock.travel_to(ends_at - timedelta(seconds=20))
    ok(await running.program.get(f"{running.path}/sheet", params={"purpose": purpose}))
    await clock.travel_to(ends_at)
    late = await running.program.get(f"{running.path}/sheet", params={"purpose": purpose})
    assert refused(late) == (409, "rental-already-ended")


def as_enforced(facts: Facts) -> dict[str, object]:
    """The facts of a reading that can be seen from outside."""
    assert facts.price and facts.holder and facts.platform and facts.delete_by
    return {
        "purposes": facts.purposes,
        "claims": facts.claims,
        "reads_per_day": facts.reads_per_day,
        "invitations_per_month": facts.invitations_per_month,
        "question": facts.question,
        "messages_per_month": facts.messages_per_month,
        "starts_at": facts.starts_at,
        "ends_at": facts.ends_at,
        "delete_by": market_date(facts.delete_by),
        "price": facts.price.amount,
        "holder": facts.holder.amount,
        "platform": facts.platform.amount,
    }


@pytest.mark.parametrize("variant", ROSTER)
async def test_what_the_readings_say_is_what_the_service_does(market: Market, variant: str) -> None:
    brand = await a_brand()
    _, key = await create_api_key(brand, "CRM", frozenset(SCOPES))
    async with a_program(market.app, key) as program:
        running = await begun(market, program, brand, variant, ROSTER[variant].periods[0])
        readings = await shown(running)
        assert len(readings) == 6
        assert all(it == readings[0] for it in readings)
        facts = readings[0]
        # The moment of the beginning and the end are told to the second.
        measured = await enforced(running)
        for name in ("starts_at", "ends_at"):
            assert isinstance(measured[name], datetime)
            measured[name] = measured[name].replace(microsecond=0)  # type: ignore[union-attr]
        expected = as_enforced(facts)
        for name in ("starts_at", "ends_at"):
            expected[name] = expected[name].replace(microsecond=0)  # type: ignore[union-attr,attr-defined]
        assert measured == expected
        assert (facts.instant, facts.closed_world) == (ROSTER[variant].instant, True)
        assert facts.exclusive == ROSTER[variant].exclusive
    assert await market.findings() == []


@pytest.mark.parametrize("variant", ROSTER)
async def test_what_the_terms_do_not_offer_is_refused_and_what_they_offer_is_not(
    market: Market, variant: str
) -> None:
    """Periods, purposes, answers, verified brands, and who else may rent meanwhile: before anything is paid."""
    terms, brand, waiting = ROSTER[variant], await a_brand(), await a_brand(approved=False)
    second = await a_brand()
    keys = [(await create_api_key(it, "CRM", frozenset(SCOPES)))[1] for it in (brand, waiting, second)]
    holder = await a_holder()
    assert {it for it in PERIODS if await lists(holder, variant, it)} == set(terms.periods)
    assert [
        await answers_enough(variant, n) for n in (terms.disclosure.answered - 1, terms.disclosure.answered)
    ] == [
        False,
        True,
    ]
    offer = {"variant": variant, "period": terms.periods[0]}
    persona = await listed(holder, **offer, capacity=places(variant))
    programs = [a_program(market.app, key) for key in keys]
    async with programs[0] as program, programs[1] as other, programs[2] as seconds:
        for purpose in (*sorted(set(PURPOSES) - set(terms.purposes.admitted)), "anything-at-all"):
            answer = await asked(market, program, brand, persona, purpose, **offer)
            assert refused(answer)[1] == "purpose-not-agreed", purpose
        everything = await asked(market, program, brand, persona, *terms.purposes.admitted, **offer)
        assert set(ok(everything, 201)["purposes"]) == set(terms.purposes.admitted)
        unverified = await asked(market, other, waiting, persona, terms.purposes.admitted[0], **offer)
        assert refused(unverified) == (403, "brand-not-approved")
        meanwhile = await asked(market, seconds, second, persona, terms.purposes.admitted[0], **offer)
        if terms.exclusive:
            assert refused(meanwhile) == (404, "persona-unavailable")
        else:
            assert ok(meanwhile, 201)["agreement"], "not exclusive: a second brand at the same time"


async def lists(holder: Principal, variant: str, period: str) -> bool:
    try:
        await a_persona(holder, ANSWERS, variant=variant, period=period)
    except Refusal:
        return False
    return True


async def answers_enough(variant: str, number: int) -> bool:
    """Whether a persona with so many answers among those that the variant discloses may be listed."""
    disclosed = [claim for claim in ROSTER[variant].disclosure.claims if claim in ANSWERS][:number]
    assert len(disclosed) == number
    holder = await a_holder()
    persona = await actions.start(holder, "a-velo")
    await actions.save_draft(holder, persona, a_draft({claim: ANSWERS[claim] for claim in disclosed}))
    try:
        await actions.publish(
            holder, persona, variant=variant, period=ROSTER[variant].periods[0], price_step=1900, capacity=1
        )
    except Refusal:
        return False
    return True


async def test_control_a_service_that_counts_otherwise_is_noticed(market: Market) -> None:
    brand = await a_brand()
    _, key = await create_api_key(brand, "CRM", frozenset(SCOPES))
    async with a_program(market.app, key) as program:
        running = await begun(market, program, brand, "simple", "P1M")
        async with transaction():
            await fetch("update rentals.rentals set reads_per_day = 99, invitations_per_month = 1")
        facts = (await shown(running))[0]
        measured = await enforced(running)
    assert (facts.reads_per_day, facts.invitations_per_month) == (100, 2)
    assert (measured["reads_per_day"], measured["invitations_per_month"]) == (99, 1)
