"""A bank asks the money of a running rental back: opened, answered, won, lost, and a withdrawal meanwhile."""

from datetime import timedelta

from drills import outside
from drills.flows.kinds import Facts, Flow, Stage, done_already
from drills.flows.rentals import RUNNING
from drills.town import Town, tag_of, wait
from market.base.database import fetch_value
from market.money.disputes.actions import accept, answer
from market.money.disputes.errors import DisputeActUnderWay, DisputeAnswered, DisputeClosed
from market.rentals.actions.end import withdraw
from market.rentals.errors import RentalAlreadyEnded


async def _paid(town: Town, facts: Facts) -> Facts:
    payment = await fetch_value("select id from money.payments where status = 'succeeded'")
    return facts | {"payment": payment, "operator": await town.operator()}


PAID = Stage("a rental of ten days whose payment is known", _paid, RUNNING)


async def _open(town: Town, facts: Facts) -> None:
    await outside.bank_asks_back(town, facts["payment"])
    await town.quiet()


async def _opened(town: Town, facts: Facts) -> Facts:
    await _open(town, facts)
    await wait(timedelta(days=2))
    return facts | {"dispute": await fetch_value("select id from money.disputes")}


OPENED = Stage("a bank has the money of a running rental", _opened, PAID)


async def _win(town: Town, facts: Facts) -> None:
    await outside.bank_decides(town, facts["payment"], "win")
    await town.quiet()


async def _lose(town: Town, facts: Facts) -> None:
    await outside.bank_decides(town, facts["payment"], "lose")
    await town.quiet()


async def _answer(town: Town, facts: Facts) -> None:
    """An operator's evidence convinces the bank."""
    operator, evidence = facts["operator"], {"uncategorized_text": "winning_evidence"}
    with done_already(DisputeActUnderWay, DisputeAnswered, DisputeClosed):
        await answer(operator.actor, tag_of(operator), facts["dispute"], evidence)
    await town.quiet()


async def _give_in(town: Town, facts: Facts) -> None:
    operator = facts["operator"]
    with done_already(DisputeActUnderWay, DisputeAnswered, DisputeClosed):
        await accept(operator.actor, tag_of(operator), facts["dispute"])
    await town.quiet()


async def _withdraw(town: Town, facts: Facts) -> None:
    with done_already(RentalAlreadyEnded):
        await withdraw(facts["holder"], facts["agreement"])
    await town.quiet()


async def _withdrawn(town: Town, facts: Facts) -> Facts:
    await _withdraw(town, facts)
    return facts


WITHDRAWN = Stage("switched off while a bank has its money", _withdrawn, OPENED)


async def _going_back(town: Town, facts: Facts) -> Facts:
    """The refund is decided and nobody has sent it when the bank asks for the whole."""
    await withdraw(facts["holder"], facts["agreement"])
    await outside.bank_asks_back(town, facts["payment"])
    return facts


GOING_BACK = Stage("a refund is about to be sent, and the bank asks for the whole", _going_back, PAID)


async def _both(town: Town, facts: Facts) -> None:
    """Stripe refuses the refund; what nobody earned waits, and goes back once the bank has decided for us."""
    await town.quiet()
    await outside.bank_decides(town, facts["payment"], "win")
    await town.quiet()


FLOWS = (
    Flow("dispute opened", PAID, _open),
    Flow("dispute won", OPENED, _win),
    Flow("dispute lost", OPENED, _lose),
    Flow("dispute answered", OPENED, _answer, calls=True),
    Flow("dispute given in", OPENED, _give_in, calls=True, lapses=True),
    Flow("withdraw while disputed", OPENED, _withdraw),
    Flow("withdrawn and won", WITHDRAWN, _win, calls=True),
    Flow("withdrawn and lost", WITHDRAWN, _lose),
    Flow("refund meets dispute", GOING_BACK, _both, calls=True, same=False, known=("failed-refund",)),
)
