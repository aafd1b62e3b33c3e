"""Stripe's documented test accounts for SEPA Direct Debit and for payouts (docs.stripe.com/testing). Pure.

An IBAN is looked at and forgotten: only what Stripe serves of it is stored, with the name of what it does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from market.money.sandbox.cards import fingerprint_of

QUICK, SLOW = 0, 180
"""Seconds from the start of a debit to its end: at once, or for the delayed accounts three minutes."""


@dataclass(frozen=True)
class Debit:
    """How a debit of an account ends. `failure` is Stripe's failure code, None for one that succeeds;
    `dispute` the reason of the dispute that follows.
    """

    name: str
    seconds: int = QUICK
    failure: str | None = None
    dispute: str | None = None


OUTCOMES = (
    Debit("success"),
    Debit("successDelayed", SLOW),
    Debit("failed", failure="generic_could_not_process"),
    Debit("failedDelayed", SLOW, failure="generic_could_not_process"),
    Debit("disputed", dispute="debit_not_authorized"),
    Debit("exceedsWeeklyVolumeLimit", failure="charge_exceeds_source_limit"),
    Debit("exceedsWeeklyTransactionLimit", failure="charge_exceeds_weekly_limit"),
    Debit("insufficientFunds", failure="insufficient_funds"),
)
NAMED: Mapping[str, Debit] = MappingProxyType({each.name: each for each in OUTCOMES})
REFUSED = ("sepa_debit_bank_not_supported", "sepa_debit_debits_not_supported")
"""Error codes of the last two accounts of each country: no payment method can be made of them."""

BY_COUNTRY: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {  # in the order of OUTCOMES, then of REFUSED
        "FR": (
            "FR1420041010050500013M02606", "FR3020041010050500013M02609", "FR8420041010050500013M02607",
            "FR7920041010050500013M02600", "FR5720041010050500013M02608", "FR9720041010050000000343434",
            "FR5920041010050000000121212", "FR9720041010050000002222227", "FR2620041010050000000055555",
            "FR5020041010050000000066666",
        ),
        "DE": (
            "DE89370400440532013000", "DE08370400440532013003", "DE62370400440532013001",
            "DE78370400440532013004", "DE35370400440532013002", "DE65370400440000343434",
            "DE27370400440000121212", "DE65370400440002222227", "DE91370400440000055555",
            "DE18370400440000066666",
        ),
        "AT": (
            "AT611904300234573201", "AT321904300235473204", "AT861904300235473202", "AT051904300235473205",
            "AT591904300235473203", "AT981904300000343434", "AT601904300000121212", "AT981904300002222227",
            "AT271904300000055555", "AT511904300000066666",
        ),
        "BE": (
            "BE62510007547061", "BE78510007547064", "BE68539007547034", "BE51510007547065", "BE08510007547063",
            "BE90510000343434", "BE52510000121212", "BE90510002222227", "BE19510000055555", "BE43510000066666",
        ),
        "IE": (
            "IE29AIBK93115212345678", "IE24AIBK93115212345671", "IE02AIBK93115212345679",
            "IE94AIBK93115212345672", "IE51AIBK93115212345670", "IE10AIBK93115200343434",
            "IE69AIBK93115200121212", "IE10AIBK93115202222227", "IE36AIBK93115200055555",
            "IE60AIBK93115200066666",
        ),
    }
)  # fmt: skip
SUCCEEDS, SUCCEEDS_LATER, FAILS, FAILS_LATER, DISPUTES = BY_COUNTRY["FR"][:5]
LACKS_FUNDS = BY_COUNTRY["FR"][7]

PAYOUT_FAILURES: Mapping[str, str] = MappingProxyType(
    {
        "FR8420041010050500013M02607": "no_account",
        "FR2720041010050130020130020": "account_closed",
        "FR3920041010050130040130040": "debit_not_authorized",
        "FR4520041010050130050130050": "invalid_currency",
        "DE97370400440130010130": "no_account",
        "DE48370400440130020130": "account_closed",
        "DE47370400440130040130": "debit_not_authorized",
        "DE95370400440130050130": "invalid_currency",
    }
)
"""Accounts to which payouts fail, with Stripe's failure code (docs.stripe.com/connect/testing)."""


@dataclass(frozen=True)
class Account:
    """What is kept of an account. `code` is the error code of one that cannot be debited."""

    debit: Debit
    country: str
    bank_code: str
    branch_code: str
    last4: str
    fingerprint: str
    code: str | None = None
    payout_failure: str | None = None


def _known() -> dict[str, tuple[Debit, str | None]]:
    found: dict[str, tuple[Debit, str | None]] = {}
    for numbers in BY_COUNTRY.values():
        found |= {number: (outcome, None) for number, outcome in zip(numbers, OUTCOMES, strict=False)}
        found |= {
            number: (OUTCOMES[0], code)
            for number, code in zip(numbers[len(OUTCOMES) :], REFUSED, strict=True)
        }
    return found | {number: (OUTCOMES[0], None) for number in PAYOUT_FAILURES if number not in found}


TEST_IBANS: Mapping[str, tuple[Debit, str | None]] = MappingProxyType(_known())


def is_iban(number: str) -> bool:
    """ISO 13616: the check digits fit."""
    if not (number.isascii() and number.isalnum() and 15 <= len(number) <= 34 and number[:2].isalpha()):
        return False
    return int("".join(str(int(sign, 36)) for sign in number[4:] + number[:4])) % 97 == 1


def account_of(number: str) -> Account | None:
    """The test account under an IBAN written with or without spaces; None for any other."""
    iban = number.replace(" ", "").upper()
    if iban not in TEST_IBANS:
        return None
    debit, code = TEST_IBANS[iban]
    bank, branch = {"FR": (9, 14), "DE": (12, 12), "AT": (9, 9), "BE": (7, 7)}.get(iban[:2], (8, 14))
    return Account(
        debit,
        iban[:2],
        iban[4:bank],
        iban[bank:branch],
        iban[-4:],
        fingerprint_of(iban),
        code,
        PAYOUT_FAILURES.get(iban),
    )


def tokens() -> dict[str, str]:
    """Stripe's names of test payment methods, `pm_sepaDebit_success_fr` and the older `pm_success_fr`."""
    found = {}
    for country, numbers in BY_COUNTRY.items():
        for number, outcome in zip(numbers, OUTCOMES, strict=False):
            for prefix in ("pm_sepaDebit", "pm"):
                found[f"{prefix}_{outcome.name}_{country.lower()}"] = number
    return found


TOKENS: Mapping[str, str] = MappingProxyType(tokens())
