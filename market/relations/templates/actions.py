"""A brand keeps a template, writes it anew, or throws it away; and invites from one."""

import contextlib
import hmac
import json
import uuid
from collections.abc import AsyncIterator, Sequence

import asyncpg

from contracts.canonical import canonical
from market.base import audit, vault
from market.base.access import NotYours, Principal
from market.base.clock import now
from market.base.database import fetch, fetch_value, transaction
from market.base.idempotency import claim
from market.base.ids import new_id
from market.base.keyring import keyring
from market.relations.campaigns.actions import send_campaign
from market.relations.campaigns.queries import CampaignRow
from market.relations.errors import TemplateChanged, TemplateNameTaken, TemplateNotFound, TooManyTemplates
from market.relations.queries import ROOM
from market.relations.templates import queries
from market.relations.templates.queries import COLUMNS, KIND, TemplateRow, row_of
from market.relations.templates.rules import TEMPLATES_MOST, Draft, check_template


def _brand_of(who: Principal) -> uuid.UUID:
    if who.seat is None:
        raise NotYours()
    return who.seat.brand


async def keep(who: Principal, name: str, draft: Draft, key: str | None = None) -> TemplateRow:
    """A new template of the brand in whose seat `who` is. With a `key`, again is the same template.

    Raises TooManyTemplates, TemplateNameTaken, IdempotencyKeyReused, and what `check_template` raises.
    """
    brand = _brand_of(who)
    async with transaction(), _named_once():
        identity = new_id()
        if key is not None:
            request = _fingerprint(name, draft)
            identity, fresh = await claim(vault.tag(ROOM, brand), key, request, KIND)
            if not fresh:
                return await queries.one(brand, identity)
        at = await now()
        kept, said = check_template(name, draft, at)
        if await queries.count(brand) >= TEMPLATES_MOST:
            raise TooManyTemplates(most=TEMPLATES_MOST)
        made = await fetch(
            "insert into relations.invitation_templates (id, brand, name, kind, said, version, changed_at)"
            f" values ($1, $2, $3, $4, $5, 1, $6) returning {COLUMNS}",
            *(identity, brand, kept, said.kind, json.dumps(said.to_json()), at),
        )
        await audit.record(who.actor, "template.kept", KIND, identity)
    return row_of(made[0])


async def change(who: Principal, template: uuid.UUID, name: str, draft: Draft, seen: int) -> TemplateRow:
    """The template from now on, all of it anew. `seen`: the version that its writer saw.

    Raises TemplateNotFound, TemplateNameTaken, and what `check_template` raises; TemplateChanged where another version
    stands meanwhile.
    """
    brand = _brand_of(who)
    async with transaction(), _named_once():
        stands = await queries.one(brand, template)
        at = await now()
        kept, said = check_template(name, draft, at)
        if stands.version == seen and (stands.name, stands.draft) == (kept, said):
            return stands
        written = await fetch(
            "update relations.invitation_templates set name = $4, kind = $5, said = $6, version = version + 1,"
            f" changed_at = $7 where brand = $1 and id = $2 and version = $3 returning {COLUMNS}",
            *(brand, template, seen, kept, said.kind, json.dumps(said.to_json()), at),
        )
        if not written:
            raise TemplateChanged(version=stands.version)
        await audit.record(who.actor, "template.changed", KIND, template)
    return row_of(written[0])


async def delete(who: Principal, template: uuid.UUID) -> None:
    """Throw it away; what was sent from it stays as it is. Raises TemplateNotFound."""
    brand = _brand_of(who)
    async with transaction():
        gone = await fetch_value(
            "delete from relations.invitation_templates where brand = $1 and id = $2 returning id",
            brand,
            template,
        )
        if gone is None:
            raise TemplateNotFound()
        await audit.record(who.actor, "template.deleted", KIND, template)


async def invite_from(
    who: Principal, template: uuid.UUID, label: str, agreements: Sequence[uuid.UUID], key: str | None = None
) -> CampaignRow:
    """One campaign to all of them, of what the template says, valid from today on; `label`: empty for its name.

    With a `key`, again is the same campaign, also on another day. Raises TemplateNotFound, and what `send_campaign`
    raises.
    """
    row = await queries.one(_brand_of(who), template)
    draft = row.draft.invitation(await now())
    which = f"{row.id}/{row.version}"
    return await send_campaign(who, label or row.name, agreements, draft, key, template=which)


@contextlib.asynccontextmanager
async def _named_once() -> AsyncIterator[None]:
    """Of two templates of one name the table takes one."""
    try:
        yield
    except asyncpg.UniqueViolationError as error:
        raise TemplateNameTaken(field="name") from error


def _fingerprint(name: str, draft: Draft) -> bytes:
    said = {"name": name, "draft": draft.to_json()}
    return hmac.digest(keyring().derive("request/invitation-template"), canonical(said), "sha256")
