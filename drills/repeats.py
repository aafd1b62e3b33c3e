"""Products that an event breaks when it comes twice: the controls of `drills.lifecycles`."""

from dataclasses import replace
from typing import Any

from market.money import booking, refund_booking, refunds
from market.money.bankcards import actions as bankcards
from market.money.disputes import booking as disputes


class Again:
    """Whether the event that is dealt with has come before: by that alone the broken products below are broken."""

    now = False


def forgetful() -> None:
    """Two walls taken away before what comes twice: a row may move again, and a posting may be made again."""
    import itertools

    move, post, numbers = booking.move, booking.post, itertools.count()

    async def moves_again(machine: Any, row: Any, event: str, actor: Any, **columns: Any) -> bool:
        return await move(machine, row, event, actor, **columns) or Again.now

    async def posts_again(kind: Any, source: Any, key: str, *posting: Any, **more: Any) -> Any:
        fresh = f"{key}:{next(numbers)}" if Again.now else key
        return await post(kind, source, fresh, *posting, **more)

    for room in (booking, refunds, refund_booking):
        room.move, room.post = moves_again, posts_again  # type: ignore[attr-defined]
    disputes.post = posts_again  # type: ignore[assignment]


def forgets_what_a_bank_took() -> None:
    """The money of a dispute moves once more when Stripe tells of it once more."""
    forgetful()
    ask = disputes.fetch

    async def asked(sql: str, *arguments: Any) -> Any:
        for column in ("withdrawn", "reinstated") if Again.now else ():
            sql = sql.replace(f" and {column} = 0", "")
        return await ask(sql, *arguments)

    disputes.fetch = asked  # type: ignore[assignment]


def gives_a_card_up() -> None:
    """A card that Stripe speaks of once more is taken for one that is gone."""
    apply = bankcards.apply_card

    async def applied(state: Any) -> bool:
        return await apply(replace(state, customer=None) if Again.now else state)

    bankcards.apply_card = applied
