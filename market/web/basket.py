"""Several personas rented at once: one page with each line's terms and the total, one payment."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from litestar import Response, get, post
from litestar.params import FromQuery

from contracts.readings import terms_reading
from market.accounts import charter
from market.accounts import queries as accounts
from market.base import names
from market.base.access import Right, brand, needs, principal_of
from market.base.errors import NotFound, Refusal
from market.base.i18n import Language, marked, translate
from market.base.idempotency import IdempotencyKeyReused, checked
from market.base.pages import language_of, page
from market.catalogue import people, queries
from market.catalogue.queries import CardRow
from market.personas.slots import AlreadyRented, PersonaUnavailable
from market.rentals.actions.basket import MOST, basket_before, rent_several
from market.rentals.actions.lines import HOLD, Wanted
from market.rentals.errors import BasketRefused
from market.web import cards
from market.web.agreeing import purposes_of, step, still_free
from market.web.forms import Ask, Form, Said, in_languages, may, said, seat_of, several, text
from market.web.paying import means_for, paying, to_the_payment, typed_in
from market.web.problems import PROBLEMS
from market.web.shop import today

RENT = brand("rent")
PATH = "/rent"
GONE = frozenset({PersonaUnavailable.code, AlreadyRented.code, NotFound.code})

NOT_FREE = marked("%(handle)s is not free any more: it was taken away, and nothing was charged.")
LEFT_OUT = marked("What cannot be rented now was left out.")
TOO_MANY = marked("Twenty at once: the others were left out.")


@dataclass(frozen=True)
class Pick:
    """A persona of a card, under a name before this brand; `text` is how an address says it."""

    address: str
    name: str

    @property
    def text(self) -> str:
        return f"{self.address}:{self.name}"


def picks_of(words: Sequence[str]) -> list[Pick]:
    """What an address or a form names, each once."""
    parts = [it.rpartition(":") for it in words]
    return list(dict.fromkeys(Pick(address, name) for address, _, name in parts if address and name))


@get(PATH, **needs(RENT))
async def form(
    request: Ask, pick: FromQuery[list[str] | None] = None, card: FromQuery[list[str] | None] = None
) -> Response[str]:
    """The checkout page of several. `card` stands for somebody of that card who is free today."""
    picks = picks_of(pick or []) + await _somebody_of(request, card or [])
    return await _page(request, picks, {"key": uuid.uuid4().hex})


async def _somebody_of(request: Ask, addresses: Sequence[str]) -> list[Pick]:
    found = []
    for address in list(dict.fromkeys(addresses))[:MOST]:
        try:
            first = await people.personas_under(address, seat_of(request).brand, await today(), 1)
        except NotFound:
            continue
        found += [Pick(address, it.name) for it in first]
    return found


@post(PATH, **needs(RENT))
async def agree(request: Ask, data: Form) -> Response[Any]:
    """Agree on all of them, hold them for 15 minutes, and go to Stripe's page. A second click is the same."""
    picks = picks_of(several(data, "pick"))
    typed: dict[str, Any] = {"key": text(data, "key"), **typed_in(data)}
    typed |= {it.text: several(data, f"purposes:{it.text}") for it in picks}
    offers = [
        tuple(text(data, f"{field}:{it.text}") for field in ("variant", "period", "price")) for it in picks
    ]
    sent = (*(it.text for it in picks), *offers, tuple(sorted(typed.items())))
    who = principal_of(request)
    try:
        key = checked(str(typed["key"]))
        basket = await basket_before(who, key, sent)
        if basket is None:
            wanted = [
                Wanted(await _persona(request, it), variant, period, step(price), typed[it.text])
                for it, (variant, period, price) in zip(picks, offers, strict=True)
            ]
            basket = await rent_several(who, wanted, key, PATH, sent, paying(request, typed))
    except Refusal as refusal:
        return await _refused(request, picks, typed, refusal)
    return await to_the_payment(request, basket.payment, basket.agreements[0])


async def _persona(request: Ask, it: Pick) -> uuid.UUID:
    """Nobody's id for a name that means nothing: refused as one that is not free."""
    try:
        return people.resolve(it.name, seat_of(request).brand, await today())
    except PersonaUnavailable:
        return uuid.uuid4()


async def _refused(
    request: Ask, picks: Sequence[Pick], typed: dict[str, Any], refusal: Refusal
) -> Response[Any]:
    """The page again: without those that are gone, and with what is to be put right at its line."""
    if isinstance(refusal, IdempotencyKeyReused):  # changed after going back: the first basket stands
        refusal = AlreadyRented()
    language = language_of(request)
    against: dict[int, str] = {}
    if isinstance(refusal, BasketRefused):
        against = {it["line"] - 1: it["code"] for it in refusal.facts["lines"]}
    gone = [it for at, it in enumerate(picks) if against.get(at) in GONE]
    remarks = [translate(language, NOT_FREE, handle=names.handle(it.name)) for it in gone]
    left = [it for it in picks if it not in gone]
    errors = {it.text: _why(against[at], language) for at, it in enumerate(picks) if at in against}
    told = said(refusal, language)
    return await _page(request, left, typed | {"key": uuid.uuid4().hex}, told, remarks, errors)


def _why(code: str, language: Language) -> str:
    words = PROBLEMS.get(code, PROBLEMS["unexpected"])
    return f"{words.title(language)} {words.way_out(language)}".strip()


async def _lines(request: Ask, picks: Sequence[Pick], typed: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What can be rented now, each with its terms; what cannot is not there."""
    language, lines = language_of(request), []
    for it in picks[:MOST]:
        try:
            found = await queries.card(it.address)
            shown = await still_free(request, found, it.name)
        except NotFound:
            continue
        lines.append(_line(it, found, shown, typed.get(it.text, ()), language))
    return lines


def _line(
    it: Pick, found: CardRow, shown: people.Shown, chosen: Sequence[str], language: Language
) -> dict[str, Any]:
    return {
        "pick": it.text,
        "handle": shown.handle,
        "face": cards.face(shown.mask_seed),
        "was": names.handle(it.name) if it.name != shown.name else "",
        "card": cards.tile(found, language),
        "price": found.price.amount,
        "variant": found.variant,
        "period": found.period,
        "price_step": found.price_step,
        "terms": found.terms,
        "terms_name": found.terms.name.in_(language),
        "purposes": purposes_of(found, chosen, language),
        "reading": terms_reading(found.terms, language),
    }


async def _page(
    request: Ask,
    picks: Sequence[Pick],
    typed: Mapping[str, Any],
    trouble: Said | None = None,
    remarks: Sequence[str] = (),
    errors: Mapping[str, str] | None = None,
) -> Response[str]:
    language, facts = language_of(request), await accounts.brand(seat_of(request).brand)
    signed = (await charter.of_brand(facts.id)).standing != "unsigned"
    lines = await _lines(request, picks, typed)
    told = [*remarks]
    if len(picks) > MOST:
        told.append(translate(language, TOO_MANY))
    if len(lines) < min(len(picks), MOST):
        told.append(translate(language, LEFT_OUT))
    shown = [it["pick"] for it in lines]
    for it in lines:
        it["without"] = f"{PATH}?{urlencode([('pick', other) for other in shown if other != it['pick']])}"
    total = sum(it["price"] for it in lines)
    return page(
        request,
        "shop/basket.html",
        trouble.status if trouble else 200,
        addresses=in_languages(f"{PATH}?{urlencode([('pick', it) for it in shown])}"),
        trouble=trouble,
        remarks=told,
        errors=errors or {},
        lines=lines,
        total=total,
        key=typed["key"],
        means=await means_for(request, total, typed, trouble),
        brand=facts,
        ready=facts.state == "approved" and facts.reached and signed,
        may_rent=may(principal_of(request), Right.RENT),
        hold=int(HOLD.total_seconds() // 60),
    )


ROUTES = (form, agree)
