"""What a document says of a purchase. Pure: facts in, content out; amounts in minor units."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from contracts.price import BPS, Money, proration
from contracts.vat import CATEGORIES, Category, Treatment
from market.base.i18n import Language
from market.money.documents import words
from market.money.documents.content import BrandContent, Earlier, Line, Note, Party, Tax
from market.money.documents.kinds import Kind
from market.money.rules import vat_of


class MixedTaxes(ValueError):
    """The lines of one order are taxed differently: they were bought by one company on one day."""


@dataclass(frozen=True)
class Share:
    """Who gets what of a line: the holder's fee, and our commission as net and VAT."""

    fee: int
    net: int
    vat: int

    @property
    def commission(self) -> int:
        return self.net + self.vat

    def __sub__(self, other: "Share") -> "Share":
        return Share(self.fee - other.fee, self.net - other.net, self.vat - other.vat)


@dataclass(frozen=True)
class Unused:
    """Where the unused part of a price is, minor units: refunded the way it was paid, in the brand's balance because
    no card took it, with the brand before by a refund past us, waiting for a bank's decision, or taken by a bank.
    """

    refunded: int = 0
    credited: int = 0
    repaid: int = 0
    withheld: int = 0
    charged_back: int = 0

    @property
    def total(self) -> int:
        return self.refunded + self.credited + self.repaid + self.withheld + self.charged_back


@dataclass(frozen=True)
class BoughtLine:
    """An order's line as it stands now; rates in basis points. `used_days` is None while it is open."""

    id: uuid.UUID
    amount: int
    bps: int
    vat_bps: int
    vat_category: Category
    commission_before: int
    label: str
    period: str
    total_days: int | None = None
    used_days: int | None = None
    unused: Unused = Unused()
    closed_on: date | None = None
    forgone: int = 0

    def bought(self) -> Share:
        """How the price was to be divided."""
        return self._share(self.amount - self.amount * self.bps // BPS, self.amount * self.bps // BPS)

    def kept(self) -> Share:
        """How it was divided in the end; as bought while the line is open."""
        if self.used_days is None:
            return self.bought()
        if not self.used_days or self.total_days is None:
            return Share(0, 0, 0)
        parts = proration(Money(self.amount), self.total_days, self.used_days, self.bps)
        return self._share(parts.platform.amount, parts.holder.amount)

    def given_up(self, before: int) -> Share:
        """What of the commission was given up to a bank, beyond the `before` that documents told of already."""
        had = self.kept().commission
        return self._share(had - before, 0) - self._share(had - self.forgone, 0)

    def _share(self, commission: int, fee: int) -> Share:
        vat = vat_of(self.commission_before, commission, self.vat_bps)
        return Share(fee, commission - vat, vat)


@dataclass(frozen=True)
class Purchase:
    """A paid order with whom it concerns. Days are the market's."""

    currency: str
    language: Language
    paid_on: date
    seller: Party
    buyer: Party
    debits: bool
    lines: Sequence[BoughtLine]
    reference: str | None = None


def tax_of(lines: Sequence[BoughtLine], language: Language) -> Tax:
    """How an order's commissions were taxed; raises MixedTaxes."""
    found = {(line.vat_category, line.vat_bps) for line in lines}
    if len(found) != 1:
        raise MixedTaxes(found)
    ((category, bps),) = found
    return words.taxed(language, Treatment(category, bps, CATEGORIES[category]))


def invoice(purchase: Purchase, number: str, issued_on: date) -> BrandContent:
    """The invoice of the commission, which was paid with the order."""
    language = purchase.language
    lines = [
        Line(
            words=words.commission(language, line.label, line.period),
            label=line.label,
            net=share.net,
            vat=share.vat,
            gross=share.commission,
        )
        for line in purchase.lines
        if (share := line.bought()).net > 0
    ]
    return _taxed(Kind.INVOICE, purchase, number, issued_on, lines).model_copy(
        update={"terms": words.paid(language, purchase.paid_on), "settled_on": purchase.paid_on}
    )


def credit_note(
    purchase: Purchase, line: BoughtLine, number: str, issued_on: date, corrects: Earlier
) -> BrandContent:
    """What of a line's commission is given back, by the difference of what was and what is kept."""
    share = line.bought() - line.kept()
    back = Line(
        words=words.commission_back(purchase.language, line.label, line.used_days or 0, line.total_days),
        label=line.label,
        net=share.net,
        vat=share.vat,
        gross=share.commission,
    )
    return _taxed(Kind.CREDIT_NOTE, purchase, number, issued_on, [back]).model_copy(
        update={
            "terms": words.given_back(purchase.language, _said(line.unused), line.unused.total),
            "supplied_on": line.closed_on or issued_on,
            "corrects": corrects,
        }
    )


def dispute_note(
    purchase: Purchase, line: BoughtLine, share: Share, number: str, issued_on: date, corrects: Earlier
) -> BrandContent:
    """What of a line's commission we give up, because a bank took the payment back for good."""
    back = Line(
        words=words.commission_given_up(purchase.language, line.label),
        label=line.label,
        net=share.net,
        vat=share.vat,
        gross=share.commission,
    )
    return _taxed(Kind.CREDIT_NOTE, purchase, number, issued_on, [back]).model_copy(
        update={
            "terms": words.charged_back(purchase.language),
            "supplied_on": issued_on,
            "corrects": corrects,
        }
    )


def collection(purchase: Purchase, number: str, issued_on: date) -> BrandContent:
    """The licence fees collected for the holders with an order."""
    language = purchase.language
    lines = [
        _untaxed(words.fee(language, line.label, line.period), line.label, share.fee)
        for line in purchase.lines
        if (share := line.bought()).fee
    ]
    return _plain(Kind.COLLECTION, purchase, number, issued_on, lines).model_copy(
        update={
            "terms": words.paid(language, purchase.paid_on),
            "settled_on": purchase.paid_on,
            "notes": _collected(language),
        }
    )


def collection_back(
    purchase: Purchase, line: BoughtLine, number: str, issued_on: date, corrects: Earlier
) -> BrandContent:
    """What of a line's licence fee goes back."""
    said = words.fee_back(purchase.language, line.label, line.used_days or 0, line.total_days)
    back = _untaxed(said, line.label, (line.bought() - line.kept()).fee)
    return _plain(Kind.COLLECTION_BACK, purchase, number, issued_on, [back]).model_copy(
        update={
            "notes": _collected(purchase.language),
            "terms": words.given_back(purchase.language, _said(line.unused), line.unused.total),
            "supplied_on": line.closed_on or issued_on,
            "corrects": corrects,
        }
    )


def _said(unused: Unused) -> list[tuple[str, int]]:
    """The places where something of it is, with how much."""
    return [(name, part) for name in words.WENT if (part := getattr(unused, name))]


def _collected(language: Language) -> tuple[Note, ...]:
    return (Note(code="AAI", words=words.collected(language)),)


def _untaxed(said: str, label: str, amount: int) -> Line:
    return Line(words=said, label=label, net=amount, vat=0, gross=amount)


def _taxed(
    kind: Kind, purchase: Purchase, number: str, issued_on: date, lines: Sequence[Line]
) -> BrandContent:
    tax = tax_of(purchase.lines, purchase.language)
    notes = words.notes(purchase.language, tax, purchase.seller.legal, debits=purchase.debits)
    plain = _plain(kind, purchase, number, issued_on, lines)
    return plain.model_copy(update={"tax": tax, "notes": notes, "debits": purchase.debits})


def _plain(
    kind: Kind, purchase: Purchase, number: str, issued_on: date, lines: Sequence[Line]
) -> BrandContent:
    return BrandContent(
        kind=kind,
        number=number,
        language=purchase.language,
        issued_on=issued_on,
        supplied_on=purchase.paid_on,
        currency=purchase.currency,
        seller=purchase.seller,
        buyer=purchase.buyer,
        lines=tuple(lines),
        tax=None,
        notes=(),
        terms="",
        settled_on=None,
        reference=purchase.reference,
    )
