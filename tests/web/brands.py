"""Builders for the brand's and the operator's pages: a crowd under cards, browsers, pages as people read them."""

import contextlib
import re
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

import httpx

from market.base.access import Principal
from market.base.database import fetch, fetch_value
from market.base.jobs import drain
from market.catalogue import queries
from market.catalogue.queries import CardRow, Reader
from market.catalogue.search import wish
from market.rentals.actions.rent import Wanted, rent
from market.wiring import JOBS
from tests.accounts.people import browser
from tests.factories import CYCLIST, a_holder, a_persona
from tests.market import Market
from tests.relations.helpers import a_session

HTML = "text/html,application/xhtml+xml"
CROWD = 17  # a new card needs sixteen voters; one more can be rented and the card still stands


@dataclass
class Form:
    """A form as a browser would send it, untouched."""

    action: str
    method: str
    values: dict[str, object] = field(default_factory=dict)


class Page(HTMLParser):
    """What a page offers: its links, its forms with what is filled in, and its words."""

    def __init__(self, answer: httpx.Response) -> None:
        super().__init__()
        self.links: list[str] = []
        self.forms: list[Form] = []
        self._select: str = ""
        self._area: str = ""
        self.feed(answer.text)
        text = re.sub(r"<(script|style)\b.*?</\1>", "", answer.text, flags=re.S)
        self.words = " ".join(re.sub(r"<[^>]+>", " ", text).replace("\u00a0", " ").split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in has:
            self.links.append(has["href"])
        if tag == "form":
            self.forms.append(Form(has.get("action", ""), has.get("method", "get")))
        if not self.forms:
            return
        values = self.forms[-1].values
        if tag == "input" and "name" in has:
            if has.get("type") in ("checkbox", "radio"):
                if "checked" in has:
                    values.setdefault(has["name"], has.get("value", "on"))
            else:
                values[has["name"]] = has.get("value", "")
        if tag == "select":
            self._select = has["name"]
        if tag == "option" and "selected" in has:
            values[self._select] = has.get("value", "")
        if tag == "textarea" and "name" in has:  # one without is only read
            self._area = has["name"]
            values[self._area] = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self.forms[-1].values[self._area] = data

    def form(self, action: str) -> Form:
        """The form whose action begins like this."""
        found = [it for it in self.forms if it.action.startswith(action)]
        assert found, f"no form to {action} among {[it.action for it in self.forms]}"
        return found[0]


@contextlib.asynccontextmanager
async def reading(
    market: Market, who: Principal | None = None, language: str = "en"
) -> AsyncIterator[httpx.AsyncClient]:
    """A browser without scripts, signed in as `who`."""
    token = await a_session(who) if who else None
    async with browser(market.app, token, accept=HTML, **{"accept-language": language}) as visitor:
        yield visitor


async def a_crowd(**changes: object) -> CardRow:
    """A card of the day with seventeen people under it, made by the product's own job."""
    for _ in range(CROWD):
        await a_persona(await a_holder(), CYCLIST, **changes)  # type: ignore[arg-type]
    await drain(JOBS)
    found = await queries.search(wish(), Reader("test", b"test"))
    assert found.cards
    return found.cards[0]


async def a_rental(market: Market, who: Principal, persona: uuid.UUID, *purposes: str) -> uuid.UUID:
    """A persona under a real card, rented and paid at the sandbox: the agreement."""
    wanted = Wanted(persona, "standard", "P1M", 1900, purposes or ("benefits",))
    requested = await rent(who, wanted, uuid.uuid4().hex, "/rentals")
    await market.pay(requested)
    await market.quiet()
    return requested.agreement


async def an_agreement() -> uuid.UUID:
    """The latest agreement there is."""
    found: uuid.UUID = await fetch_value("select agreement from rentals.rentals order by id desc limit 1")
    return found


async def traces() -> dict[str, int]:
    """How many rows there are of what a refusal must not make or change."""
    tables = (
        "rentals.rentals",
        "rentals.reads",
        "rentals.record_events",
        "personas.slots",
        "money.orders",
        "money.payments",
        "money.ledger_entries",
        "money.settlements",
        "money.payouts",
        "money.documents",
        "relations.invitations",
        "relations.invitation_templates",
        "relations.reports",
        "operators.decisions",
        "money.reconciliation_closures",
        "catalogue.saved_cards",
        "base.audit_entries",
    )
    counted = " union all ".join(f"select '{table}' as place, count(*) from {table}" for table in tables)
    return {row["place"]: row["count"] for row in await fetch(counted)}
