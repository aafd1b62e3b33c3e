"""Which handler answers which event, job and sweep: the only place where strange rooms meet."""

from collections.abc import Mapping

from market.base import mail
from market.base.jobs import Handler

JOBS: Mapping[str, Handler] = {mail.JOB: mail.send}
