"""Which handler answers which event, job and sweep: the only place where strange rooms meet."""

from collections.abc import Mapping

from market.accounts import sweep as accounts
from market.base import events, mail
from market.base.jobs import Handler
from market.base.settings import Settings
from market.base.sweeps import Sweep
from market.catalogue import jobs as catalogue
from market.personas import actions as personas

JOBS: Mapping[str, Handler] = {mail.JOB: mail.send, catalogue.JOB: catalogue.compute}

SWEEPS: tuple[Sweep, ...] = (
    Sweep("accounts.forget", 3600, accounts.forget_the_old),
    Sweep("catalogue.new_day", 60, catalogue.new_day),
)


def connect(config: Settings) -> None:
    """Connect the rooms' events; connecting twice changes nothing."""
    if config.local:
        # Elsewhere the classes are computed once a day, so that a change shows nobody's time.
        events.on(personas.PersonasChanged, personas.classes_due)
