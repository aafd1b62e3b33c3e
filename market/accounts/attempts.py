"""How often something guessable may be tried: counted per account, in PostgreSQL, whatever address asks.

A network address is not counted: behind a proxy it is the proxy's, and a forwarded one is whatever the
sender wrote. Unknown accounts are counted alike, so that the limit tells nothing.
"""

from dataclasses import dataclass
from datetime import timedelta

from market.accounts.refusals import TooManyAttempts
from market.accounts.secrets import bucket
from market.base.database import fetch, fetch_row


@dataclass(frozen=True)
class Limit:
    """At most `times` within `window`."""

    purpose: str
    times: int
    window: timedelta


SIGN_IN = Limit("sign-in", 10, timedelta(minutes=15))
OWN_PASSWORD = Limit("own-password", 10, timedelta(minutes=15))
CONFIRM = Limit("confirm", 10, timedelta(minutes=15))
FACTOR = Limit("factor", 5, timedelta(minutes=15))  # with three codes good at a time: a guess in 700 years
FACTOR_MAIL = Limit("factor-mail", 5, timedelta(hours=1))
MAIL = Limit("mail", 5, timedelta(hours=1))  # letters that strangers can make us send to one address

_COUNT = """
insert into accounts.attempts as a (bucket, since, tries) values ($1, base.now(), 1)
on conflict (bucket) do update set
  since = case when a.since <= base.now() - $2::interval then base.now() else a.since end,
  tries = case when a.since <= base.now() - $2::interval then 1 else a.tries + 1 end
returning tries, extract(epoch from since + $2::interval - base.now())::int + 1 as retry_after
"""


async def count(limit: Limit, what: bytes) -> None:
    """Count a try before it is made; raises TooManyAttempts. Outside a transaction: a refusal counts too."""
    retry_after = await _over(limit, what)
    if retry_after:
        raise TooManyAttempts(retry_after=retry_after)


async def allowed(limit: Limit, what: bytes) -> bool:
    """Count, and say whether it is still within the limit, for what is left undone without a word."""
    return not await _over(limit, what)


async def forget(limit: Limit, what: bytes) -> None:
    """It went well: start anew."""
    await fetch("delete from accounts.attempts where bucket = $1", bucket(limit.purpose, what))


async def _over(limit: Limit, what: bytes) -> int:
    row = await fetch_row(_COUNT, bucket(limit.purpose, what), limit.window)
    assert row is not None
    return int(row["retry_after"]) if row["tries"] > limit.times else 0
