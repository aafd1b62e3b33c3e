"""The API's shapes for disputes at the desk. Amounts are minor units; names are the desk's own."""

from datetime import date

from pydantic import Field

from market.operators.schemas import Shape


class AnswerShape(Shape):
    """The operator's own words beside what our record says; they name nobody."""

    note: str = Field(default="", max_length=2000)


class BorneOut(Shape):
    """Who bears a lost dispute: what nobody earned, our commission, and the brand, which owes, has repaid or was
    given up; `given_back` is what became its balance when the bank gave the money back after all.
    """

    escrow: int
    commission: int
    receivable: int
    written_off: int
    repaid: int
    given_back: int


class DisputeOut(Shape):
    """A dispute. `due_on` is the last day for evidence, `fee` what Stripe keeps for it. By `method` sepa_debit it is a
    return: the bank took the debit back, and takes no answer.
    """

    id: str
    brand: str
    method: str
    amount: int
    currency: str
    reason: str
    status: str
    due_on: date | None
    answered: bool
    withdrawn: int
    reinstated: int
    fee: int
    borne: BorneOut
    opened_on: date
    closed_on: date | None


class DisputeFileOut(DisputeOut):
    """A dispute with what would be sent as evidence now, by Stripe's names of it."""

    evidence: dict[str, str]


class WrittenOffOut(Shape):
    """How much was given up."""

    amount: int
