"""An operator closes a month's books."""

from market.base.access import Principal
from market.money.accounting import actions
from market.operators.actions.decisions import actor_of, operator_of


async def close_books(who: Principal, period: str) -> None:
    """Number what a settled month posted, for its accounting file.

    Raises NotYours, PeriodUnknown, PeriodNotOver, BeforeTheBooks, MonthNotSettled, EarlierBooksOpen, BooksClosed.
    """
    await actions.close_books(period, actor_of(operator_of(who)))
