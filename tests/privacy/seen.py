"""Everything that one brand gets to see over one rental, byte by byte, headers included."""

import base64
import io
import json
import re
import uuid
from dataclasses import dataclass, field
from datetime import timedelta

import httpx
from PIL import Image
from pypdf import PdfReader

from market.accounts.actions.keys import create_api_key
from market.base import clock, mail, names
from market.base.access import Principal
from market.base.database import fetch_value
from market.money.sandbox import cards
from market.rentals import record
from market.rentals.actions.end import withdraw
from tests.catalogue.crowds import CYCLISTS
from tests.factories import a_brand, a_persona, with_address
from tests.journeys.steps import a_browser, a_program, invites, ok, pays, people_under
from tests.market import Market
from tests.privacy.tokens import tokens
from tests.relations.helpers import a_session, brand_of, with_mailbox
from tests.relations.pictures.drawing import a_file
from tests.world import SCOPES

# Set by the framework for everybody alike, or a length.
DULL = {"content-length", "content-type"}


def a_picture(agreement: str, n: int) -> dict[str, str]:
    """An image that is of this relation alone: who sends one to two brands shows both the same."""
    red, green, blue = uuid.UUID(agreement).bytes[n : n + 3]
    file = a_file("PNG", Image.new("RGB", (40, 30), (red, green, blue)))
    return {"data": base64.b64encode(file).decode(), "alt": "deux guidons"}


@dataclass
class Seen:
    """What one brand saw."""

    brand: uuid.UUID
    agreement: str = ""
    content: list[bytes] = field(default_factory=list)

    async def keep(self, answer: httpx.Response) -> None:
        """Hook of a client: the address that was asked for, the headers, the body."""
        await answer.aread()
        self.content.append(answer.request.url.raw_path)
        for name, value in answer.headers.items():
            if name not in DULL:
                self.content.append(f"{name} {value}".encode())
        if answer.headers.get("content-type", "").startswith("image/"):
            # The drawing is made of a few dozen shapes, which any two faces share; what tells is all of it.
            self.content.append(b"image-" + answer.content.hex().encode())
        elif answer.headers.get("content-type", "").startswith("application/pdf"):
            self.content.append(written_in(answer.content))
        else:
            self.content.append(answer.content)

    @property
    def tokens(self) -> set[bytes]:
        found: set[bytes] = set()
        for it in self.content:
            found |= {it} if it.startswith(b"image-") else tokens(it)
        return found

    @property
    def all(self) -> bytes:
        return b"\n".join(self.content)


def written_in(document: bytes) -> bytes:
    """All that a PDF says: its text, its marks and metadata, the invoice inside. Its fonts are everybody's."""
    reader = PdfReader(io.BytesIO(document))
    metadata = reader.root_object["/Metadata"].get_object()
    parts = [page.extract_text() for page in reader.pages]
    parts += [str(reader.trailer["/ID"]), str(reader.metadata), metadata.get_data().decode()]  # type: ignore[union-attr]
    parts += [it[0].decode() for it in reader.attachments.values()]
    return "\n".join(parts).encode()


async def a_capture(
    market: Market,
    persona: uuid.UUID,
    holder: Principal,
    *,
    who: Principal | None = None,
    reacts: bool = True,
) -> Seen:
    """A new brand (or `who`) finds, rents, pays, reads, invites, is answered and switched off; all is kept."""
    brand = await with_address(await a_brand(name=f"Marque {uuid.uuid4().hex[:6]}"))
    member = who or await with_mailbox(brand, "olga@example.org")
    seen = Seen(brand_of(member))
    _, key = await create_api_key(member, "CRM", frozenset(SCOPES))
    token = await a_session(member)
    async with (
        a_program(market.app, key) as program,
        a_browser(market.app, cookie=f"__Host-moi={token}") as page,
    ):
        for client in (program, page):
            client.event_hooks["response"].append(seen.keep)
        await _looks(program, page)
        name = await _finds(program, seen, persona)
        await _rents(market, program, page, seen, name)
        await _uses(market, program, page, seen, holder, reacts)
    await _keeps(seen, member)
    return seen


async def a_look(market: Market, persona: uuid.UUID) -> Seen:
    """A new brand that looks at the cards, the personas under one and their faces, and keeps none: of one day."""
    brand = await a_brand(name=f"Marque {uuid.uuid4().hex[:6]}")
    seen = Seen(brand_of(brand))
    _, key = await create_api_key(brand, "CRM", frozenset(SCOPES))
    member = await with_mailbox(brand, f"olga-{uuid.uuid4().hex[:6]}@example.org")
    async with (
        a_program(market.app, key) as program,
        a_browser(market.app, cookie=f"__Host-moi={await a_session(member)}") as page,
    ):
        for client in (program, page):
            client.event_hooks["response"].append(seen.keep)
        await _looks(program, page)
        await _finds(program, seen, persona)
    return seen


async def _looks(program: httpx.AsyncClient, page: httpx.AsyncClient) -> None:
    first = ok(await program.get("/v1/cards?limit=1"))
    await program.get("/v1/cards", params={"limit": 1, "cursor": first["next"] or ""})
    for path in ("/v1/facets", f"/v1/cards/{CYCLISTS}"):
        ok(await program.get(path))
    for path in ("/catalogue", f"/moi/{CYCLISTS}"):
        ok(await page.get(path, headers={"accept": "text/html"}))


async def _finds(program: httpx.AsyncClient, seen: Seen, persona: uuid.UUID) -> str:
    """The persona among those under the card: the test can open names, the brand picks by chance."""
    today = names.for_brand_today(seen.brand, clock.market_date(await clock.now()))
    lasting = names.for_brand(seen.brand)
    for it in await people_under(program, CYCLISTS):
        audience = lasting if it["saved"] else today
        if names.inner_id("persona", it["name"], audience) == persona:
            ok(await program.get(it["face"]))
            return str(it["name"])
    raise AssertionError("the persona is not under the card")


async def _rents(
    market: Market, program: httpx.AsyncClient, page: httpx.AsyncClient, seen: Seen, name: str
) -> None:
    kept = ok(await page.post("/v1/saved", json={"address": CYCLISTS, "name": name}))
    ok(await page.get("/v1/saved"))
    ok(await page.get(kept["face"]))
    ok(
        await page.get(
            f"/moi/{CYCLISTS}/rent", params={"persona": kept["name"]}, headers={"accept": "text/html"}
        )
    )
    wanted = {"persona": kept["name"], "variant": "standard", "period": "P1M", "price_step": 1900}
    bought = ok(
        await program.post(
            "/v1/rentals",
            json=wanted | {"purposes": ["benefits"]},
            headers={"idempotency-key": uuid.uuid4().hex},
        ),
        201,
    )
    seen.agreement = bought["agreement"]
    await pays(page, bought["checkout_url"], cards.ASKS_3DS)
    await market.quiet()


async def _uses(
    market: Market,
    program: httpx.AsyncClient,
    page: httpx.AsyncClient,
    seen: Seen,
    holder: Principal,
    reacts: bool,
) -> None:
    path = f"/v1/rentals/{seen.agreement}"
    for it in ("", "/agreement", "/reading", "/sheet?purpose=benefits"):
        ok(await program.get(path + it))
    ok(await page.get(path + "/sheet?purpose=benefits"))
    await invites(program, seen.agreement)
    if reacts:
        async with a_browser(market.app, cookie=f"__Host-moi={await a_session(holder)}") as theirs:
            (got,) = ok(await theirs.get(f"/v1/relations/{seen.agreement}/invitations"))
            answer = f"/v1/relations/{seen.agreement}/invitations/{got['id']}/reaction"
            ok(await theirs.put(answer, json={"reaction": "interested"}))
            said = {"text": "un guidon droit", "picture": a_picture(seen.agreement, 1), "confirmed": True}
            ok(await theirs.post(f"/v1/relations/{seen.agreement}/messages", json=said), 201)
    asked = {"text": "Quel guidon, plutôt ?", "picture": a_picture(seen.agreement, 2)}
    ok(await program.post(path + "/messages", json=asked), 201)
    await _campaigns(program, page, seen.agreement)
    ok(await program.get(path + "/invitations"))
    for said in ok(await program.get(path + "/messages")):
        if said["picture"]:
            picture = await program.get(said["picture"]["href"])
            assert picture.status_code == 200
    html = {"accept": "text/html"}
    ok(await page.get(f"/rentals/{seen.agreement}", headers=html))
    ok(await page.post(f"/rentals/{seen.agreement}/sheet", data={"purpose": "benefits"}, headers=html))
    await clock.travel(timedelta(hours=5))
    await withdraw(holder, uuid.UUID(seen.agreement))
    await market.quiet()
    for it in ("", "/agreement", "/reading", "/invitations"):
        await program.get(path + it)
    for it in ("/files/agreement", "/files/record"):
        ok(await program.get(path + it))
    for it in ("/v1/rentals", "/v1/saved", "/v1/documents"):
        ok(await page.get(it))
    listed = ok(await program.get("/v1/documents"))["documents"]
    assert {it["kind"] for it in listed} == {"invoice", "credit_note", "collection", "collection_back"}
    for it in listed:
        ok(await program.get(f"/v1/documents/{it['id']}"))
    ok(await page.get("/documents", headers=html))
    ok(await page.get("/rentals", headers=html))
    ok(await page.get(f"/rentals/{seen.agreement}", headers=html))


async def _keeps(seen: Seen, member: Principal) -> None:
    """What does not come over HTTP: the record, what Stripe shows its customer, mail."""
    rental = await fetch_value(
        "select id from rentals.rentals where agreement = $1", uuid.UUID(seen.agreement)
    )
    for event in await record.read(rental):
        seen.content.append(
            json.dumps(
                {
                    "kind": event.kind,
                    "facts": dict(event.facts),
                    "salt": event.salt.hex(),
                    "prev": event.prev_hash.hex(),
                    "hash": event.event_hash.hex(),
                }
            ).encode()
        )
    session = re.findall(rb"cs_test_\w+", seen.all)[0].decode()
    body = await fetch_value(
        "select body::text from sandbox.objects where kind = 'checkout.session' and id = $1", session
    )
    paid = json.loads(body)["payment_intent"]
    seen.content.append(body.encode())
    for kind in ("payment_intent", "charge", "refund"):
        found = await fetch_value(
            "select string_agg(body::text, ' ') from sandbox.objects"
            " where kind = $1 and (id = $2 or body->>'payment_intent' = $2)",
            kind,
            paid,
        )
        assert found, kind
        seen.content.append(found.encode())
    for letter in await mail.kept(1000):
        if letter.address == "olga@example.org":
            seen.content.append(f"{letter.subject}\n{letter.text}".encode())
    assert member.seat


__all__ = ["Seen", "a_capture", "a_persona"]


async def _campaigns(program: httpx.AsyncClient, page: httpx.AsyncClient, agreement: str) -> None:
    """A campaign, and all that its brand reads of it."""
    (invited,) = ok(await program.get(f"/v1/rentals/{agreement}/invitations"))
    said = {name: invited[name] for name in ("kind", "benefit", "title", "conditions", "code", "valid_from")}
    draft = said | {"valid_until": invited["valid_until"]}
    body = {"label": "Printemps", "agreements": [agreement], "invitation": draft}
    made = ok(await program.post("/v1/campaigns", json=body), 201)
    ok(await program.get("/v1/campaigns"))
    ok(await program.get(f"/v1/campaigns/{made['id']}"))
    html = {"accept": "text/html"}
    ok(await page.get("/campaigns", headers=html))
    ok(await page.get(f"/campaigns/{made['id']}", headers=html))
    ok(await page.get("/campaigns/new", headers=html))
