"""What Stripe's page for a payment says and offers: nothing of whom or what was rented."""

import uuid
from collections.abc import Mapping, Sequence

from market.base.database import fetch
from market.money.gateway_pages import CheckoutItem, Method

DESCRIPTION = {
    "rental": {"fr": "Location sur Moi", "en": "Rental on Moi"},
    "top_up": {"fr": "Solde chez Moi", "en": "Balance at Moi"},
    "debt": {"fr": "Somme due à Moi", "en": "Sum owed to Moi"},
}
ITEMS = {
    "fr": {
        "P1W": "Location d’une semaine sur Moi",
        "P1M": "Location d’un mois sur Moi",
        "P3M": "Location de trois mois sur Moi",
    },
    "en": {"P1W": "One week on Moi", "P1M": "One month on Moi", "P3M": "Three months on Moi"},
}
METHODS: Mapping[str, Sequence[Method]] = {
    "rental": ("card", "sepa_debit"),
    "top_up": ("card",),
    "debt": ("card",),
    "held": ("card",),
}
"""What Stripe's page offers. What may come back for eight weeks is no balance, and no bank holds a debit."""


def described(purpose: str, locale: str) -> str:
    """What the page, and the payer's statement, call the payment of an order for this purpose."""
    words = DESCRIPTION[purpose]
    return words.get(locale, words["fr"])


def methods_of(purpose: str, capture: str) -> Sequence[Method]:
    """The ways to pay that the page offers."""
    return METHODS[purpose if capture == "automatic" else "held"]


async def items_of(order: uuid.UUID, locale: str) -> list[CheckoutItem]:
    """A line of the page for each of an order of several: by how long it is for, and by nothing else. An order of
    one has none: the payment's description says it.
    """
    lines = await fetch(
        "select amount, period from money.order_lines where order_id = $1 order by commission_before, id",
        order,
    )
    words, otherwise = ITEMS.get(locale, ITEMS["fr"]), described("rental", locale)
    several = lines if len(lines) > 1 else []
    return [CheckoutItem(words.get(line["period"], otherwise), line["amount"]) for line in several]
