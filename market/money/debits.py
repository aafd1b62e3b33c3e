"""Why a bank did not pay a direct debit, in words, and what the payer can do about it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from market.base.mail import Said
from market.money.bankcards.rules import NO_ACCOUNT

Kind = Literal["no_funds", "no_account", "not_allowed", "over_limit", "unsaid"]


@dataclass(frozen=True)
class NotPaid:
    """`kind` is our stable word for it, `why` what the bank said, `then` what to do before the next debit."""

    kind: Kind
    why: Said
    then: Said


_NO_FUNDS: Final = NotPaid(
    "no_funds",
    Said("Le compte n’était pas assez approvisionné.", "There was not enough in the account."),
    Said("Approvisionnez-le avant un autre prélèvement.", "Put money into it before another debit."),
)
_NO_ACCOUNT: Final = NotPaid(
    "no_account",
    Said("Ce compte est clos, ou n’existe pas.", "This account is closed, or does not exist."),
    Said("Un autre prélèvement demande un autre compte.", "Another debit needs another account."),
)
_NOT_ALLOWED: Final = NotPaid(
    "not_allowed",
    Said("La banque n’autorise pas ce prélèvement.", "The bank does not allow this debit."),
    Said("Autorisez-le auprès d’elle, ou payez autrement.", "Have it allowed there, or pay in another way."),
)
_TOO_MUCH: Final = NotPaid(
    "over_limit",
    Said(
        "Le montant dépasse ce que nous pouvons prélever sur ce compte cette semaine.",
        "The amount is more than we can debit from this account this week.",
    ),
    Said("Payez par carte, ou la semaine prochaine.", "Pay by card, or next week."),
)
_NONE_KEPT: Final = NotPaid(
    "no_account",
    Said("Aucun compte gardé ne peut être débité.", "No account that you keep can be debited."),
    Said("Un autre prélèvement demande un compte.", "Another debit needs an account."),
)
_UNSAID: Final = NotPaid(
    "unsaid",
    Said("La banque n’a pas dit pourquoi.", "The bank did not say why."),
    Said("Demandez-le-lui avant un autre prélèvement.", "Ask it before another debit."),
)

_BY_CODE: Final[Mapping[str, NotPaid]] = {
    "insufficient_funds": _NO_FUNDS,
    NO_ACCOUNT: _NONE_KEPT,
    **dict.fromkeys(("account_closed", "no_account", "invalid_account_number"), _NO_ACCOUNT),
    **dict.fromkeys(
        ("debit_not_authorized", "bank_account_restricted", "refer_to_customer", "payment_stopped"),
        _NOT_ALLOWED,
    ),
    **dict.fromkeys(("charge_exceeds_source_limit", "charge_exceeds_weekly_limit"), _TOO_MUCH),
}


def not_paid(code: str) -> NotPaid:
    """What a failure code of a debit, ours or Stripe's (docs.stripe.com/api/charges/object, `failure_code`), means."""
    return _BY_CODE.get(code, _UNSAID)
