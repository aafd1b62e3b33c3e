"""Accounts' jobs and sweeps by name; `wiring` hands them to the worker."""

from collections.abc import Mapping

from market.accounts.actions import charter, vat_numbers
from market.accounts.sweep import forget_the_old
from market.base.jobs import Handler
from market.base.sweeps import Sweep

JOBS: Mapping[str, Handler] = {vat_numbers.JOB: vat_numbers.check_vat_number_job}

SWEEPS: tuple[Sweep, ...] = (
    Sweep("accounts.forget", 3600, forget_the_old),
    Sweep("accounts.charter", 3600, charter.tell_of_the_edition),
    Sweep("accounts.vat_numbers", 3600, vat_numbers.sweep_vat_numbers),
)
