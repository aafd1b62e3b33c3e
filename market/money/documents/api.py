"""JSON routes of documents, and their files: a brand's own, and a holder's yearly statements."""

import uuid
from typing import Any

from litestar import Request, Response, get
from litestar.params import FromPath, FromQuery

from market.accounts.actions.keys import seat_of
from market.base.access import HOLDER, brand, needs, person_of, principal_of
from market.money.documents import file, queries
from market.money.documents.file import File
from market.money.documents.queries import PAGE, DocumentNotFound, Listed
from market.money.documents.schemas import DocumentOut, DocumentsOut, StatementOut

Asked = Request[Any, Any, Any]

READ = brand("read", scope="rentals:read")


def document_id(words: str) -> uuid.UUID:
    """The document's id in an address; DocumentNotFound for what is none."""
    try:
        return uuid.UUID(words)
    except ValueError as error:
        raise DocumentNotFound() from error


@get("/v1/documents", **needs(READ))
async def list_documents(request: Asked, before: FromQuery[str] = "") -> DocumentsOut:
    """The brand's invoices, credit notes and collection statements, latest first, a page at a time."""
    own = seat_of(principal_of(request)).brand
    rows = await queries.of_brand(own, document_id(before) if before else None, PAGE + 1)
    return DocumentsOut(
        documents=[shown(it) for it in rows[:PAGE]],
        next=str(rows[PAGE - 1].id) if len(rows) > PAGE else None,
        waiting=await queries.waiting_for_address(own),
    )


@get("/v1/documents/{document:str}", media_type="application/pdf", **needs(READ))
async def document_file(request: Asked, document: FromPath[str]) -> Response[bytes]:
    """A document as PDF/A-3; an invoice or credit note is a Factur-X."""
    return pdf(await file.of_brand(seat_of(principal_of(request)).brand, document_id(document)))


@get("/v1/statements", **needs(HOLDER))
async def list_statements(request: Asked) -> list[StatementOut]:
    """The holder's yearly statements, latest year first."""
    return [
        StatementOut(
            id=str(it.id),
            year=it.year,
            number=it.number,
            issued_on=it.issued_on,
            currency=it.currency,
            net=it.net,
        )
        for it in await queries.of_holder(person_of(request))
    ]


@get("/v1/statements/{document:str}", media_type="application/pdf", **needs(HOLDER))
async def statement_file(request: Asked, document: FromPath[str]) -> Response[bytes]:
    """A yearly statement as PDF/A-3."""
    return pdf(await file.of_holder(person_of(request), document_id(document)))


def shown(it: Listed) -> DocumentOut:
    """A document for its owner."""
    return DocumentOut(
        id=str(it.id),
        kind=it.kind,
        number=it.number,
        issued_on=it.issued_on,
        currency=it.currency,
        net=it.net,
        vat=it.vat,
        gross=it.gross,
    )


def pdf(found: File) -> Response[bytes]:
    """A file to keep, under its number; no cache keeps it."""
    return Response(
        found.content,
        media_type="application/pdf",
        headers={
            "content-disposition": f'attachment; filename="{found.name}"',
            "cache-control": "private, no-store",
        },
    )


ROUTES = (list_documents, document_file, list_statements, statement_file)
