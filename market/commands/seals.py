"""`moi seals`: everything that was ever sealed, verified again."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from market.commands.common import REFUSED, console, problems, run

if TYPE_CHECKING:
    from contracts.heads import DayHead
    from market.rentals.sealing.check import Broken


KEPT = typer.Option(None, help="Daily heads that were kept elsewhere: a file of /.well-known/moi-heads.")


def seals(heads: Path | None = KEPT) -> None:
    """Verify every head, its tree, the audit trail under it and every record that was sealed.

    With --heads also that the past is the one that was published then. It takes a few milliseconds for each entry.

    Exits 0 when all is as it was sealed, 1 when something is not, 2 when the command is written wrong, 75 when the
    database is away.
    """
    data = _bytes(heads) if heads else b""
    found = run(lambda: _broken(data))
    for it in found:
        which = f", rental {it.rental}" if it.rental else ""
        problems.print(f"{it.day}{which}: {it.reason}")
    if found:
        raise typer.Exit(REFUSED)
    console.print("All is as it was sealed.")


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise typer.BadParameter(f"{path}: {error.strerror}", param_hint="--heads") from error


async def _broken(data: bytes) -> "list[Broken]":
    from market.rentals.sealing.check import broken

    kept = await _kept(data) if data else ()
    return [it async for it in broken(kept)]


async def _kept(data: bytes) -> "Sequence[DayHead]":
    from contracts.documents import HeadsDocument, read
    from contracts.verifier import verify
    from contracts.verifier.report import Given
    from market.base import signing

    report = verify(data, Given(datetime.now(UTC), await signing.key_set("record")))
    document = read(data) if report.refusal is None else None
    if not isinstance(document, HeadsDocument):
        reason = type(report.refusal).__name__ if report.refusal else "no heads"
        raise typer.BadParameter(f"these are no heads of this market ({reason})", param_hint="--heads")
    return document.heads
