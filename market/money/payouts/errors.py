"""What payouts refuse, named by the fact."""

from market.base.errors import Conflict, Forbidden, Invalid, NotFound, Unavailable


class IbanNotValid(Invalid):
    """No IBAN: its length, form or check digits are wrong. What was typed is never said back."""


class IbanNotSepa(Invalid):
    """An IBAN of a country that SEPA transfers do not reach; `country` says which."""


class BicNotValid(Invalid):
    """No BIC (ISO 9362), or one of another country than the IBAN."""


class PayeeNameNotValid(Invalid):
    """A legal name that is empty, too long, or of which a bank could not read a letter."""


class CurrencyNotPaidOut(Invalid):
    """Payouts are in EUR; `currency` is another."""


class MethodNotOpen(Conflict):
    """This market does not pay out in this way; `method` says which."""


class PayoutIdentityMissing(Conflict):
    """The holder has not said where the money goes, or the bank has refused what they said."""


class PayoutAccountNotReady(Conflict):
    """The holder has an account at Stripe, which does not let it receive yet."""


class PayoutMethodClosed(Conflict):
    """This market does not pay out in this way any more: it would be let out, and nothing could send it."""


class PayoutAbovePayable(Conflict):
    """More would be paid out than is ready; the ledger refuses it."""


class PayoutNotFound(NotFound):
    """There is no such payout."""


class PayoutAttemptOver(Conflict):
    """What the bank speaks of is an attempt that is over; `reference` is of the one that counts now."""


class BatchNotFound(NotFound):
    """There is no such batch."""


class PayoutNotMovable(Conflict):
    """The payout's `state` does not allow this: what was sent is neither held nor canceled."""


class PayoutCarriedOn(Conflict):
    """The money of what came back went on with a later payout, whose `reference` this is: there is nothing to try."""


class BatchNotMovable(Conflict):
    """The batch's `state` does not allow this."""


class BatchEmpty(Conflict):
    """Nothing is left in the batch."""


class BatchChanged(Conflict):
    """The batch is not what the operator saw: `amount` (minor units) is what it holds now."""


class SameOperator(Forbidden):
    """This operator has approved it already: the second pair of eyes is another person's."""


class OwnPayout(Forbidden):
    """An operator does not let out a payment to themselves."""


class DestinationChanged(Conflict):
    """The holder wants the money in another way than this batch sends it."""


class ReturnCodeUnknown(Invalid):
    """Not a reason (ISO 20022) for which a bank gives a transfer back; `known` lists them."""


class HoldReasonMissing(Invalid):
    """Holding a payment back or canceling it needs a reason, in a few words that name nobody."""


class SepaNotConfigured(Unavailable):
    """The operator may not hold client money, or the account that pays is not set; `missing` names the settings."""


class MonthNotClosed(Conflict):
    """Payouts of a month are requested once its settlement is closed."""


class StripeAway(Unavailable):
    """Stripe gave no answer, or would not; nothing was lost and asking again is safe."""
