"""`moi payouts`: what waits to go out, and the file for the bank."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from market.commands.common import (
    AWAY,
    DONE_BEFORE,
    REFUSED,
    console,
    euros,
    problems,
    run,
    show,
    summary,
)
from market.commands.places import beside, holds

if TYPE_CHECKING:
    import uuid
    from collections.abc import Callable

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
    batch: Annotated[
        str,
        typer.Option(help="Its name; without one, what was sent and never written, else what is approved."),
    ] = "",
) -> None:
    """Write the file (pain.001) of an approved batch for the bank. Exported again, it is the same file.

    The file stands in its place whole or not at all, and never over another one. What was cut off, the same command
    goes on with.

    Exits 0 when written, 1 when it is refused and nothing is written, 2 when the command is written wrong, 3 when no
    batch waits for it, 75 when the database is away or the file could not be written: the same command later will do.
    """
    if not output.parent.is_dir():
        problems.print(f"{output.parent} is no folder. Nothing was written.")
        raise typer.Exit(REFUSED)
    if os.path.lexists(output):
        _known(batch, output)
        return
    try:
        with beside(output) as put:
            sent, file = run(lambda: _export(batch))
            _written(output, put, file)
    except OSError as error:
        problems.print(f"{output}: {error.strerror}. Nothing was written.")
        raise typer.Exit(AWAY if isinstance(error, BlockingIOError) else REFUSED) from error
    run(lambda: _handed(sent))
    _told(output, file)


def _written(output: Path, put: "Callable[[bytes], None]", file: "File") -> None:
    try:
        put(file.content)
    except OSError as error:
        problems.print(
            f"{output}: {error.strerror}. The batch is sent and its file is not written: try again."
        )
        raise typer.Exit(AWAY) from error


def _known(batch: str, output: Path) -> None:
    """Something stands there: the file of a batch that was sent, where only the word of it got lost, or another."""
    found = run(lambda: _sent_as(batch, output))
    if found is None:
        problems.print(f"{output} exists already. Nothing was written.")
        raise typer.Exit(REFUSED)
    _told(output, found)


def _told(output: Path, file: "File") -> None:
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


async def _picked(name: str) -> "BatchRow":
    """The batch that is named; else one that was sent and whose file is with nobody, the oldest; else the approved one.

    Raises BatchNotFound, typer.Exit where none waits.
    """
    from market.money.payouts import queries
    from market.money.payouts.errors import BatchNotFound

    if name:
        return await queries.batch(_inner(name))
    waiting = [row for row in await queries.batches() if row.method == "sepa"]
    lost = [row for row in waiting if row.message_id is not None and row.handed_at is None]
    ready = [row for row in waiting if row.status == "approved"]
    if not lost and len(ready) > 1:
        problems.print(f"{len(ready)} batches are approved and not exported; name one with --batch.")
        raise BatchNotFound()
    if not lost and not ready:
        problems.print("No batch is approved and not exported. Nothing was written.")
        raise typer.Exit(DONE_BEFORE)
    return (lost or ready)[0]


async def _export(name: str) -> "tuple[uuid.UUID, File]":
    from market.base import audit
    from market.money.payouts.actions.export import export as export_batch

    picked = await _picked(name)
    return picked.id, await export_batch(audit.SYSTEM, picked.id)


async def _sent_as(name: str, output: Path) -> "File | None":
    """The file of a batch that was sent, if it is what stands at `output`; nothing is sent to find out."""
    from market.base import audit
    from market.money.payouts.actions.export import export as export_batch

    row = await _picked(name)
    if row.message_id is None:
        return None
    file = await export_batch(audit.SYSTEM, row.id)
    if not holds(output, file.content):
        return None
    await _handed(row.id)
    return file


async def _handed(batch: "uuid.UUID") -> None:
    from market.money.payouts.actions.export import handed

    await handed(batch)
