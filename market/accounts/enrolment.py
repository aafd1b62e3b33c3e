"""The letter by which an operator sets up a second factor: a stolen password alone must not be able to."""

import uuid

from market.accounts import codes, factor, letters_factor
from market.accounts.codes import FACTOR
from market.accounts.post import tell
from market.accounts.secrets import factor_place
from market.base import vault
from market.base.database import fetch
from market.base.settings import settings


async def owes_setting_up(person: uuid.UUID) -> bool:
    """Whether this is an operator without a second factor in force."""
    return bool(
        await fetch(
            "select 1 from accounts.people p where p.id = $1 and p.operator and not exists"
            " (select 1 from accounts.second_factors f where f.person = p.id and f.confirmed_at is not null)",
            person,
        )
    )


async def write_letter(person: uuid.UUID) -> None:
    """Inside the transaction: a secret, not in force yet, and the letter whose link shows it.

    The secret stays the same until it is in force: who knows the password alone cannot change it under the
    operator's eyes, and does not see it without the mailbox.
    """
    key = await vault.data_key(person)
    await fetch(
        "insert into accounts.second_factors (person, sealed, created_at) values ($1, $2, base.now())"
        " on conflict (person) do nothing",
        person,
        key.seal(factor_place(person), {"secret": factor.new_secret()}),
    )
    code = await codes.issue(person, FACTOR, factor.LETTER_LIFE)
    await tell(
        person, letters_factor.SET_UP_FACTOR, link=f"{settings().url}/sign-in/factor/set-up?code={code}"
    )
