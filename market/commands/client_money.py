"""`moi client-money`: whether this market holds clients' money, and the deliberate change of that."""

from typing import TYPE_CHECKING

import typer

from market.base.settings import settings
from market.commands.beginning import stop
from market.commands.common import AWAY, USAGE, address_of, console, euros, run, summary

if TYPE_CHECKING:
    from market.money.clientmoney.keeping import Kept


def client_money(
    change: bool = typer.Option(False, "--change", help="From now on as MOI_HOLDS_CLIENT_MONEY says."),
    leave: bool = typer.Option(
        False, "--leave", help="Even if money is left in clients' money, where it pays nobody."
    ),
) -> None:
    """Say whether this market holds clients' money, and since when.

    With --change it is from now on as MOI_HOLDS_CLIENT_MONEY says: what Stripe pays the bank is booked in the other
    account from this moment; what was booked stays where it is. Restart web and worker then: those that run offer
    what they were started with. Where Stripe is to pay holders from now on, what lies in clients' money is added to the
    balance at Stripe before, as long as it is held: while some is left it is refused, unless --leave says that it is
    meant, because a file that the bank was sent still needs it. Stripe is asked first what it has paid our bank.

    Exits 0 when told or changed, 1 when refused, 2 when the command is written wrong, 75 when the database or Stripe
    is away.
    """
    from market.doctor import in_payouts
    from market.money.clientmoney import keeping

    config = settings()
    if leave and not change:
        stop("--leave says something of --change alone.", code=USAGE)
    if change:
        if wrong := in_payouts(config):
            stop(*wrong)
        left = 0 if config.holds_client_money or leave else run(_lying)
        if left:
            stop(
                f"{euros(left)} lie in clients' money, where they pay nobody when Stripe pays holders. Add them to the"
                " balance at Stripe, run “moi reconcile”, and change it then; --leave changes it all the same."
            )
        changed = run(lambda: keeping.change(config.holds_client_money))
        console.print("Changed. Restart web and worker with it." if changed else "It is so already.")
    summary(
        "Clients' money",
        [_row(it) for it in run(keeping.all_kept)] or [("nothing", "kept at the first start")],
    )


async def _lying() -> int:
    """What lies in clients' money once all that Stripe has paid our bank is booked: what it sent, and nobody heard
    of, would be booked there when it pays nobody any more.
    """
    from market.money.clientmoney import keeping
    from market.money.desk import desk
    from market.money.reconciliation.actions import reconcile
    from market.money.reconciliation.rules import Scope
    from market.wiring import connect_rooms

    here = settings().model_copy(update={"database_url": address_of(settings())})
    sandbox = connect_rooms(here)
    try:
        heard = await reconcile(Scope.HOURLY)
        await desk().gateway.close()
    finally:
        if sandbox:
            await sandbox.close()
    if heard.outcome != "done":
        stop("Stripe did not answer, so what it has paid our bank is not known. Try again.", code=AWAY)
    return await keeping.lying()


def _row(kept: "Kept") -> tuple[str, str]:
    return f"since {kept.since:%Y-%m-%d %H:%M} UTC", "held" if kept.held else "not held"
