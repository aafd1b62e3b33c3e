"""The letters of a dispute: to the brand's owners where it touches them, to the operators always."""

import uuid

import structlog

from market.accounts.post import tell
from market.accounts.queries import members
from market.base import filters, names, vault
from market.base.access import Role
from market.base.clock import market_date
from market.base.database import Record, fetch, fetch_row, transaction
from market.base.errors import NotFound
from market.base.i18n import LANGUAGES
from market.base.mail import Letter, Said
from market.base.settings import settings
from market.money.chart import Movement
from market.money.credit import letters as credit
from market.money.debts import past_us_by
from market.money.disputes import letters
from market.money.disputes.words import STATUS

ROOM = "money"
DESK = "/operator/disputes"
KIND = "dispute"
"""The kind of a dispute's outward name."""
TO_BRAND = {
    "needs_response": letters.OPENED,
    "won": letters.WON,
    "lost": letters.LOST,
    "lost_in_part": letters.LOST_IN_PART,
    "restored": letters.RESTORED,
}
PAGES = {"lost": "/balance", "lost_in_part": "/balance", "restored": "/balance"}
SILENT = ("under_review", "inquiry_review")
"""Our own answer led here: nobody is told."""

log = structlog.get_logger()


async def notice(dispute: str, status: str) -> None:
    """The job: tell those concerned that a dispute has come to `status`."""
    row = await fetch_row(
        "select d.*, o.brand, o.purpose, p.method, p.refunded from money.disputes d"
        " join money.payments p on p.id = d.payment_id join money.orders o on o.id = p.order_id where d.id = $1",
        uuid.UUID(dispute),
    )
    if row is None or status in SILENT:
        return
    async with transaction():
        await _tell_operators(row, status)
        if status in TO_BRAND:
            returned = status == "lost" and row["method"] == "sepa_debit"
            letter = letters.DEBIT_RETURNED if returned else TO_BRAND[status]
            back = status in ("lost_in_part", "restored")
            await tell_owners(row["brand"], letter, PAGES.get(status, "/rentals"), **_facts(row, back=back))


def _facts(row: Record, *, back: bool) -> dict[str, Said]:
    """`back`: the letter is about what a bank gave back."""
    owed = row["from_receivable"] - row["written_off"] - row["repaid"]
    bought = letters.RENTALS if row["purpose"] == "rental" else letters.BALANCE
    for_rentals = letters.EARNED_AND_BACK if row["refunded"] else letters.EARNED
    return {
        "meanwhile": bought.meanwhile,
        "again": bought.again,
        "over": bought.over,
        "of": for_rentals if bought is letters.RENTALS else letters.SPENT,
        "amount": sum_of(row["reinstated"] if back else row["amount"]),
        "owed": sum_of(owed),
        "credit": sum_of(row["given_back"]),
        "why": letters.RETURNED.get(row["reason"], letters.UNSAID),
        "todo": letters.PAY_IT if owed else letters.NOTHING_TO_PAY,
    }


# `twice`: what a refund past us took of the brand's credit, because a refund of ours had become that.
_REFUNDED = """
select r.origin, r.status, r.amount - r.redirected as amount, o.brand, o.purpose, coalesce((select -e.amount
    from money.ledger_transactions t join money.ledger_entries e on e.transaction_id = t.id and e.kind = 'brand:credit'
    where t.source_type = 'external_refund' and t.source_id = r.id and t.kind = $2), 0) as twice
  from money.refunds r join money.payments p on p.id = r.payment_id join money.orders o on o.id = p.order_id
  where r.id = $1
"""


async def refund_notice(refund: str) -> None:
    """The job: tell a brand's owners that a refund came back and is their credit, that it is not because they had it
    past us, or that what they had put in went back past us. The desk has a finding.
    """
    row = await fetch_row(_REFUNDED, uuid.UUID(refund), Movement.REFUND_EXTERNAL)
    if row is None:
        return
    amount = sum_of(row["amount"])
    async with transaction():
        # Else a dispute has it meanwhile, and tells of itself.
        if row["status"] in ("failed", "canceled") and row["amount"]:
            await tell_owners(row["brand"], credit.REFUND_FAILED, "/rentals", amount=amount)
        elif (row["origin"], row["status"]) == ("external", "succeeded") and row["purpose"] != "rental":
            owed = await past_us_by(row["brand"])
            todo = letters.PAY_IT if owed else letters.NOTHING_TO_PAY
            facts = {"amount": amount, "owed": sum_of(owed), "todo": todo}
            await tell_owners(row["brand"], credit.GIVEN_BACK_PAST_US, "/balance", **facts)
        elif row["twice"]:
            await tell_owners(row["brand"], credit.HAD_TWICE, "/balance", amount=sum_of(row["twice"]))


async def _tell_operators(row: Record, status: str) -> None:
    name = names.name(KIND, row["id"], names.for_operators())
    due = market_date(row["due_by"]) if row["due_by"] and status in ("inquiry", "needs_response") else "–"
    for it in await fetch("select id from accounts.people where operator order by id"):
        await _tell(
            it["id"],
            letters.DESK,
            amount=sum_of(row["amount"]),
            status=STATUS[status],
            due=due,
            link=f"{settings().url}{DESK}/{name}",
        )


async def tell_owners(brand: bytes, letter: Letter, path: str, **facts: Said) -> None:
    """Write to the owners of a brand (a tag of this room), inside the open transaction."""
    try:
        company = vault.person_of(ROOM, brand)
    except NotFound:  # a tag under keys that are gone
        log.info("disputes.notice_unread", kind=letter.kind)
        return
    for member in await members(company):
        if member.role is Role.OWNER and member.joined_at is not None:
            await _tell(member.person, letter, link=settings().url + path, **facts)


async def _tell(person: uuid.UUID, letter: Letter, **facts: object) -> None:
    try:
        await tell(person, letter, **facts)  # type: ignore[arg-type]
    except NotFound:
        log.info("disputes.notice_unread", kind=letter.kind)


def sum_of(amount: int) -> Said:
    """An amount (minor units of EUR) in words of each language."""
    return Said(**{language: filters.money(amount, language, exact=True) for language in LANGUAGES})
