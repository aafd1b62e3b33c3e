"""The holder says that they redeemed a code, or takes that back: theirs alone to say, and of nobody else's record.

What is said stands in no record that the brand has a copy of, not even as an event that it cannot open: its length and
its days would tell. The brand reads it of a person only where they let it know; else in the figure of its campaign.
"""

import uuid
from dataclasses import replace

from market.base import audit
from market.base.access import Principal
from market.base.database import fetch, transaction
from market.base.errors import NotFound, Unauthenticated
from market.base.ids import new_id
from market.relations import queries, rules
from market.relations.actions.invite import KIND, named
from market.relations.errors import InvitationNotFound
from market.relations.queries import Redeemed, Sent
from market.relations.silence import queries as silences
from market.rentals import queries as rentals
from market.rentals.queries import RentalRow


async def say_redeemed(who: Principal, agreement: uuid.UUID, name: str, *, told: bool) -> Sent:
    """The code was redeemed; `told` lets this brand know that it was they. The same again changes nothing.

    Raises InvitationNotFound, RentalAlreadyEnded, RentalNotActive, RelationPaused, NoCodeToRedeem,
    InvitationNotBegun, InvitationOver.
    """
    return await _named(who, agreement, name, "told" if told else "said")


async def take_back(who: Principal, agreement: uuid.UUID, name: str) -> Sent:
    """It was not, or nobody need know. What was not said is taken back without a change. Raises as `say_redeemed`."""
    return await _named(who, agreement, name, None)


async def _named(who: Principal, agreement: uuid.UUID, name: str, now_said: Redeemed | None) -> Sent:
    """By the invitation's name; another's, none and rubbish are refused alike, InvitationNotFound."""
    try:
        return await _moved(who, agreement, named(agreement, name), now_said)
    except NotFound as error:
        raise InvitationNotFound() from error


async def _moved(
    who: Principal, agreement: uuid.UUID, invitation: uuid.UUID, now_said: Redeemed | None
) -> Sent:
    if who.person is None:
        raise Unauthenticated()
    async with transaction():
        row = await rentals.locked((await rentals.of_holder(who.person, agreement)).id)
        sent = await queries.one(row, invitation)
        queries.check_running(row)
        (await silences.of(row)).check_speaking()
        rules.check_redeemable(sent.content, row.now)
        if sent.redeemed == now_said:
            return sent
        await _write(row, invitation, now_said)
        act = "invitation.redeemed" if now_said else "invitation.redemption_taken_back"
        await audit.record(who.actor, act, KIND, invitation)
    return replace(sent, redeemed=now_said)


async def _write(row: RentalRow, invitation: uuid.UUID, now_said: Redeemed | None) -> None:
    await fetch(
        "update relations.redemptions set taken_back_at = $2 where invitation = $1 and taken_back_at is null",
        *(invitation, row.now),
    )
    if now_said is not None:
        await fetch(
            "insert into relations.redemptions (id, invitation, told, said_at) values ($1, $2, $3, $4)",
            *(new_id(), invitation, now_said == "told", row.now),
        )
