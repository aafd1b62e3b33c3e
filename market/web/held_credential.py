"""A rental's credential as its brand's page shows it."""

from dataclasses import dataclass

from contracts.status_list import SUSPENDED
from market.accounts import queries as accounts
from market.base.access import Right, principal_of
from market.rentals.credentials.issue import current
from market.rentals.queries import OVER, RentalRow
from market.web.forms import Ask, may


@dataclass(frozen=True)
class Held:
    """A rental's credential: whether there is one, is it bound to the brand's current key, is it suspended; and
    whether the reader may register a key."""

    key: bool
    there: bool
    bound: bool
    suspended: bool
    may_manage: bool


async def held(request: Ask, row: RentalRow) -> Held | None:
    """None for what has not begun to be paid for, or is over."""
    if row.starts_at is None or row.phase in OVER:
        return None
    key, found = await accounts.current_signing_key(row.brand), await current(row.id)
    return Held(
        key=key is not None,
        there=found is not None,
        bound=key is not None and found is not None and found["kid"] == key.kid,
        suspended=found is not None and found["status"] == SUSPENDED,
        may_manage=may(principal_of(request), Right.MANAGE),
    )
