"""An operator judges a report."""

import uuid

from market.base import vault
from market.base.access import Principal
from market.base.database import transaction
from market.operators.actions import decisions
from market.operators.actions.decisions import Reason, actor_of, operator_of
from market.operators.errors import OwnReport
from market.operators.rules import OUTCOMES, Act
from market.relations import queries
from market.relations.actions import report as reports


async def close_report(who: Principal, report: uuid.UUID, act: Act, reason: Reason) -> None:
    """Uphold or dismiss a report; what follows from it (a stop) is an act of its own.

    Raises ReportNotFound, ReportAlreadyClosed, OwnReport, ReasonUnknown, ReasonNeedsWords.
    """
    operator = operator_of(who)
    async with transaction():
        row = await queries.report(report)
        if row.author == vault.tag(queries.ROOM, operator):
            raise OwnReport()
        await reports.close(actor_of(operator), report, OUTCOMES[act])
        await decisions.write(operator, act, "report", report, reason)
