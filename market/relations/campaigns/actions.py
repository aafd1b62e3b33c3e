"""A brand sends one draft to several of its running rentals, in one act.

Each rental is decided on under its row lock, as a single invitation is; locks are taken in the rentals' order. What
cannot be sent is left out and said by name; where nothing can, nothing is kept.
"""

import hmac
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from contracts.canonical import canonical
from market.accounts.charter import check_signed
from market.base import audit, vault
from market.base.access import NotYours, Principal
from market.base.database import fetch, transaction
from market.base.idempotency import claim
from market.base.ids import new_id
from market.base.keyring import keyring
from market.relations import queries as relations
from market.relations.actions.invite import place
from market.relations.campaigns import queries
from market.relations.campaigns.queries import CampaignRow
from market.relations.campaigns.rules import check_label, check_recipients
from market.relations.errors import NobodyToInvite, TooManyInvitations
from market.relations.rules import Invitation, check_invitation
from market.rentals import queries as rentals
from market.rentals.errors import RentalAlreadyEnded, RentalNotActive, RentalSuspended
from market.rentals.queries import RentalRow

KIND = "campaign"


async def send_campaign(
    who: Principal,
    label: str,
    agreements: Sequence[uuid.UUID],
    draft: Invitation,
    key: str | None = None,
    *,
    template: str = "",
) -> CampaignRow:
    """The brand in whose seat `who` is invites all of them. With a `key`, again is the same campaign; where the draft
    is made anew each time, of this `template`, whatever it says by now.

    Raises RentalNotFound (for the whole of it: a rental of another brand is none), RecipientsImpossible,
    CharterNotSigned, NobodyToInvite, IdempotencyKeyReused, and what `check_label` and `check_invitation` raise.
    """
    if who.seat is None:
        raise NotYours()
    brand, once = who.seat.brand, check_recipients(agreements)
    async with transaction():
        identity = new_id()
        if key is not None:
            request = _fingerprint(label, once, {"template": template} if template else draft.to_json())
            identity, fresh = await claim(vault.tag(relations.ROOM, brand), key, request, KIND)
            if not fresh:
                return await queries.one(brand, identity)
        found = sorted([await rentals.of_brand(brand, it) for it in once], key=lambda row: row.id)
        await check_signed(brand)
        content = check_invitation(draft, found[0].now)
        await fetch(
            "insert into relations.campaigns (id, brand, label, kind, sent_at) values ($1, $2, $3, $4, $5)",
            *(identity, brand, check_label(label), content.kind, found[0].now),
        )
        skipped = await _sent_to(who, found, content, identity)
        await audit.record(
            who.actor, "campaign.sent", KIND, identity, sent=len(found) - len(skipped), skipped=len(skipped)
        )
        if len(skipped) == len(found):
            raise NobodyToInvite(skipped=[{"agreement": str(it), "reason": why} for it, why in skipped])
    return await queries.one(brand, identity)


async def _sent_to(
    who: Principal, found: Sequence[RentalRow], content: Invitation, campaign: uuid.UUID
) -> list[tuple[uuid.UUID, str]]:
    """Invite each that can be; who was passed over, by agreement, with the reason."""
    skipped = []
    for it in found:
        row = await rentals.locked(it.id)
        try:
            relations.check_open_to_brand(row)
            await place(who, row, new_id(), content, campaign)
        except (RentalAlreadyEnded, RentalNotActive, RentalSuspended, TooManyInvitations) as refusal:
            await fetch(
                "insert into relations.campaign_skips (id, campaign, rental, reason) values ($1, $2, $3, $4)",
                *(new_id(), campaign, row.id, refusal.code),
            )
            skipped.append((row.agreement, refusal.code))
    return skipped


def _fingerprint(label: str, agreements: Sequence[uuid.UUID], invitation: Mapping[str, Any]) -> bytes:
    # Keyed, as that of a single invitation is: it outlives the keys of those whom it was written for.
    said = {"label": label, "agreements": [str(it) for it in agreements], "invitation": dict(invitation)}
    return hmac.digest(keyring().derive("request/campaign"), canonical(said), "sha256")
