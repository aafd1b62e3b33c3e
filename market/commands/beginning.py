"""What a command looks at before it begins: its options, the database's address, a configuration that is sound."""

import asyncio
import os
from typing import NoReturn

import typer

from market.base.process import SUPERVISED
from market.base.settings import Settings, SettingsWrong, settings
from market.commands.common import AWAY, REFUSED, problems


def given(**options: int | None) -> Settings:
    """The settings with the command line's options, which win; our own children see the same."""
    os.environ.update({name: str(value) for name, value in options.items() if value is not None})
    settings.cache_clear()
    return settings()


def addresses(config: Settings) -> dict[str, str]:
    """The databases that are named, by the setting that names them."""
    named = {"DATABASE_URL": config.database_url, "MIGRATION_DATABASE_URL": config.migration_database_url}
    return {name: address for name, address in named.items() if address}


def reach(name: str, address: str) -> None:
    """End the command where this database does not answer, or refuses."""
    from market.base.soundness import AwayNow
    from market.doctor import unreached

    if finding := asyncio.run(unreached(name, address)):
        stop(finding, code=AWAY if isinstance(finding, AwayNow) else REFUSED)


def refuse_unsound() -> None:
    """Nothing starts while what is given does not fit; under `moi up` the supervisor has looked."""
    if SUPERVISED in os.environ and settings().local:
        return
    from market.doctor import (
        refuse_unsound as refuse,
    )  # takes longer to import than all the rest of a command

    try:
        asyncio.run(refuse(settings()))
    except SettingsWrong as wrong:
        stop(*wrong.facts["findings"], code=AWAY if wrong.facts.get("passing") else REFUSED)


def stop(*sentences: object, code: int = REFUSED) -> NoReturn:
    """Say why not, and end the command with its code."""
    for sentence in sentences:
        problems.print(str(sentence), markup=False, soft_wrap=True)
    raise typer.Exit(code)
