"""A period that was paid ahead falls with the one that it follows: one letter a side says that both are over."""

import uuid

from market.accounts.post import tell_brand
from market.base import names
from market.base.clock import market_date
from market.base.filters import money
from market.base.mail import Fact, Letter, Said, Topic
from market.base.settings import settings
from market.rentals.queries import RentalRow, locked
from market.rentals.renewal.queries import RenewalRow, next_of

TO_BRAND = Letter(
    "ended_with_next_brand",
    Topic.RENTALS,
    fr=(
        "Votre location de {handle} est finie, la période suivante aussi",
        """
Bonjour,

Votre location de {handle} a pris fin avant son terme. {reason} La période
suivante, que vous aviez payée d’avance, ne commence pas le {begins}.
{money}

Vos copies sont à effacer au plus tard le {delete_by}.
{link}
""",
    ),
    en=(
        "Your rental of {handle} is over, and so is the next period",
        """
Hello,

Your rental of {handle} ended before its last day. {reason} The next period,
which you had paid ahead, does not begin on {begins}. {money}

Your copies are to be erased by {delete_by}.
{link}
""",
    ),
)

TO_HOLDER = Letter(
    "ended_with_next",
    Topic.RENTALS,
    fr=(
        "Fin de la location par {brand}",
        """
Bonjour,

{brand} ne loue plus l’un de vos moi : l’accès et le contact ont cessé. {reason}
La période suivante, payée d’avance, ne commence pas le {begins} : {refund}
repartent en entier vers {brand}.

{brand} doit effacer ses copies au plus tard le {delete_by}, et le signer.
{link}
""",
    ),
    en=(
        "The rental by {brand} is over",
        """
Hello,

{brand} no longer rents one of your personas: access and contact have ended.
{reason} The next period, which was paid ahead, does not begin on {begins}:
{refund} goes back to {brand} in full.

{brand} must erase its copies by {delete_by}, and sign for it.
{link}
""",
    ),
)

_STOPPED = Said("Moi l’a arrêtée.", "Moi stopped it.")
_BRAND_READS = {
    "switched_off": Said("La personne a coupé.", "The person switched off."),
    "ended_by_brand": Said("Vous l’avez arrêtée.", "You ended it."),
}
_HOLDER_READS = {
    "switched_off": Said("Vous avez coupé.", "You switched off."),
    "ended_by_brand": Said("La marque l’a arrêtée.", "The brand ended it."),
}
_BANK = Said(
    "Votre banque a repris ce qui avait été payé pour elle.", "Your bank took back what was paid for it."
)
_ABSENT = Said(
    "Moi l’a arrêtée, car vous n’avez pas ouvert votre compte depuis longtemps.",
    "Moi stopped it, because your account was not opened for long.",
)


async def paid_ahead_of(rental: uuid.UUID) -> RentalRow | None:
    """The period that was paid to follow this rental and has ended before it began; the caller holds the rental."""
    found = await next_of(rental)
    row = await locked(found) if found else None
    return row if row is not None and row.starts_at is not None and row.never_began else None


async def tell_brand_of(row: RentalRow, renewal: RenewalRow) -> None:
    """Write to the brand that `row` is over, why, that what it had paid ahead does not begin, and what goes back."""
    coming = await paid_ahead_of(row.id)
    if coming is None or coming.starts_at is None or row.delete_by is None:
        return
    lost = renewal.because == "payment_lost"
    reason = _BANK if lost else _BRAND_READS.get(row.end_reason or "", _STOPPED)
    await tell_brand(
        row.brand,
        TO_BRAND,
        handle=names.handle(names.name("persona", row.persona, names.for_brand(row.brand))),
        reason=reason,
        begins=market_date(coming.starts_at),
        # What was not used of a payment that a bank took back is the bank's to return, and is.
        money=_going_back(coming.refunded or 0, 0 if lost else row.refunded or 0),
        delete_by=row.delete_by,
        link=f"{settings().url}/rentals/{coming.agreement}",
    )


async def holders_letter(row: RentalRow, *, absent: bool) -> tuple[Letter, dict[str, Fact]] | None:
    """What its holder is told where the next period fell with this one; None where there was none to fall.

    `absent`: the rental was stopped for the holder's absence. Nothing is said of a bank.
    """
    coming = await paid_ahead_of(row.id)
    if coming is None or coming.starts_at is None or coming.ended_at is None or row.ended_at is None:
        return None
    if coming.ended_at < row.ended_at:  # taken back before, and told then
        return None
    reason = _ABSENT if absent else _HOLDER_READS.get(row.end_reason or "", _STOPPED)
    refund = coming.refunded or 0
    return TO_HOLDER, {
        "reason": reason,
        "begins": market_date(coming.starts_at),
        "refund": Said(money(refund, "fr", exact=True), money(refund, "en", exact=True)),
    }


def _going_back(whole: int, days: int) -> Said:
    """In minor units: the price of the period that does not begin, and what was not used of the one that ran."""
    if not days:
        return Said(
            f"{money(whole, 'fr', exact=True)} vous reviennent en entier.",
            f"{money(whole, 'en', exact=True)} comes back to you in full.",
        )
    return Said(
        f"{money(whole, 'fr', exact=True)} vous reviennent en entier, et {money(days, 'fr', exact=True)} pour les jours"
        " non utilisés.",
        f"{money(whole, 'en', exact=True)} comes back to you in full, and {money(days, 'en', exact=True)} for the days"
        " not used.",
    )
