"""What rewards post: one ledger transaction for each step."""

import uuid

from contracts.price import Money
from market.base.ids import new_id
from market.money.chart import (
    Account,
    Kind,
    Movement,
    brand_credit,
    budget,
    charity,
    credit,
    debit,
    holder,
    own,
)
from market.money.ledger import Source, post
from market.money.settlement.earnings import keep_earning


async def fund(id: uuid.UUID, brand: bytes, amount: int) -> None:
    """It leaves the balance for the budget. Raises InsufficientFunds."""
    why = Movement.BUDGET_FUNDED
    entries = [debit(brand_credit(brand), amount), credit(budget(id), amount)]
    await post(why, Source("reward_budget", id), f"{why}:{id}", entries)


async def give_back(id: uuid.UUID, brand: bytes, amount: int, number: int) -> None:
    """What is free of a budget is in the balance again, for the `number`th time."""
    why = Movement.BUDGET_RETURNED
    entries = [debit(budget(id), amount), credit(brand_credit(brand), amount)]
    await post(why, Source("reward_budget", id), f"{why}:{id}:{number}", entries)


async def pay(id: uuid.UUID, of: uuid.UUID, to: bytes, rental: uuid.UUID, amount: Money) -> None:
    """The person earns it, whole, and it is on hold as what a rental that a balance paid brings."""
    why, posted = Movement.REWARD_PAID, new_id()
    entries = [debit(budget(of), amount.amount), credit(holder(Kind.HOLDER_PENDING, to), amount.amount)]
    await post(why, Source("reward", id), f"{why}:{id}", entries, id=posted)
    await keep_earning(to, rental, amount, posted, "balance")


async def give(id: uuid.UUID, of: uuid.UUID, to: uuid.UUID, amount: int) -> None:
    """A charity is owed it."""
    await _post(Movement.GIFT_GIVEN, Source("reward", id), amount, budget(of), charity(to))


async def pay_charity(id: uuid.UUID, to: uuid.UUID, amount: int) -> None:
    """The bank has paid a charity."""
    await _post(
        Movement.GIFT_PAID, Source("charity_payment", id), amount, charity(to), own(Kind.BANK_CLIENT_FUNDS)
    )


async def take_back(id: uuid.UUID, to: uuid.UUID, amount: int) -> None:
    """The bank gave it back."""
    bank = own(Kind.BANK_CLIENT_FUNDS)
    await _post(Movement.GIFT_CAME_BACK, Source("charity_payment", id), amount, bank, charity(to))


async def _post(why: Movement, source: Source, amount: int, debited: Account, credited: Account) -> None:
    entries = [debit(debited, amount), credit(credited, amount)]
    await post(why, source, f"{why}:{source.id}", entries)
