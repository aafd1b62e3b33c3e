"""A world with two of everything, made once by the product's own actions and copied for each test that asks."""

import contextlib
import secrets
import uuid
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import asyncpg
import httpx
import pytest
from litestar import Litestar

from contracts.keys import PrivateKey, b64url
from market.accounts.actions import factors, signing_keys
from market.accounts.actions.keys import create_api_key, revoke_api_key
from market.accounts.authentication import COOKIE
from market.accounts.enrolment import write_letter
from market.accounts.secrets import hash_key
from market.base import clock, keyring, vault
from market.base.access import Principal, Role
from market.base.database import DB, fetch, fetch_value, transaction
from market.base.embedded import OWNER, SERVICE, Embedded
from market.base.settings import settings
from market.catalogue import actions as catalogue
from market.catalogue import jobs, people
from market.money.documents.years import issue_year
from market.money.orders import Paying
from market.money.reconciliation import findings
from market.money.reconciliation.differences import Difference
from market.money.reconciliation.rules import Kind
from market.money.sandbox import accounts, intents
from market.operators.intermediation.actions import export_log
from market.relations.actions import invite, report
from market.relations.campaigns.actions import send_campaign
from market.relations.conversation.actions import write_as_brand
from market.relations.conversation.rules import Enclosed
from market.relations.questions import queries as questions
from market.relations.questions.answering import answer
from market.relations.questions.asking import ask
from market.relations.rules import About
from market.relations.templates.actions import keep as keep_template
from market.rentals.actions.rent import Wanted, rent
from market.rentals.api import open_payment
from tests.accounts.people import code_for
from tests.catalogue.crowds import CYCLISTS, a_crowd
from tests.conftest import FreshDatabase, application
from tests.factories import a_brand, a_holder, a_member, a_person, a_persona, with_address
from tests.market import Market, a_market
from tests.money.payouts.paying import GERMAN_IBAN
from tests.relations.helpers import a_session, an_offer, brand_of, with_mailbox
from tests.relations.pictures.drawing import a_file
from tests.relations.questions.asked import a_question
from tests.relations.templates.test_rules import a_draft
from tests.world_bank import Bank, make_bank, make_return
from tests.world_castings import Castings, make_castings
from tests.world_disputes import make_dispute
from tests.world_intents import Intents, make_intents
from tests.world_payouts import Payouts, make_payouts
from tests.world_proofs import Proofs, make_proofs
from tests.world_requests import make_request
from tests.world_rewards import Gifts, make_budget, make_gifts, make_reward
from tests.world_wishes import Wishes, make_wishes

SCOPES = ("catalogue:read", "rentals:read", "rentals:write", "invitations:write")
SIDES = ("a", "b")


@dataclass(frozen=True)
class Side:
    """One holder and one brand, what they own and what is between them. All ids are inner ones."""

    holder: Principal
    owner: Principal
    buyer: Principal
    analyst: Principal
    brand: uuid.UUID
    place: uuid.UUID  # of the analyst in the brand
    key: uuid.UUID
    persona: uuid.UUID
    saved: uuid.UUID
    agreement: uuid.UUID
    waiting: uuid.UUID  # an agreement whose payment is awaited
    asked: uuid.UUID  # a request that waits for its holder's answer
    checkout: str  # the id of its page
    campaign: uuid.UUID
    template: uuid.UUID  # of the brand's own
    invitation: uuid.UUID
    question: uuid.UUID
    message: uuid.UUID
    round: uuid.UUID
    report: uuid.UUID
    bank_card: uuid.UUID
    document: uuid.UUID  # the brand's invoice
    statement: uuid.UUID  # the holder's
    bank_return: uuid.UUID  # a transfer that the brand asked for
    budget: uuid.UUID  # for rewards
    reward: uuid.UUID  # that the holder has earned
    signing: str  # the id of the brand's own key
    status_list: str  # the name of the list that its credential stands in


@dataclass(frozen=True)
class Waiting:
    """A brand that no operator has approved."""

    owner: Principal
    brand: uuid.UUID
    place: uuid.UUID
    key: uuid.UUID
    saved: uuid.UUID
    signing: str


@dataclass(frozen=True)
class Books:
    """What the desk has to look at: ids."""

    finding: uuid.UUID
    job: int
    event: uuid.UUID
    transaction: uuid.UUID


@dataclass(frozen=True)
class Factors:
    """Second factors: the operator's secret; a colleague's; what a newcomer without one was mailed."""

    secret: str
    colleague: uuid.UUID
    newcomer: Principal
    mailed: str
    pending: str


@dataclass
class World:
    """What every reader's requests are made of. `ways` are the headers by which each reader comes in."""

    a: Side
    b: Side
    waiting: Waiting
    operator: Principal
    books: "Books"
    payouts: Payouts
    factors: Factors
    template: str
    question: str  # an intent of the sandbox's that waits for a bank's answer
    link: str  # to the page of an account there
    dispute: uuid.UUID
    bank: Bank
    proofs: Proofs
    log_export: uuid.UUID
    gifts: Gifts
    wishes: Wishes
    castings: Castings
    intents: Intents
    ways: dict[str, dict[str, str]] = field(default_factory=dict)
    card: str = CYCLISTS


@pytest.fixture(scope="session")
async def world(
    server: Embedded, template: str, keys: keyring.FileKeyring, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[World]:
    """The world, and its database as a template that nobody is connected to."""
    async with a_database(server, template) as found:
        with settings_of(found):
            await DB.open(found.service)
            try:
                made = await _make(found)
            finally:
                await DB.close()
        yield made


@contextlib.asynccontextmanager
async def a_database(server: Embedded, template: str) -> AsyncIterator[FreshDatabase]:
    """A database for more than one test."""
    name = f"t_{uuid.uuid4().hex[:12]}"
    admin = await asyncpg.connect(server.dsn())
    await admin.execute(f"create database {name} owner {OWNER} template {template} strategy file_copy")
    yield FreshDatabase(name, server.dsn(name, SERVICE), server.dsn(name, OWNER), server.dsn(name))
    await admin.execute(f"drop database {name} with (force)")
    await admin.close()


@contextlib.contextmanager
def settings_of(database: FreshDatabase) -> Iterator[None]:
    """Settings of mode `test` that point at a database, for as long as the block lasts."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MOI_MODE", "test")
        patch.setenv("DATABASE_URL", database.service)
        patch.setenv("MOI_PUBLIC_URL", "https://moi.test")
        patch.setenv("MOI_HOLDS_CLIENT_MONEY", "true")
        patch.setenv("MOI_SEPA_NAME", "Moi SAS")
        patch.setenv("MOI_SEPA_IBAN", GERMAN_IBAN)
        settings.cache_clear()
        yield
    settings.cache_clear()


async def _make(database: FreshDatabase) -> World:
    async with a_market(database, settings()) as market:
        crowd = [it.persona for it in await a_crowd(20)]
        holders = [await with_mailbox(await a_holder(), f"holder-{it}@example.org") for it in SIDES]
        personas = [await a_persona(holder) for holder in holders]
        await jobs.compute()
        sides = [
            await _side(market, holder, persona, crowd[4 * n : 4 * n + 2], side)
            for n, (side, holder, persona) in enumerate(zip(SIDES, holders, personas, strict=True))
        ]
        waiting = await _waiting(crowd[-1])
        operator = await with_mailbox(await a_person(operator=True), "desk@example.org")
        books, payouts, owed = await _books(), await make_payouts(), await _factors(operator)
        bank = await make_bank(sides[0].owner, sides[0].bank_return)
        stripe = *await _at_stripe(market), await make_dispute(market), bank
        proofs, export = await make_proofs(database, holders[0], personas[0]), await _log_export(operator)
        gifts = await make_gifts(sides[0].owner, sides[0].budget, holders[0], sides[0].agreement)
        desk = (books, payouts, owed, database.name)
        wishes = await make_wishes(*holders)
        brands = (sides[0].brand, sides[1].brand)
        castings = await make_castings(brands, holders[0], personas[0])
        intents = await make_intents((holders[0], holders[1]), (personas[0], personas[1]), brands)
        made = (proofs, export, gifts, wishes, castings, intents)
        world = World(*sides, waiting, operator, *desk, *stripe, *made)
        world.ways = await _ways(world)
        await market.quiet()
    return world


async def _log_export(operator: Principal) -> uuid.UUID:
    yesterday = (await clock.now()).date() - timedelta(days=1)
    return (await export_log(operator, yesterday, yesterday, "Autorité de régulation")).id


async def _at_stripe(market: Market) -> tuple[str, str]:
    """An intent that waits for the bank's answer, and the name of an account's link."""
    back = "https://moi.test/back"
    async with market.sandbox.acting() as call:
        asked = {"payment_method": "pm_card_authenticationRequired", "confirm": True, "return_url": back}
        intent = await intents.create(call, {"amount": 1900, "currency": "eur", **asked})
        account = await accounts.create(call, {"type": "express"})
        ways = {"account": account["id"], "return_url": back, "refresh_url": back}
        link = await accounts.link(call, {"type": "account_onboarding", **ways})
    return intent["id"], link["url"].rsplit("/", 1)[1]


async def _factors(operator: Principal) -> Factors:
    colleague = await with_mailbox(await a_person(operator=True), "desk-2@example.org")
    newcomer = await with_mailbox(await a_person(operator=True), "desk-3@example.org")
    assert operator.person and colleague.person and newcomer.person
    await factors.provide(colleague.person)
    async with transaction():
        await write_letter(newcomer.person)
    return Factors(
        await factors.provide(operator.person),
        colleague.person,
        newcomer,
        await code_for("desk-3@example.org"),
        await factors._secret(newcomer.person),
    )


async def _books() -> Books:
    """A finding, a job and a message of Stripe's that were held, a posting."""
    await findings.report([Difference("object:ch_0:EUR", Kind.FOREIGN, "ch_0", "seen", {}, "EUR", 100)])
    await fetch(
        "insert into money.inbox_events (id, source, external_id, type, livemode, object_id, received_at, status)"
        " values (uuidv7(), 'stripe', 'evt_0', 'charge.updated', false, 'ch_0', base.now(), 'dead')"
    )
    return Books(
        await fetch_value("select id from money.reconciliation_findings"),
        await fetch_value(
            "insert into jobs.pgqueuer (priority, entrypoint, payload, status)"
            " values (0, 'mail.send', null, 'failed') returning id"
        ),
        await fetch_value("select id from money.inbox_events where status = 'dead'"),
        await fetch_value("select id from money.ledger_transactions order by id limit 1"),
    )


async def _side(
    market: Market, holder: Principal, persona: uuid.UUID, others: list[uuid.UUID], side: str
) -> Side:
    named = await with_address(await a_brand(name=f"Marque {side.upper()}"))
    owner = await with_mailbox(named, f"owner-{side}@example.org")
    brand = brand_of(owner)
    buyer = await a_member(
        await with_mailbox(await a_person(), f"buyer-{side}@example.org"), brand, Role.BUYER
    )
    analyst = await a_member(
        await with_mailbox(await a_person(), f"analyst-{side}@example.org"), brand, Role.ANALYST
    )
    key, _ = await create_api_key(owner, "L’autre", frozenset(SCOPES))
    signing = await _signing(owner)
    saved = await _saved(owner, others[0])
    wanted = Wanted(persona, "standard", "P1M", 1900, ("benefits",))
    paid = await rent(buyer, wanted, side, "/v1/rentals", paying=Paying(keep_card=True))
    await market.pay(paid)
    await market.quiet()
    unpaid = await rent(
        buyer, Wanted(others[1], "standard", "P1M", 1900, ("benefits",)), f"{side}2", "/v1/rentals"
    )
    page = await open_payment(unpaid.payment, unpaid.agreement, "fr")
    campaign = await send_campaign(buyer, f"Printemps {side}", [paid.agreement], await an_offer())
    template = await keep_template(buyer, f"Printemps {side}", a_draft())
    await invite.send(buyer, paid.agreement, await an_offer())
    round_id = await ask(buyer, paid.agreement, await a_question())
    question = await fetch_value("select id from relations.questions where round = $1", round_id)
    await answer(holder, paid.agreement, questions.name_of(question, paid.agreement), [1])
    picture = Enclosed(a_file("PNG"), "une sonnette")
    message = await write_as_brand(buyer, paid.agreement, "Voici la sonnette.", enclosed=picture)
    told = await report.report(
        owner, await report.in_relation(owner, paid.agreement, About.PERSONA), "false-traits"
    )
    return Side(
        holder,
        owner,
        buyer,
        analyst,
        brand,
        place=await fetch_value("select id from accounts.memberships where person = $1", analyst.person),
        key=key,
        persona=persona,
        saved=saved,
        agreement=paid.agreement,
        waiting=unpaid.agreement,
        asked=await make_request(market, holder, buyer, side),
        checkout=str(page).rsplit("/", 1)[1].split("?")[0],
        campaign=campaign.id,
        template=template.id,
        invitation=await fetch_value("select id from relations.invitations order by id desc limit 1"),
        question=question,
        message=message,
        round=round_id,
        report=told,
        bank_card=await fetch_value(
            "select id from money.bank_cards where brand = $1", vault.tag("money", brand)
        ),
        document=await fetch_value(
            "select id from money.documents where owner = $1 and kind = 'invoice'", vault.tag("money", brand)
        ),
        statement=await _statement(holder),
        bank_return=await make_return(owner),
        budget=(budget := await make_budget(owner)),
        reward=await make_reward(owner, budget, holder, paid.agreement),
        signing=signing,
        status_list=await fetch_value(
            "select month || '-' || shard from rentals.status_lists l join rentals.credentials c on c.list = l.id"
            " join rentals.rentals r on r.id = c.rental where r.agreement = $1",
            paid.agreement,
        ),
    )


async def _signing(owner: Principal) -> str:
    """The brand registers a key of its own."""
    key = PrivateKey(secrets.token_bytes(32))
    given = await signing_keys.challenge(owner)
    await signing_keys.register(owner, key.public, given.text, b64url(key.sign(given.text.encode())))
    return key.kid


async def _statement(holder: Principal) -> uuid.UUID:
    """A statement of a year in which nothing happened: that it is somebody's is what counts here."""
    assert holder.person
    tag = vault.tag("money", holder.person)
    await issue_year(tag, 2026)
    return await fetch_value("select id from money.documents where owner = $1 and kind = 'year'", tag)


async def _saved(who: Principal, persona: uuid.UUID) -> uuid.UUID:
    day = clock.market_date(await clock.now())
    shown = await people.personas_under(CYCLISTS, brand_of(who), day, 24)
    (name,) = [it.name for it in shown if people.resolve(it.name, brand_of(who), day) == persona]
    await catalogue.save(who, CYCLISTS, name, day)
    return persona


async def _waiting(persona: uuid.UUID) -> Waiting:
    owner = await with_mailbox(await a_brand(approved=False, name="Marque U"), "owner-u@example.org")
    colleague = await a_member(await a_person(), brand_of(owner), Role.ANALYST, approved=False)
    key, _ = await create_api_key(owner, "La leur", frozenset(SCOPES))
    place = await fetch_value("select id from accounts.memberships where person = $1", colleague.person)
    return Waiting(owner, brand_of(owner), place, key, await _saved(owner, persona), await _signing(owner))


async def _ways(world: World) -> dict[str, dict[str, str]]:
    """Every reader's way in: a browser's cookie, a program's key, or neither."""
    a = world.a
    people_ = {
        "holder": a.holder,
        "analyst": a.analyst,
        "buyer": a.buyer,
        "owner": a.owner,
        "unapproved owner": world.waiting.owner,
        "operator": world.operator,
    }
    ways = {"visitor": {}} | {who: _cookie(await a_session(it)) for who, it in people_.items()}
    for who, owing in {
        "operator by half": world.operator,
        "newcomer by half": world.factors.newcomer,
    }.items():
        ways[who] = _cookie(await a_session(replace(owing, operator=False)))
    for scope in SCOPES:
        _, text = await create_api_key(a.owner, scope, frozenset({scope}))
        ways[f"key {scope}"] = _bearer(text)
    bare, text = await create_api_key(a.owner, "bare", frozenset(SCOPES))
    async with transaction():
        await fetch("update accounts.api_keys set scopes = '{}' where id = $1", bare)
    ways["key without scope"] = _bearer(text)
    ways["key without scope beside the owner's cookie"] = _bearer(text) | ways["owner"]
    ways["key in a cookie"] = _cookie(text)
    revoked, text = await create_api_key(a.owner, "revoked", frozenset(SCOPES))
    await revoke_api_key(a.owner, revoked)
    ways["revoked key"] = _bearer(text)
    token = await a_session(a.owner)
    ways["session as a key"] = _bearer(token)
    old = await a_session(a.owner)
    await fetch(
        "update accounts.sessions set created_at = base.now() - interval '31 days',"
        " expires_at = base.now() - interval '1 day' where token_hash = $1",
        hash_key(old),
    )
    ways["expired session"] = _cookie(old)
    return ways


def _cookie(token: str) -> dict[str, str]:
    return {"cookie": f"{COOKIE}={token}"}


def _bearer(key: str) -> dict[str, str]:
    return {"authorization": f"Bearer {key}"}


@dataclass
class Copy:
    """A copy of the world, its application living. `again()` puts everything back as it was."""

    world: World
    app: Litestar
    client: httpx.AsyncClient
    server: Embedded
    name: str
    changed: bool = False

    async def ask(self, reader: str, method: str, path: str, **more: Any) -> httpx.Response:
        """A request of a reader's, from our own pages unless `headers` say otherwise; "" takes one away."""
        headers = {"sec-fetch-site": "same-origin", "accept": "application/json"}
        headers |= self.world.ways[reader] | more.pop("headers", {})
        given = {name: value for name, value in headers.items() if value}
        try:
            return await self.client.request(method, path, headers=given, **more)
        finally:
            self.client.cookies.clear()  # no cookie of one answer reaches the next reader

    async def again(self) -> None:
        """A fresh copy under the same name."""
        await self.close()
        await self.open()

    async def open(self) -> None:
        admin = await asyncpg.connect(self.server.dsn())
        await admin.execute(
            f"create database {self.name} owner {OWNER} template {self.world.template} strategy file_copy"
        )
        await admin.close()
        await DB.open(self.server.dsn(self.name, SERVICE), minimum=1, maximum=4)
        self.changed = False

    async def close(self) -> None:
        await self.app.state.sandbox.close()
        await DB.close()
        admin = await asyncpg.connect(self.server.dsn())
        await admin.execute(f"drop database {self.name} with (force)")
        await admin.close()


@pytest.fixture(scope="module")
async def shared_copy(world: World, server: Embedded) -> AsyncIterator[Copy]:
    """One copy for the tests of a module that put back what they change."""
    name = f"t_{uuid.uuid4().hex[:12]}"
    found = FreshDatabase(name, server.dsn(name, SERVICE), server.dsn(name, OWNER), server.dsn(name))
    with settings_of(found), application(settings()) as app:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="https://moi.test") as client:
            made = Copy(world, app, client, server, name)
            await made.open()
            try:
                yield made
            finally:
                await made.close()


@pytest.fixture
async def copy(shared_copy: Copy) -> Copy:
    """The copy, as it was in the beginning."""
    if shared_copy.changed:
        await shared_copy.again()
    return shared_copy
