"""A brand invites, a holder reacts: only while the rental runs, decided under the rental's row lock.

The end of a rental takes the same lock, so an invitation or reaction that starts after the end has committed
finds it, and one that came first is in the record before the end is.
"""

import hmac
import os
import uuid
from dataclasses import dataclass, replace
from datetime import datetime

from contracts.canonical import canonical, digest
from contracts.period import Interval
from contracts.record import SALT_BYTES
from market.accounts.charter import check_signed
from market.base import audit, jobs, names, vault
from market.base.access import NotYours, Principal
from market.base.clock import market_date
from market.base.database import fetch, transaction
from market.base.errors import NotFound, Unauthenticated
from market.base.idempotency import claim
from market.base.ids import new_id
from market.base.keyring import keyring
from market.relations import queries, rules
from market.relations.errors import InvitationNotFound, TooManyInvitations
from market.relations.queries import ROOM, Sent, content_place
from market.relations.rules import Invitation, Reaction
from market.relations.silence import queries as silences
from market.rentals import queries as rentals
from market.rentals import record
from market.rentals.errors import RentalNotActive
from market.rentals.queries import RentalRow

KIND = "invitation"


@dataclass(frozen=True)
class Placed:
    """An invitation that was sent: the `number`-th of the rental month `month`."""

    id: uuid.UUID
    month: int
    number: int


async def send(
    who: Principal, agreement: uuid.UUID, invitation: Invitation, key: str | None = None
) -> Placed:
    """The brand in whose seat `who` is invites the holder. With a `key`, again is the same invitation.

    Raises RentalNotFound, RentalAlreadyEnded, RentalNotActive, RentalSuspended, CharterNotSigned, TooManyInvitations,
    IdempotencyKeyReused and what `rules.check_invitation` raises.
    """
    if who.seat is None:
        raise NotYours()
    brand = who.seat.brand
    async with transaction():
        identity = new_id()
        if key is not None:
            request = _fingerprint(agreement, invitation)
            identity, fresh = await claim(vault.tag(ROOM, brand), key, request, KIND)
            if not fresh:
                return Placed(identity, *await queries.place_of(identity))
        row = await rentals.locked((await rentals.of_brand(brand, agreement)).id)
        queries.check_open_to_brand(row)
        await check_signed(brand)
        content = rules.check_invitation(invitation, row.now)
        return await place(who, row, identity, content)


async def place(
    who: Principal,
    row: RentalRow,
    identity: uuid.UUID,
    content: Invitation,
    campaign: uuid.UUID | None = None,
) -> Placed:
    """One more invitation in a rental that is open and locked. Raises TooManyInvitations."""
    month, number = await _place(row)
    await _write(row, Placed(identity, month, number), content, campaign)
    await audit.record(who.actor, "invitation.sent", KIND, identity, month=month, number=number)
    await jobs.enqueue("relations.invited", invitation=identity)
    return Placed(identity, month, number)


def _fingerprint(agreement: uuid.UUID, invitation: Invitation) -> bytes:
    # Keyed: what is kept about a request outlives the holder's key and must not confirm a guess at its text.
    said = canonical({"agreement": str(agreement), "invitation": invitation.to_json()})
    return hmac.digest(keyring().derive("request/invitation"), said, "sha256")


async def _place(row: RentalRow) -> tuple[int, int]:
    """(rental month, number in it) for one more; raises TooManyInvitations."""
    if row.starts_at is None or row.ends_at is None:
        raise RentalNotActive()
    month, next_month = rules.rental_month(Interval(row.starts_at, row.ends_at), row.now)
    allowed = rules.allowed_a_month(row.invitations_per_month)
    sent = await queries.sent_in_month(row.id, month)
    if sent >= allowed:
        more = {"again_on": next_month.isoformat()} if next_month < market_date(row.ends_at) else {}
        raise TooManyInvitations(per_month=allowed, **more)
    return month, sent + 1


async def _write(row: RentalRow, placed: Placed, content: Invitation, campaign: uuid.UUID | None) -> None:
    # The record commits to the content with a salt that is sealed beside it: both readers can show what was
    # offered, and once the holder's key is gone the commitment says nothing.
    said = content.to_json()
    salt = os.urandom(SALT_BYTES).hex()
    data_key = await vault.data_key(vault.person_of(rentals.ROOM, row.holder))
    await fetch(
        "insert into relations.invitations (id, rental, month, number, per_month, sealed, sent_at, campaign)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8)",
        *(placed.id, row.id, placed.month, placed.number, rules.allowed_a_month(row.invitations_per_month)),
        *(data_key.seal(content_place(placed.id), {"invitation": said, "salt": salt}), row.now, campaign),
    )
    facts = {
        "invitation": names.name(KIND, placed.id, names.for_agreement(row.agreement)),
        "month": placed.month,
        "number": placed.number,
        "content": digest({"salt": salt, "invitation": said}).hex(),
    }
    await record.write(row.id, row.agreement, "invited", row.now, facts)


async def react(who: Principal, agreement: uuid.UUID, invitation: uuid.UUID, reaction: Reaction) -> Sent:
    """The holder answers, or answers otherwise, while the invitation is valid. The same again changes nothing.

    Raises RentalNotFound, InvitationNotFound, RentalAlreadyEnded, RentalNotActive, RelationPaused, InvitationOver.
    """
    if who.person is None:
        raise Unauthenticated()
    async with transaction():
        row = await rentals.locked((await rentals.of_holder(who.person, agreement)).id)
        sent = await queries.one(row, invitation)
        queries.check_running(row)
        (await silences.of(row)).check_speaking()
        rules.check_still_valid(sent.content, row.now)
        if sent.reaction == reaction:
            return sent
        await _answer(row, invitation, reaction, row.now)
        await audit.record(who.actor, "invitation.answered", KIND, invitation, reaction=reaction)
    return replace(sent, reaction=str(reaction), reacted_at=row.now)


async def react_to(who: Principal, agreement: uuid.UUID, name: str, reaction: Reaction) -> Sent:
    """`react`, by the invitation's name; another's, none and rubbish are refused alike, InvitationNotFound."""
    try:
        return await react(who, agreement, named(agreement, name), reaction)
    except NotFound as error:
        raise InvitationNotFound() from error


def named(agreement: uuid.UUID, name: str) -> uuid.UUID:
    """The invitation of this name in a relation; raises NotFound."""
    return names.inner_id(KIND, name, names.for_agreement(agreement))


async def _answer(row: RentalRow, invitation: uuid.UUID, reaction: Reaction, at: datetime) -> None:
    await fetch(
        "insert into relations.reactions (id, invitation, kind, at) values ($1, $2, $3, $4)"
        " on conflict (invitation) do update set kind = excluded.kind, at = excluded.at",
        *(new_id(), invitation, reaction, at),
    )
    name = names.name(KIND, invitation, names.for_agreement(row.agreement))
    await record.write(row.id, row.agreement, "reacted", at, {"invitation": name, "reaction": str(reaction)})
