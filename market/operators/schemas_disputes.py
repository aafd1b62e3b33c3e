"""The API's shapes for disputes at the desk. Amounts are minor units; names are the desk's own."""

from datetime import date

from pydantic import Field

from market.operators.schemas import Shape


class AnswerShape(Shape):
    """The operator's own words beside what our record says; they name nobody."""

    note: str = Field(default="", max_length=2000)


class BorneOut(Shape):
    """Who bears a lost dispute: what nobody earned, our commission, and what the brand owes or was given up."""

    escrow: int
    commission: int
    receivable: int
    written_off: int


class DisputeOut(Shape):
    """A dispute. `due_on` is the last day for evidence, `fee` what Stripe keeps for it."""

    id: str
    brand: str
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
