"""`moi signing-keys`: the platform's public keys by purpose, and the deliberate turn of one."""

from typing import get_args

import typer

from market.base.signing import Purpose
from market.commands.common import console, run, summary


def signing_keys(
    turn: str = typer.Option(
        "", metavar="PURPOSE", help="record, status, credential or proof: sign with a new key."
    ),
) -> None:
    """List the keys that sign for the platform, the latest of each purpose last; that one signs now.

    With --turn the next generation signs from this moment, in every process; the keys before it stay published at
    /.well-known/moi-keys, so that what they signed is verified for ever; of proof and status, whose word is good for an
    hour, for an hour. Once a year, and after a leak.

    Exits 0 when told or turned, 2 when the command is written wrong, 75 when the database is away.
    """
    from market.base import signing

    if turn:
        if turn not in get_args(Purpose):
            raise typer.BadParameter("record, status, credential or proof", param_hint="--turn")
        purpose: Purpose = next(each for each in signing.PURPOSES if each == turn)
        key = run(lambda: signing.rotate(purpose))
        console.print(f"From now on {key.kid} signs for {turn}.")
    summary("Signing keys", [(each.purpose, each.key.kid) for each in run(signing.published)])
