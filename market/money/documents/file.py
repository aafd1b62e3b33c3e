"""A document's file, made of its content when somebody asks for it."""

import asyncio
import uuid
from dataclasses import dataclass

import structlog

from market.base import vault
from market.money.documents.content import BrandContent, YearContent
from market.money.documents.kinds import Kind
from market.money.documents.queries import ROOM, Kept, one
from market.money.documents.sheet import sheet

log = structlog.get_logger()


class DocumentChanged(RuntimeError):
    """The invoice that would be made is not the one that was issued: a person must look."""


@dataclass(frozen=True)
class File:
    """A PDF under its document's number."""

    name: str
    content: bytes


async def of_brand(brand: uuid.UUID, document: uuid.UUID) -> File:
    """The file of a brand's document; raises DocumentNotFound, DocumentChanged."""
    return await _made(await one(vault.tag(ROOM, brand), document))


async def of_holder(person: uuid.UUID, document: uuid.UUID) -> File:
    """The file of a holder's yearly statement; raises DocumentNotFound."""
    return await _made(await one(vault.tag(ROOM, person), document))


async def _made(kept: Kept) -> File:
    return File(f"{kept.number}.pdf", await asyncio.to_thread(made, kept))


def made(kept: Kept) -> bytes:
    """The file of a document as it was issued. Pure, and it takes some milliseconds."""
    # Typst and its like are 14 MiB of a web process: only one that makes a file loads them.
    from market.money.documents.cii import content_hash, invoice_xml
    from market.money.documents.pdf import printed

    content: BrandContent | YearContent = (
        YearContent.model_validate_json(kept.snapshot)
        if kept.kind is Kind.YEAR
        else BrandContent.model_validate_json(kept.snapshot)
    )
    if kept.xml_hash is None or isinstance(content, YearContent):
        return printed(sheet(content), content.issued_on)
    xml = invoice_xml(content)
    if content_hash(xml) != kept.xml_hash:
        log.error("documents.changed", number=kept.number)
        raise DocumentChanged(kept.number)
    return printed(sheet(content), content.issued_on, xml)
