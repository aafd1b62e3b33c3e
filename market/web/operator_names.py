"""What the operators' desk calls things: names for that audience alone."""

import uuid
from dataclasses import dataclass

from market.base import names
from market.base.errors import NotFound
from market.money.chart import OF_A_RENTAL, Account, Kind, NoSuchAccount

BRAND, PERSONA, REPORT = "brand", "persona", "report"
BATCH, PAYOUT, DISPUTE = "batch", "payout", "dispute"
FINDING, JOB, EVENT = "finding", "job", "event"
OWN_TRANSFER, BANK_RETURN = "own-transfer", "bank-return"
CHARITY, CHARITY_PAYMENT = "charity", "charity-payment"
ACCOUNT, TRANSACTION, ENTRY, ROW = "account", "transaction", "entry", "row"
BIGGEST = 2**63


def outward(kind: str, inner: uuid.UUID) -> str:
    """The desk's name of a thing with an id."""
    return names.name(kind, inner, names.for_operators())


def inner(kind: str, name: str) -> uuid.UUID:
    """The id behind a name of the desk's; raises NotFound."""
    return names.inner_id(kind, name, names.for_operators())


def outward_number(kind: str, number: int) -> str:
    """The desk's name of a thing that has a number."""
    return outward(kind, uuid.UUID(int=number))


def inner_number(kind: str, name: str) -> int:
    """The number behind such a name; raises NotFound."""
    number = inner(kind, name).int
    if number >= BIGGEST:
        raise NotFound()
    return number


def account_name(account: Account) -> str:
    """The desk's name of a ledger account."""
    return names.sealed(
        ACCOUNT, f"{account.kind} {account.currency} ".encode() + account.subject, names.for_operators()
    )


def account_of(name: str) -> Account:
    """The account behind a name; raises NotFound."""
    kind, currency, subject = names.opened(ACCOUNT, name, names.for_operators()).split(b" ", 2)
    try:
        return Account(Kind(kind.decode()), subject, currency.decode())
    except (NoSuchAccount, ValueError) as error:
        raise NotFound() from error


@dataclass(frozen=True)
class Somebody:
    """Whom or what an account stands for: `of` is holder, brand or rental; `label` says nothing of who it is."""

    of: str
    label: str


def somebody(of: str, subject: bytes) -> Somebody:
    """A holder's, brand's or rental's short label: the same on all the desk's pages, and nowhere else."""
    return Somebody(of, names.handle(names.sealed(of, subject, names.for_operators())))


def stands_for(account: Account) -> Somebody | None:
    """Whom an account stands for; None for the platform's own."""
    if not account.subject:
        return None
    if account.kind in OF_A_RENTAL:
        return somebody("rental", account.subject)
    return somebody(
        {Kind.REWARD_BUDGET: "budget"}.get(account.kind, account.kind.split(":")[0]), account.subject
    )
