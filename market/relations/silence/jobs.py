"""What the worker does for silences: what lay is seen to once they are over, by a sweep on the database's clock."""

import uuid

from market.base.database import fetch
from market.base.sweeps import Sweep
from market.relations import jobs as relations
from market.relations.conversation import jobs as conversation
from market.relations.questions import jobs as questions
from market.relations.silence.queries import CLOSED, SPARED

SECONDS = 60
AT_ONCE = 200

# Each part by its index of what nobody was told of; what is still to lie is none of it.
_DUE = f"""
(select 'invitation' as kind, i.id from relations.invitations i join rentals.rentals r on r.id = i.rental
  where i.notified_at is null and not {SPARED} order by i.id limit $1)
union all
(select 'question', q.id from relations.questions q join rentals.rentals r on r.id = q.rental
  where q.seen_to_at is null and not {SPARED} order by q.id limit $1)
union all
(select 'message', m.id from relations.messages m join rentals.rentals r on r.id = m.rental
  where m.side = 'brand' and m.notified_at is null and not {SPARED} and not {CLOSED} order by m.id limit $1)
"""

_SEEN_TO = {"invitation": relations.invited, "question": questions.asked, "message": conversation.messaged}


async def deliver() -> None:
    """See to what nobody was told of and does not lie any more. Each is done once, whoever else does it now."""
    due: list[tuple[str, uuid.UUID]] = [(row["kind"], row["id"]) for row in await fetch(_DUE, AT_ONCE)]
    for kind, identity in due:
        await _SEEN_TO[kind](str(identity))


SWEEPS = (Sweep("relations.deliver", SECONDS, deliver),)
