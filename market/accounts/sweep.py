"""What has no use any more is forgotten: ended sessions, old codes and counts, sign-ups nobody confirmed."""

from market.base import audit, vault
from market.base.database import fetch, fetch_value, transaction
from market.base.ids import new_id

_FORGET = (
    "delete from accounts.sessions where expires_at <= base.now()",
    "delete from accounts.one_time_codes where expires_at <= base.now() - interval '1 day'",
    "delete from accounts.attempts where since <= base.now() - interval '1 day'",
    "delete from accounts.notifications where created_at <= base.now() - interval '180 days'",
)
# A sign-up that nobody confirmed: no password, and no code left by which one could come.
_UNCONFIRMED = """
select p.id from accounts.people p
where p.password_hash is null and p.email_verified_at is null
  and p.created_at <= base.now() - interval '1 day'
  and not exists (select 1 from accounts.one_time_codes c where c.person = p.id)
order by p.id limit 500 for update skip locked
"""


async def forget_the_old() -> int:
    """The sweep. Returns how many unconfirmed people were forgotten, their keys with them."""
    async with transaction():
        for statement in _FORGET:
            await fetch(statement)
        people = [row["id"] for row in await fetch(_UNCONFIRMED)]
        for person in people:
            await vault.destroy_key(person)
        await fetch("delete from accounts.people where id = any($1)", people)
        brands = await fetch_value(
            "with gone as (delete from accounts.brands b where b.state = 'applied'"
            " and b.created_at <= base.now() - interval '10 days' and not exists"
            " (select 1 from accounts.memberships m where m.brand = b.id)"
            # Keys of machines are kept, and their brand with them: what hangs on it must not stop the others' sweep.
            " and not exists (select 1 from accounts.api_keys k where k.brand = b.id) returning 1)"
            " select count(*) from gone"
        )
        if people or brands:
            await audit.record(
                audit.CLOCK, "accounts.swept", "sweep", new_id(), people=len(people), brands=brands
            )
    return len(people)
