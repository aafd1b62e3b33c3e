"""Traits that the demo's holder has had checked: one is verified, one waits for the operator."""

import contextlib

from market.base.database import fetch_value
from market.operators.actions.checks import verify_trait
from market.operators.actions.decisions import Reason
from market.personas.checks import actions as checks
from market.personas.checks.rules import CHECKABLE, NothingToCheck
from market.personas.queries import of_holder
from seeds.stage import Stage


async def have_traits_checked(stage: Stage) -> None:
    """Of the first persona that says so much: years of birth are verified, the region waits."""
    holder = stage.holders[0]
    assert holder.person is not None
    for row in await of_holder(holder.person):
        if row.state != "listed":
            continue
        with contextlib.suppress(NothingToCheck):
            for claim in CHECKABLE:
                await checks.ask(holder, row.id, claim)
            waiting = await fetch_value(
                "select id from personas.checks where persona = $1 and claim = $2", row.id, CHECKABLE[0]
            )
            await verify_trait(stage.operator, waiting, Reason("document-seen"))
            return
