"""Reads of a brand's own templates. The brand is in every query."""

import json
import uuid
from dataclasses import dataclass
from datetime import datetime

from market.base import names
from market.base.database import Record, fetch, fetch_row, fetch_value
from market.base.errors import NotFound
from market.base.i18n import Language
from market.relations.campaigns.templates import TEMPLATES
from market.relations.errors import TemplateNotFound, TemplateUnknown
from market.relations.rules import Invitation
from market.relations.templates.rules import Draft

KIND = "invitation-template"
COLUMNS = "id, name, said, version, changed_at"


@dataclass(frozen=True)
class TemplateRow:
    """A template as its brand has it."""

    id: uuid.UUID
    name: str
    draft: Draft
    version: int
    changed_at: datetime


def name_of(brand: uuid.UUID, template: uuid.UUID) -> str:
    """A template's name before its brand."""
    return names.name(KIND, template, names.for_brand(brand))


def named(brand: uuid.UUID, name: str) -> uuid.UUID:
    """The template of this name; raises TemplateNotFound, for another brand's too."""
    try:
        return names.inner_id(KIND, name, names.for_brand(brand))
    except NotFound as error:
        raise TemplateNotFound() from error


def row_of(record: Record) -> TemplateRow:
    """A record of COLUMNS as a value."""
    data = dict(record)
    data["draft"] = Draft.from_json(json.loads(data.pop("said")))
    return TemplateRow(**data)


async def of_brand(brand: uuid.UUID) -> list[TemplateRow]:
    """All of a brand's templates, by what it calls them."""
    rows = await fetch(
        f"select {COLUMNS} from relations.invitation_templates where brand = $1 order by lower(name), name",
        brand,
    )
    return [row_of(it) for it in rows]


async def one(brand: uuid.UUID, template: uuid.UUID) -> TemplateRow:
    """One template of this brand; raises TemplateNotFound."""
    row = await fetch_row(
        f"select {COLUMNS} from relations.invitation_templates where brand = $1 and id = $2", brand, template
    )
    if row is None:
        raise TemplateNotFound()
    return row_of(row)


async def count(brand: uuid.UUID) -> int:
    """How many templates a brand has."""
    return int(
        await fetch_value("select count(*) from relations.invitation_templates where brand = $1", brand)
    )


async def drafted(brand: uuid.UUID, word: str, language: Language, at: datetime) -> Invitation:
    """The invitation that a template makes at `at` (UTC): one of the brand's, by its name, or one that is ready.

    Raises TemplateUnknown.
    """
    if word in TEMPLATES:
        return TEMPLATES[word].invitation(language, at)
    try:
        return (await one(brand, named(brand, word))).draft.invitation(at)
    except TemplateNotFound as error:
        raise TemplateUnknown(field="template", known=list(TEMPLATES)) from error
