"""What a brand sees before it agrees, asked first or not: the same page but for the money."""

from collections.abc import Sequence
from typing import Any

from contracts.price import LADDER
from contracts.readings import terms_reading
from contracts.vocabulary import PURPOSES
from market.accounts import charter
from market.accounts import queries as accounts
from market.base import names
from market.base.access import Right, principal_of
from market.base.i18n import Language
from market.base.pages import language_of
from market.catalogue import people
from market.catalogue.queries import CardRow
from market.personas.slots import PersonaUnavailable
from market.web import cards
from market.web.forms import Ask, Said, in_languages, may, seat_of
from market.web.shop import today


def step(words: str) -> int:
    """A price of the ladder in minor units; 0, which no offer has, for anything else."""
    return int(words) if words in map(str, LADDER) else 0


async def still_free(request: Ask, found: CardRow, name: str) -> people.Shown:
    """The persona under its lasting name, while it can be rented under this card; raises PersonaUnavailable."""
    brand_id = seat_of(request).brand
    persona = people.resolve(name, brand_id, await today())
    if persona not in await people.free_under([(persona, found.address)], brand_id):
        raise PersonaUnavailable()
    return people.shown(persona, names.for_brand(brand_id), saved=False)


async def offered(
    request: Ask, way: str, found: CardRow, shown: people.Shown, typed: dict[str, Any], trouble: Said | None
) -> dict[str, Any]:
    """What shop/agreeing.html shows, by `way` (rent or ask) of renting.

    `typed["name"]` is the name that led here, as the card shows it today or the lasting one.
    """
    language = language_of(request)
    facts = await accounts.brand(seat_of(request).brand)
    signed = (await charter.of_brand(facts.id)).standing != "unsigned"
    return {
        "way": way,
        "addresses": in_languages(f"{cards.path(found)}/{way}?persona={shown.name}"),
        "trouble": trouble,
        "card": cards.tile(found, language),
        "address": found.address,
        "persona": {"name": shown.name, "handle": shown.handle, "face": cards.face(shown.mask_seed)},
        "was": names.handle(typed["name"]) if typed["name"] != shown.name else "",
        "variant": found.variant,
        "period": found.period,
        "price_step": found.price_step,
        "terms": found.terms,
        "purposes": purposes_of(found, typed["purposes"], language),
        "key": typed["key"],
        "reading": terms_reading(found.terms, language),
        "brand": facts,
        "ready": facts.state == "approved" and facts.reached and signed,
        "may_rent": may(principal_of(request), Right.RENT),
    }


def purposes_of(found: CardRow, chosen: Sequence[str], language: Language) -> list[dict[str, Any]]:
    """What the terms of a card admit, each in words, with what was ticked."""
    admitted = found.terms.purposes.admitted
    return [
        {
            "value": it,
            "name": PURPOSES[it].text.in_(language),
            "words": PURPOSES[it].plain.in_(language),
            "checked": it in chosen,
        }
        for it in admitted
    ]
