"""What somebody looks for, as a brand reads it; a brand's one bid on it, and all that it has bid."""

import uuid
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from contracts.period import PERIODS
from contracts.price import LADDER
from contracts.vocabulary import PURPOSES
from market.base import names, vault
from market.base.access import Right, brand, needs, principal_of
from market.base.errors import Refusal
from market.base.i18n import Language, marked
from market.base.pages import language_of, page, see_other
from market.money.credit import queries as credit
from market.relations.benefits import KINDS, fields_of
from market.relations.intents import bidding, queries
from market.relations.intents.queries import INTENT, BidRow, IntentRow
from market.relations.intents.rules import WORDS_MOST, Bid
from market.web.forms import Ask, Form, in_languages, may, said, seat_of, several, text, whole
from market.web.intent_words import looked_for, offered
from market.web.invitation_form import benefit_in_form
from market.web.invitation_words import kind_in

READ, RENT = brand("read"), brand("rent")
PATH = "/open-intents"
BIDDEN = marked("Your bid is sealed until the last day is over. Until then you can change it.")
WITHDRAWN = marked("Withdrawn. Its price is in your balance again.")
TYPED = ("percent", "what", "where", "when")
"""Of a benefit's fields those that the page asks for; the others are the API's."""


def tile(row: IntentRow, theirs: uuid.UUID, language: Language) -> dict[str, Any]:
    """What somebody looks for, as a brand reads it, and its page."""
    name = names.name(INTENT, row.id, names.for_brand(theirs))
    return looked_for(row, language) | {"href": f"{PATH}/{name}"}


@get(PATH + "/{name:str}", **needs(READ))
async def one(request: Ask, name: FromPath[str]) -> Response[str]:
    """One of them, with the brand's own bid."""
    theirs = seat_of(request).brand
    row = await bidding.visible(theirs, name)
    own = await queries.bid_of(row.id, theirs)
    typed = _as_typed(own.bid) if own else {"terms": row.terms[0].id, "period": "P1M", "price_step": "1900"}
    purposes = own.bid.purposes if own else ()
    return await _page(request, row, own, typed, purposes)


def _as_typed(bid: Bid) -> dict[str, str]:
    found = {
        "terms": bid.edition.id,
        "period": bid.period,
        "price_step": str(bid.price_step),
        "kind": bid.kind or "",
        "words": bid.words or "",
    }
    said_of_it = bid.benefit.to_json() if bid.benefit else {}
    return found | {name: str(value) for name, value in said_of_it.items()}


async def _page(
    request: Ask,
    row: IntentRow,
    own: BidRow | None,
    typed: dict[str, str],
    purposes: Any,
    refusal: Refusal | None = None,
) -> Response[str]:
    language, theirs = language_of(request), seat_of(request).brand
    trouble = said(refusal, language) if refusal else None
    it = tile(row, theirs, language)
    return page(
        request,
        "desk/open_intent.html",
        trouble.status if trouble else 200,
        addresses=in_languages(it["href"]),
        it=it,
        own=offered(own.bid, language) | {"row": own} if own else None,
        may_rent=may(principal_of(request), Right.RENT) and row.takes_bids,
        purposes=[(word, PURPOSES[word].text.in_(language)) for word in PURPOSES],
        ticked=purposes,
        periods=list(PERIODS),
        steps=list(LADDER),
        kinds=[(kind, kind_in(kind, language)) for kind in KINDS],
        words_most=WORDS_MOST,
        spendable=await credit.spendable(vault.tag("money", theirs)),
        trouble=trouble,
        typed=typed,
    )


@post(PATH + "/{name:str}/bid", **needs(RENT))
async def bid(request: Ask, name: FromPath[str], data: Form) -> Response[Any]:
    """Bid, or bid otherwise."""
    theirs = seat_of(request).brand
    fields = ("terms", "period", "price_step", "kind", "words", *TYPED)
    typed, purposes = {field: text(data, field) for field in fields}, several(data, "purposes")
    row = await bidding.visible(theirs, name)
    try:
        await bidding.bid(principal_of(request), name, _draft(typed, purposes))
    except Refusal as refusal:
        return await _page(request, row, await queries.bid_of(row.id, theirs), typed, purposes, refusal)
    return see_other(f"{PATH}/{name}", BIDDEN)


def _draft(typed: dict[str, str], purposes: tuple[str, ...]) -> Bid:
    kind = next((it for it in KINDS if it == typed["kind"]), None)
    benefit = None
    if kind is not None:
        shown = {f"{kind}.{it}": typed.get(it, "") for it in fields_of(kind)}
        benefit = benefit_in_form(kind, shown)
    return Bid(
        *(typed["terms"], purposes, typed["period"], whole(typed["price_step"])),
        kind=kind,
        benefit=benefit,
        words=typed["words"] or None,
    )


@post(PATH + "/{name:str}/withdraw", **needs(RENT))
async def withdraw(request: Ask, name: FromPath[str]) -> Response[Any]:
    """Bid no more."""
    await bidding.withdraw(principal_of(request), name)
    return see_other("/bids", WITHDRAWN)


@get("/bids", **needs(READ))
async def bids(request: Ask) -> Response[str]:
    """All that the brand has bid, the latest first."""
    language, theirs = language_of(request), seat_of(request).brand
    rows = [
        offered(own.bid, language)
        | {
            "row": own,
            "waits": own.state == "sealed" and not intent.takes_bids,
            "for": tile(intent, theirs, language),
            "agreement": await queries.agreement_of(own.rental) if own.rental else None,
        }
        for own, intent in await queries.bids_of_brand(theirs)
    ]
    return page(request, "desk/bids.html", addresses=in_languages("/bids"), bids=rows)


ROUTES = (one, bid, withdraw, bids)
