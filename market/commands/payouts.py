"""`moi payouts`: what waits to go out, and the file for the bank."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from market.commands.common import REFUSED, console, euros, problems, run, show, summary

if TYPE_CHECKING:
    import uuid

    from market.money.payouts.actions.export import File
    from market.money.payouts.queries import BatchRow

commands = typer.Typer(no_args_is_help=True, help="What is paid out to holders.")


@commands.command("list")
def listing() -> None:
    """The batches that are not finished.

    Exits 0 when told, 2 when the command is written wrong, 75 when the database is away.
    """
    rows = run(_batches)
    if not rows:
        console.print("No batch waits.")
        return
    table = Table()
    for column in ("Batch", "Method", "State", "Approvals", "Payouts", "Amount"):
        table.add_column(column, justify="right" if column in ("Payouts", "Amount") else "left")
    for row in rows:
        given = f"{row.given} of {row.needed}" if row.needed else "none"
        table.add_row(_name(row), row.method, row.status, given, f"{row.payouts:,}", euros(row.amount))
    show(table)


@commands.command()
def export(
    output: Annotated[Path, typer.Option(help="Where to write the file, readable by you alone.")],
    batch: Annotated[str, typer.Option(help="Its name; without one, the batch that is approved.")] = "",
) -> None:
    """Write the file (pain.001) of an approved batch for the bank. Exported again, it is the same file.

    Exits 0 when written, 1 when it is refused and nothing is written, 2 when the command is written wrong, 75 when
    the database is away.
    """
    if output.exists():
        problems.print(f"{output} exists already. Nothing was written.")
        raise typer.Exit(REFUSED)
    if not output.parent.is_dir():
        problems.print(f"{output.parent} is no folder. Nothing was written.")
        raise typer.Exit(REFUSED)
    file = run(lambda: _export(batch))
    try:
        handle = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as target:
            target.write(file.content)
    except OSError as error:
        problems.print(f"{output}: {error.strerror}. The batch is sent: export it again elsewhere.")
        raise typer.Exit(REFUSED) from error
    rows = [("Message", file.name.removesuffix(".xml")), ("Payments", f"{file.transfers:,}")]
    again = "yes, the same file" if file.again else "no"
    summary(str(output), [*rows, ("Amount", euros(file.amount)), ("Exported before", again)])


def _name(row: "BatchRow") -> str:
    from market.base import names

    return names.name("batch", row.id, names.for_operators())


def _inner(name: str) -> "uuid.UUID":
    """The batch that is named; what names none was typed wrong."""
    from market.base import names
    from market.base.errors import NotFound

    try:
        return names.inner_id("batch", name, names.for_operators())
    except NotFound as unknown:
        raise typer.BadParameter("names no batch; see “moi payouts list”", param_hint="--batch") from unknown


async def _batches() -> "list[BatchRow]":
    from market.money.payouts import queries

    return await queries.batches()


async def _export(name: str) -> "File":
    from market.base import audit
    from market.money.payouts import queries
    from market.money.payouts.actions.export import export as export_batch
    from market.money.payouts.errors import BatchNotFound

    if name:
        return await export_batch(audit.SYSTEM, _inner(name))
    ready = [row for row in await queries.batches() if (row.method, row.status) == ("sepa", "approved")]
    if len(ready) != 1:
        problems.print(f"{len(ready)} batches are approved and not exported; name one with --batch.")
        raise BatchNotFound()
    return await export_batch(audit.SYSTEM, ready[0].id)
