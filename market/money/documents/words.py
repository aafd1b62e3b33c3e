"""The words of legal weight on a document, in its language, as the law asks for them.

Code de commerce L441-9 and D441-5 (late payment, recovery, discount), CGI annexe II 242 nonies A (invoice),
CGI 259 and 283-2 (where no French tax is due). The subject codes are those of XP Z12-012.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from contracts.vat import Treatment
from market.base import filters
from market.base.i18n import Language, marked, translate, translate_count
from market.money.documents.content import Note, Tax

PERIODS: Final[Mapping[str, str]] = {
    "P1W": marked("for a week"),
    "P1M": marked("for a month"),
    "P3M": marked("for three months"),
}

NAMELESS: Final = "\u2014"  # a rental whose order was placed without a name for it

RECOVERY = marked("Fixed compensation for recovery costs in case of late payment: €40.")
PENALTY = marked("Penalty for late payment: three times the French statutory interest rate.")
NO_DISCOUNT = marked("No discount for early payment.")
SERVICE = marked("Nature of the operation: services.")
ON_DEBITS = marked("The seller pays the tax according to debits.")

REASONS: Final[Mapping[str, str]] = {
    "VATEX-EU-AE": marked(
        "Reverse charge: article 283-2 of the French tax code, article 196 of 2006/112/EC."
    ),
    "VATEX-EU-O": marked("Not subject to French VAT: article 259-1 of the French tax code."),
}


BETWEEN = marked("; ")
WENT: Final[Mapping[str, str]] = {
    "refunded": marked("%(sum)s refunded by the way the order was paid"),
    "credited": marked("%(sum)s put into your balance, because the refund was not taken"),
    "repaid": marked("%(sum)s that you had back before, by a refund made directly at Stripe"),
    "withheld": marked(
        "%(sum)s that wait for your bank’s decision on the payment: they go back to you if it stands, and are"
        " otherwise in what your bank took back"
    ),
    "charged_back": marked("%(sum)s that your bank took back"),
}
"""Where the unused part of a price is, by the fields of rules.Unused."""


def notes(language: Language, treatment: Tax, legal: str, *, debits: bool) -> tuple[Note, ...]:
    """The mentions of an invoice, in a fixed order. `BAR` says to French platforms which kind of sale it is."""
    kind = "B2B" if treatment.category == "S" else "B2BINT"
    said = [("PMT", RECOVERY), ("PMD", PENALTY), ("AAB", NO_DISCOUNT), ("AAI", SERVICE)]
    if debits and treatment.category == "S":
        said.append(("TXD", ON_DEBITS))
    found = [Note(code=code, words=translate(language, words)) for code, words in said]
    return (*found, Note(code="REG", words=legal), Note(code="BAR", words=kind))


def taxed(language: Language, treatment: Treatment) -> Tax:
    """A treatment with its mention."""
    words = translate(language, REASONS[treatment.reason]) if treatment.reason is not None else ""
    return Tax(category=treatment.category, rate_bps=treatment.rate_bps, reason=treatment.reason, words=words)


def period(language: Language, code: str) -> str:
    """How long a rental is for; empty for what has no period."""
    return translate(language, PERIODS[code]) if code in PERIODS else ""


def _spaced(words: str) -> str:
    """Without the blank of what is not said; a no-break space stays one."""
    return " ".join(it for it in words.split(" ") if it)


def commission(language: Language, label: str, code: str) -> str:
    """A line of an invoice."""
    words = translate(
        language,
        marked("Commission: rental of %(label)s %(period)s"),
        label=label or NAMELESS,
        period=period(language, code),
    )
    return _spaced(words)


def commission_back(language: Language, label: str, used: int, total: int | None) -> str:
    """A line of a credit note: the days that were not used, or a rental that never began."""
    name = label or NAMELESS
    if not used or total is None:
        return translate(
            language, marked("Commission given back: rental of %(label)s, never begun"), label=name
        )
    return translate_count(
        language,
        "Commission given back: rental of %(label)s, %(num)s day of %(total)s not used",
        "Commission given back: rental of %(label)s, %(num)s days of %(total)s not used",
        total - used,
        label=name,
        total=total,
    )


def fee(language: Language, label: str, code: str) -> str:
    """A line of a collection statement."""
    words = translate(
        language,
        marked("Licence fee of %(label)s %(period)s"),
        label=label or NAMELESS,
        period=period(language, code),
    )
    return _spaced(words)


def fee_back(language: Language, label: str, used: int, total: int | None) -> str:
    """A line of what goes back of a collection."""
    name = label or NAMELESS
    if not used or total is None:
        return translate(language, marked("Licence fee given back: %(label)s, never begun"), label=name)
    return translate_count(
        language,
        "Licence fee given back: %(label)s, %(num)s day of %(total)s not used",
        "Licence fee given back: %(label)s, %(num)s days of %(total)s not used",
        total - used,
        label=name,
        total=total,
    )


def paid(language: Language, day: date) -> str:
    """The payment terms of what was paid with the order."""
    return translate(
        language,
        marked("Paid on %(day)s: contained in the price of the rental."),
        day=filters.day(day, language, year=True),
    )


def given_back(language: Language, parts: Sequence[tuple[str, int]], total: int) -> str:
    """How a correction is settled: `parts` of the `total` by where they are (a key of WENT); minor units of EUR."""

    def sum_(minor: int) -> str:
        return filters.money(minor, language, exact=True)

    if [where for where, _ in parts] == ["refunded"]:
        return translate(
            language,
            marked("Contained in the refund of %(refund)s, by the way the order was paid."),
            refund=sum_(total),
        )
    return translate(
        language,
        marked("Contained in the %(total)s of the price that you did not use: %(parts)s."),
        total=sum_(total),
        parts=translate(language, BETWEEN).join(
            translate(language, WENT[where], sum=sum_(part)) for where, part in parts
        ),
    )


def commission_given_up(language: Language, label: str) -> str:
    """A line of the commission that goes with a payment which a bank took back."""
    return translate(
        language,
        marked("Commission given up: rental of %(label)s, its payment was taken back"),
        label=label or NAMELESS,
    )


def charged_back(language: Language) -> str:
    """How such a correction is settled."""
    return translate(language, marked("Contained in what your bank took back from the payment of the order."))


def collected(language: Language) -> str:
    """What a collection statement is."""
    return translate(
        language,
        marked(
            "Licence fees collected in the name and on behalf of the holders, under the names that you know"
            " them by. This statement is no invoice, and no VAT is shown on it."
        ),
    )


def yearly(language: Language) -> str:
    """What a yearly statement is."""
    return translate(
        language,
        marked(
            "What you earned in the year, by the days of each rental, our commission and your part; and what was"
            " paid out to you. Brands pay at the beginning of a rental, which may be in another year. This"
            " statement names none of your personas."
        ),
    )
