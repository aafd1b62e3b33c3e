"""Which handler answers which event, job and sweep: the only place where strange rooms meet."""

from collections.abc import Mapping

from market.accounts import sweep as accounts
from market.base import events, mail
from market.base.jobs import Handler
from market.base.settings import Settings
from market.base.sweeps import Sweep
from market.catalogue import jobs as catalogue
from market.catalogue import people
from market.money import events as money_events
from market.money import jobs as money
from market.personas import actions as personas
from market.relations import jobs as relations
from market.rentals import jobs as rentals
from market.rentals.actions import activate
from market.rentals.actions.rent import RentalRequested

JOBS: Mapping[str, Handler] = {
    mail.JOB: mail.send,
    catalogue.JOB: catalogue.compute,
    **money.JOBS,
    **rentals.JOBS,
    **relations.JOBS,
}

SWEEPS: tuple[Sweep, ...] = (
    Sweep("accounts.forget", 3600, accounts.forget_the_old),
    Sweep("catalogue.new_day", 60, catalogue.new_day),
    *(Sweep(name, 60, run) for name, run in money.SWEEPS.items()),
    *rentals.SWEEPS,
)


def connect(config: Settings) -> None:
    """Connect the rooms' events; connecting twice changes nothing."""
    events.on(money_events.OrderPaid, activate.on_order_paid)
    events.on(money_events.OrderFailed, activate.on_order_failed)
    events.on(RentalRequested, people.refuse_unlisted)
    if config.local:
        # Elsewhere the classes are computed once a day, so that a change shows nobody's time.
        events.on(personas.PersonasChanged, personas.classes_due)
