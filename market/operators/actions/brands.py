"""An operator approves, refuses or stops a brand."""

import uuid

from market.accounts.actions.brands import move_brand
from market.accounts.rules import Event
from market.base.access import Principal
from market.base.database import fetch, transaction
from market.operators.actions import decisions
from market.operators.actions.decisions import Reason, actor_of, operator_of
from market.operators.rules import Act
from market.rentals.actions.end import end_all


async def approve_brand(who: Principal, brand: uuid.UUID, reason: Reason) -> None:
    """The brand may pay from now on; a stopped one is reinstated.

    Raises NotFound, BrandNotMovable, BrandNumberTaken, ApplicationNotConfirmed, OwnBrand, ReasonUnknown,
    ReasonNeedsWords.
    """
    await _move(who, brand, Event.APPROVE, Act.APPROVE, reason)


async def refuse_brand(who: Principal, brand: uuid.UUID, reason: Reason) -> None:
    """The application is refused. Raises as `approve_brand`."""
    await _move(who, brand, Event.REFUSE, Act.REFUSE, reason)


async def _move(who: Principal, brand: uuid.UUID, event: Event, act: Act, reason: Reason) -> None:
    operator = operator_of(who)
    async with transaction():
        await move_brand(brand, event, by=operator)
        await decisions.write(operator, act, "brand", brand, reason)


async def stop_brand(who: Principal, brand: uuid.UUID, reason: Reason) -> int:
    """Take a brand from the market: its rentals end, unused days go back, its keys die, in one act.

    Its members keep their seats, which may read what was and do nothing more: so they are told what happened.

    The brand's row is locked first: a rental under way is either committed and ended here, or waits and finds
    the brand stopped. Returns how many rentals ended. Raises as `approve_brand`.
    """
    operator = operator_of(who)
    async with transaction():
        await move_brand(brand, Event.STOP, by=operator)
        await _end_access(brand)
        ended = await end_all("brand", brand, actor_of(operator))
        await decisions.write(operator, Act.STOP, "brand", brand, reason)
    return ended


async def _end_access(brand: uuid.UUID) -> None:
    # A brand that is approved again makes new keys: the old ones may be in the wrong hands.
    await fetch(
        "update accounts.api_keys set revoked_at = base.now() where brand = $1 and revoked_at is null", brand
    )
