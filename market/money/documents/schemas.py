"""The API's models of documents. Amounts are minor units of `currency`."""

from datetime import date

from pydantic import BaseModel

from market.money.documents.kinds import Kind


class DocumentOut(BaseModel):
    """An issued document; its file is at the list's address followed by `id`."""

    id: str
    kind: Kind
    number: str
    issued_on: date
    currency: str
    net: int
    vat: int
    gross: int


class DocumentsOut(BaseModel):
    """A page of documents, latest first. `next` is what to ask for as `before`; `waiting` is how many paid
    orders wait for the brand's address."""

    documents: list[DocumentOut]
    next: str | None
    waiting: int


class StatementOut(BaseModel):
    """A holder's statement of a year."""

    id: str
    year: int
    number: str
    issued_on: date
    currency: str
    net: int
