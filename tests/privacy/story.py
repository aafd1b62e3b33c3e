"""One whole story with words that can be looked for: told under a listening log, queue and database."""

import io
import json
import logging
import re
import uuid
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field

import asyncpg
import httpx
import pytest
import structlog

from contracts.keys import PrivateKey, b64url, b64url_decode
from market.base import keyring, logs
from market.base.database import DB, fetch, fetch_value
from market.base.embedded import Embedded
from market.base.settings import Settings, settings
from market.catalogue import jobs
from tests.catalogue.crowds import a_crowd, but
from tests.conftest import FreshDatabase
from tests.factories import CYCLIST, EDITION
from tests.journeys import steps
from tests.journeys.steps import PASSWORD, a_browser, a_program, ok
from tests.market import Market, a_market
from tests.world import SCOPES, a_database, settings_of

HOLDER, BRAND, COLLEAGUE = "marguerite.d@prive.example", "olga.k@marque.example", "paul.e@marque.example"
STRANGER = "personne.ici@ailleurs.example"
WORDS = {
    "the invitation": "Venez essayer le tandem jaune",
    "its code": "TANDEM-7731",
    "the closing note": "Le tandem jaune a trouvé sa selle",
    "the report": "Ce moi raconte des histoires de tandem",
}

# The crowd's card says none of these: they are in sealed answers and in the sheet alone.
UNSAID = {
    "velo-type": "libre-service",
    "cuisine-rythme": "de-temps-en-temps",
    "budget-loisirs": "moins-de-50",
}


@dataclass
class Story:
    """What was said, and what the house wrote down of it."""

    database: FreshDatabase
    server: Embedded
    words: dict[str, str] = field(default_factory=dict)  # secrets and personal data, by what they are
    people: dict[str, uuid.UUID] = field(default_factory=dict)
    personas: list[uuid.UUID] = field(default_factory=list)
    log: str = ""
    queued: list[tuple[str, str]] = field(default_factory=list)  # (job, payload)
    stripe: list[str] = field(default_factory=list)  # what Stripe was told and keeps
    wal: list[str] = field(default_factory=list)  # names of the segments written meanwhile


@pytest.fixture(scope="module")
async def story(server: Embedded, template: str, keys: keyring.FileKeyring) -> AsyncIterator[Story]:
    """The story, told; its database open."""
    async with a_database(server, template) as found:
        with settings_of(found), _listening() as heard:
            await DB.open(found.service)
            try:
                story = Story(found, server)
                await _watch_the_queue(found)
                first = await _segment(found)
                async with a_market(found, settings()) as market:
                    logs.configure(Settings.model_construct(mode="production"), heard)
                    await _tell(market, story)
                    await market.quiet()
                story.log = heard.getvalue()
                await _collect(story, first)
                yield story
            finally:
                await DB.close()


class _listening:
    """The process's log in a string; afterwards as it was."""

    def __enter__(self) -> io.StringIO:
        root = logging.getLogger()
        self.before, self.level = root.handlers[:], root.level
        return io.StringIO()

    def __exit__(self, *_: object) -> None:
        logging.getLogger().handlers[:] = self.before
        logging.getLogger().setLevel(self.level)
        structlog.reset_defaults()


async def _watch_the_queue(database: FreshDatabase) -> None:
    """Jobs leave the queue when they are done: the superuser keeps a copy of each."""
    owner = await asyncpg.connect(database.superuser)
    await owner.execute(
        """
        create table public.queued (job text, payload text);
        create function public.keep_queued() returns trigger language plpgsql security definer as $$
        begin
          insert into public.queued values (new.entrypoint, convert_from(new.payload, 'UTF8'));
          return new;
        end $$;
        create trigger keep before insert on jobs.pgqueuer
          for each row execute function public.keep_queued();
        """
    )
    await owner.close()


async def _segment(database: FreshDatabase) -> str:
    owner = await asyncpg.connect(database.superuser)
    try:
        return str(await owner.fetchval("select pg_walfile_name(pg_current_wal_lsn())"))
    finally:
        await owner.close()


async def _tell(market: Market, story: Story) -> None:
    values = but(**{claim.replace("-", "_"): value for claim, value in UNSAID.items()})
    await a_crowd(17)
    app = market.app
    async with a_browser(app) as holder, a_browser(app) as member, a_browser(app) as desk:
        await steps.holder_signs_up(holder, HOLDER)
        await steps.brand_signs_up(member, BRAND, "Cycles Garonne SAS", "732829320")
        await steps.operator_signs_in(desk)
        await steps.operator_approves(desk, "Cycles Garonne SAS")
        ok(await member.post("/v1/brand/members", json={"email": COLLEAGUE, "role": "buyer"}), 202)
        for _ in range(2):
            await _listed(holder, values)
        await market.quiet()
        await jobs.compute()
        story.personas = [row["id"] for row in await fetch(_OWN)]
        await _stumble(app, holder, member)
        key = await steps.key_is_made(member, *SCOPES)
        await _registers(member)
        async with a_program(app, key) as program:
            agreement = await _rental(market, story, program, member)
            ok(await program.get(f"/v1/rentals/{agreement}/sheet?purpose=benefits"))
            ok(await program.get(f"/v1/rentals/{agreement}/credential?purpose=benefits"))
            assert await fetch_value("select count(*) from rentals.credentials where sealed is not null") == 1
            offer = {"title": WORDS["the invitation"], "code": WORDS["its code"]}
            await steps.invites(program, agreement, **offer)
        report = {
            "about": "persona",
            "agreement": agreement,
            "reason": "false-traits",
            "text": WORDS["the report"],
        }
        ok(await member.post("/v1/reports", json=report), 201)
        (got,) = ok(await holder.get(f"/v1/relations/{agreement}/invitations"))
        path = f"/v1/relations/{agreement}"
        ok(await holder.put(f"{path}/invitations/{got['id']}/reaction", json={"reaction": "not_now"}))
        ok(await holder.post(f"{path}/withdrawal"))
        await _afterwards(member, agreement)
        await _proves(app, holder)
        export = {"first_day": "2026-01-01", "last_day": "2026-01-31", "authority": "Autorité de régulation"}
        ok(await desk.post("/v1/operator/log-exports", json=export), 201)
        story.words |= WORDS | {f"trait {claim}": value for claim, value in UNSAID.items()}
        story.words["what was proven"] = "lives-in-bretagne"
        story.words |= {"birth years": CYCLIST["naissance"], "key": key, "password": PASSWORD}
        story.words |= {
            "holder's address": HOLDER,
            "brand's address": BRAND,
            "colleague's address": COLLEAGUE,
        }
        story.words |= {"stranger's address": STRANGER}
        for who, browser in (("holder", holder), ("member", member), ("operator", desk)):
            story.words[f"{who}'s session"] = browser.cookies["__Host-moi"]
        for n, code in enumerate(re.findall(r"code=([\w-]{43})", (await member.get("/mailbox")).text)):
            story.words[f"mailed code {n}"] = code


_OWN = (
    "select id from personas.personas where holder = (select holder from personas.personas"
    " order by created_at desc limit 1) order by id"
)


async def _registers(member: httpx.AsyncClient) -> None:
    """The brand registers a key of its own: its rental will have a credential, which says what the sheet says."""
    key = PrivateKey(bytes(range(32)))
    line = ok(await member.post("/v1/brand/signing-keys/challenges"), 201)["challenge"]
    proof = {"challenge": line, "signature": b64url(key.sign(line.encode()))}
    ok(await member.post("/v1/brand/signing-keys", json={"jwk": key.public.jwk(), **proof}), 201)


async def _afterwards(member: httpx.AsyncClient, agreement: str) -> None:
    """The brand signs for its copies with its own key, and says what it did with the rental."""
    base, said = f"/v1/rentals/{agreement}", {"erased": ["files"], "recipients": "none"}
    asked = ok(await member.get(f"{base}/erasure/message", params=said))
    value = b64url(PrivateKey(bytes(range(32))).sign(b64url_decode(asked["message"])))
    ok(
        await member.post(
            f"{base}/erasure", json=said | {n: asked[n] for n in ("kid", "day")} | {"value": value}
        ),
        201,
    )
    note = {"used_for": ["offer-made"], "outcome": "learned", "text": WORDS["the closing note"]}
    ok(await member.put(f"{base}/closing-note", json=note))


async def _proves(app: object, holder: httpx.AsyncClient) -> None:
    """An answer is asked to be checked, and where the holder lives is proven; nobody fetches it yet."""
    name = ok(await holder.get("/v1/personas"))[0]["id"]
    ok(await holder.post(f"/v1/personas/{name}/checks", json={"claim": "naissance"}))
    asked = {"jwk": PrivateKey(bytes(range(32))).public.jwk(), "predicates": ["lives-in-bretagne"]}
    async with a_browser(app) as shop:  # type: ignore[arg-type]
        code = ok(await shop.post("/v1/proofs", json=asked), 201)["code"]
    ok(await holder.post(f"/v1/proofs/{code}/approval", json={"password": PASSWORD}), 204)
    assert await fetch_value("select count(*) from proofs.requests where statement is not null") == 1


async def _listed(holder: httpx.AsyncClient, values: dict[str, str]) -> None:
    name = ok(await holder.post("/v1/personas", json={"mask": "a-velo"}), 201)["id"]
    said = sorted(set(values) - set(UNSAID))
    traits = {claim: {"stance": "me", "value": value} for claim, value in values.items()}
    draft = {"traits": traits, "phrases": ["repare-avant"], "said": said}
    ok(await holder.put(f"/v1/personas/{name}/draft", json=draft))
    offer = {"variant": "standard", "period": "P1M", "price_step": 1900, "charter": EDITION}
    ok(await holder.post(f"/v1/personas/{name}/publication", json=offer))


async def _stumble(app: object, holder: httpx.AsyncClient, member: httpx.AsyncClient) -> None:
    """What goes wrong is logged most readily: wrong passwords, unknown people, malformed and impossible input."""
    wrong = {"email": HOLDER, "password": PASSWORD + "!"}
    assert (await holder.post("/v1/sessions", json=wrong)).status_code == 401
    assert (await holder.post("/v1/sessions", json=wrong | {"email": STRANGER})).status_code == 401
    assert (await holder.post("/v1/people", json=wrong | {"more": PASSWORD})).status_code == 422
    assert (await holder.post("/v1/people", content=f'{{"email": "{HOLDER}", ')).status_code in (400, 422)
    assert (await holder.post("/v1/meter", json={"draft": {"traits": UNSAID}})).status_code == 422
    late = f"/confirm?code={'x' * 43}&address={HOLDER}"
    await holder.get(late)
    await member.get("/v1/rentals/x/sheet", params={"purpose": UNSAID["velo-type"]})
    await member.get("/v1/me", headers={"authorization": f"Bearer {PASSWORD}"})


async def _rental(market: Market, story: Story, program: httpx.AsyncClient, member: httpx.AsyncClient) -> str:
    from market.base import clock, names

    found = ok(await program.get("/v1/cards", params={"facet": "region:bretagne"}))["cards"]
    brand = await fetch_value("select id from accounts.brands")
    today = names.for_brand_today(brand, clock.market_date(await clock.now()))
    for card in found:
        for it in await steps.people_under(program, card["address"]):
            if names.inner_id("persona", it["name"], today) == story.personas[0]:
                bought = await steps.rents(program, it["name"], card)
                await steps.pays(member, bought.checkout)
                await market.quiet()
                return bought.agreement
    raise AssertionError("the persona is under no card")


async def _collect(story: Story, first: str) -> None:
    owner = await asyncpg.connect(story.database.superuser)
    story.queued = [tuple(row) for row in await owner.fetch("select job, payload from public.queued")]
    story.stripe = [
        row["body"] for row in await owner.fetch("select body::text as body from sandbox.objects")
    ]
    await owner.execute("drop trigger keep on jobs.pgqueuer; drop function public.keep_queued")
    await owner.execute("drop table public.queued")
    names = await owner.fetch("select name from pg_ls_waldir() where name ~ '^[0-9A-F]{24}$' order by name")
    last = await owner.fetchval("select pg_walfile_name(pg_current_wal_lsn())")
    story.wal = [row["name"] for row in names if first <= row["name"] <= last]
    for who in ("holder", "operator"):
        query = f"select id from accounts.people where {who} order by created_at desc limit 1"
        story.people[who] = await owner.fetchval(query)
    story.people["member"] = await owner.fetchval(
        "select person from accounts.memberships where role = 'owner' order by created_at limit 1"
    )
    await owner.close()


def _strings(found: object) -> Iterator[str]:
    """Every string anywhere in a JSON value."""
    if isinstance(found, str):
        yield found
    elif isinstance(found, dict):
        for key, value in found.items():
            yield key
            yield from _strings(value)
    elif isinstance(found, list):
        for value in found:
            yield from _strings(value)


def strings_in(text: str) -> set[str]:
    """Every key and string anywhere in a JSON text."""
    return set(_strings(json.loads(text)))
