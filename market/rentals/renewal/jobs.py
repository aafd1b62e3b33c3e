"""What the worker does for renewals: looks for what is due, and writes the letters."""

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta

import structlog

from market.accounts.post import tell_brand, tell_tagged
from market.base import names
from market.base.clock import market_date
from market.base.database import transaction
from market.base.errors import NotFound
from market.base.filters import money
from market.base.i18n import LANGUAGES
from market.base.jobs import Handler
from market.base.mail import Fact, Letter, Said
from market.base.settings import settings
from market.base.sweeps import Sweep
from market.money.debits import not_paid
from market.rentals.queries import ROOM, RentalRow, locked
from market.rentals.renewal import fallen, letters, reasons
from market.rentals.renewal.queries import RenewalRow, of_rental
from market.rentals.renewal.view import Shown, for_holder
from market.rentals.renewal.work import sweep_renewals

log = structlog.get_logger()

TO_BRAND: Mapping[str, Letter] = {
    "notice": letters.NOTICE_TO_BRAND,
    "renewed": letters.RENEWED_TO_BRAND,
    "declined": letters.DECLINED,
    "failed": letters.FAILED_TO_BRAND,
    "called_off": letters.FAILED_TO_BRAND,
}
TO_HOLDER: Mapping[str, Letter] = {
    "notice": letters.NOTICE_TO_HOLDER,
    "renewed": letters.RENEWED_TO_HOLDER,
    "failed": letters.FAILED_TO_HOLDER,
    "called_off": letters.FAILED_TO_HOLDER,
}


async def renewal_letter(rental: str, kind: str) -> None:
    """Tell both sides. Of a rental that ended before its time the holder has had a letter of its own."""
    async with transaction():
        row = await locked(uuid.UUID(rental))
        renewal = await of_rental(row.id)
        if renewal is None:
            return
        if row.phase == "Terminated":
            await fallen.tell_brand_of(row, renewal)
            return
        shown = await for_holder(row)
        if shown is None:
            return
        if kind == "declined" and (renewal.state != "noticed" or renewal.failure is None):
            return  # paid meanwhile, or given up: another letter says so
        facts = _facts(row, renewal, shown, await _goes_back(renewal))
        await _tell_brand(row, renewal, kind, facts)
        if kind in TO_HOLDER:
            await _tell_holder(row, renewal, kind, facts)


async def _goes_back(renewal: RenewalRow) -> bool:
    """Whether what follows was paid, or may be, and is not to be."""
    if renewal.next is None:
        return False
    return renewal.state == "called_off" or bool((await locked(renewal.next)).refunded)


def _facts(row: RentalRow, renewal: RenewalRow, shown: Shown, paid: bool) -> dict[str, Fact]:
    name = names.name("persona", row.persona, names.for_brand(row.brand))
    return {
        "brand": row.document["second_party"]["name"],
        "handle": names.handle(name),
        "begins": market_date(shown.begins_at),
        "ends": market_date(shown.ends_at - timedelta(microseconds=1)),
        "charge": market_date(_first_charge(shown)),
        "price": _amount(shown.price),
        "share": _amount(shown.holder_share),
        "means": reasons.MEANS[renewal.means],
        "payer": reasons.payer(renewal.means, renewal.failure),
        "way": reasons.way_out(renewal.means, renewal.failure),
        "tries": reasons.ONE_TRY if renewal.means == "debit" else reasons.TRIES,
        "money": _money(renewal, paid),
    }


def _money(renewal: RenewalRow, paid: bool) -> Said:
    if renewal.because == "payment_lost":
        return reasons.NOTHING_MORE
    return reasons.ALL_BACK if paid else reasons.NOTHING_CHARGED


def _first_charge(shown: Shown) -> datetime:
    return shown.when.charges[0]


def _amount(cents: int) -> Said:
    return Said(**{language: money(cents, language) for language in LANGUAGES})


async def _tell_brand(row: RentalRow, renewal: RenewalRow, kind: str, facts: dict[str, Fact]) -> None:
    reason = reasons.reason_for_brand(renewal.because or "")
    if kind == "declined":
        reason = reasons.reason_of_refusal(renewal.failure or "")
    elif renewal.means == "debit" and renewal.because == "not_paid" and renewal.failure:
        reason = not_paid(renewal.failure).why
    link = f"{settings().url}/rentals/{row.agreement}#renewal"
    await tell_brand(row.brand, TO_BRAND[kind], **facts, reason=reason, link=link)


async def _tell_holder(row: RentalRow, renewal: RenewalRow, kind: str, facts: dict[str, Fact]) -> None:
    """The holder; an erased one is told nothing."""
    try:
        reason = reasons.reason_for_holder(renewal.because or "")
        link = f"{settings().url}/relations/{row.agreement}#renewal"
        await tell_tagged(ROOM, row.holder, TO_HOLDER[kind], **facts, reason=reason, link=link)
    except NotFound:
        log.info("renewals.letter_unread", kind=kind)


JOBS: Mapping[str, Handler] = {"rentals.renewal_letter": renewal_letter}
SWEEPS = (Sweep("rentals.renewals", 60, sweep_renewals),)
