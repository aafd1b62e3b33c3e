"""`moi settle`: close a month and request its payouts."""

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from market.commands.common import bar, console, euros, run, say, summary

if TYPE_CHECKING:
    from market.money.payouts.actions.request import Requested
    from market.money.settlement.actions import Settled


@dataclass(frozen=True)
class _Done:
    """What a run did; `settled` is None when the month was closed before and only payouts were left."""

    settled: "Settled | None"
    requested: "Requested"


def settle(
    period: Annotated[str, typer.Option(help="The month to close, as 2026-11.")],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would be posted; change nothing.")
    ] = False,
) -> None:
    """Close a month: post what was earned in it, and request what is ready to be paid out.

    Months are closed in their order. A dry run does all of it in one transaction, tells it, and takes it back:
    while it runs, rentals that end wait for it.

    Exits 0 when done, 3 when the month was closed before and nothing is left, 4 when it is not over or an earlier
    one is open, 2 when the command is written wrong, 1 when it is refused, 75 when the database is away.
    """
    _refuse_no_month(period)
    done = run(lambda: _rehearse(period) if dry_run else _settle(period))
    if done.settled is not None:
        would = "would be settled" if dry_run else "is settled"
        summary(f"{period} {would}", _settled(done.settled))
    would = "Payouts that would be requested" if dry_run else "Payouts requested"
    summary(would, _requested(done.requested))
    if dry_run:
        console.print("Nothing was changed.")


def _refuse_no_month(period: str) -> None:
    """Before a database is looked for: what is written wrong is so without one."""
    from market.base.errors import Refusal
    from market.money.settlement.rules import Month

    try:
        Month.named(period)
    except Refusal as refusal:
        raise typer.Exit(say(refusal)) from refusal


def _settled(it: "Settled") -> list[tuple[str, str]]:
    return [
        ("Rentals", f"{it.lines:,}"),
        ("Earned by holders", euros(it.holders)),
        ("Commission, without VAT", euros(it.revenue)),
        ("VAT in it", euros(it.vat)),
        ("Leaves escrow", euros(it.earned)),
    ]


def _requested(it: "Requested") -> list[tuple[str, str]]:
    return [
        ("Payouts", f"{it.payouts:,}"),
        ("Amount", euros(it.amount)),
        ("Holders asked where to pay", f"{it.asked:,}"),
    ]


class _TakenBack(Exception):
    """Ends the transaction of a dry run: nothing of it stays."""


async def _rehearse(period: str) -> _Done:
    """What the run would do, from the run itself: the same acts in one transaction that is rolled back."""
    from market.base.database import transaction

    done = None
    with suppress(_TakenBack):
        async with transaction():
            done = await _settle(period)
            raise _TakenBack
    assert done is not None
    return done


async def _settle(period: str) -> _Done:
    from market.base import audit
    from market.money.payouts.actions import request
    from market.money.settlement import actions
    from market.money.settlement.rules import PeriodClosed

    settled = None
    try:
        lines = (await actions.preview(period)).lines
        with bar("Settling", lines) as advance:
            settled = await actions.settle(period, audit.SYSTEM, advance)
    except PeriodClosed as closed:
        if not await request.is_left(period):
            raise
        console.print(f"{closed.facts['period']} was closed before; its payouts were not all requested.")
    await actions.release_due()
    payouts = (await request.preview(period)).payouts
    with bar("Requesting payouts", payouts) as advance:
        return _Done(settled, await request.request_month(period, audit.SYSTEM, advance))
