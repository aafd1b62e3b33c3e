"""What a rental refuses, by the fact."""

from typing import Final

from market.base.errors import Conflict, Forbidden, Invalid, NotFound, Unavailable

CONTESTED: Final = "payment-contested"
"""The one reason for which a rental is suspended: what stops a brand or a persona ends its rentals."""


class BrandNotApproved(Forbidden):
    """The brand may look, compare and save; it rents once an operator has approved it."""


class BrandStopped(BrandNotApproved):
    """An operator has stopped the brand: it may read what was, and rents nothing."""


class ContactMissing(Conflict):
    """The brand has not said where it is reached about the data of the people it rents from."""


class OfferChanged(Conflict):
    """The offer is not what the brand saw; `price` (minor units), `period` and `variant` say what it is now."""


class OfferAwaitsAnswer(Conflict):
    """Its holder answers each request: it is asked for, not rented at once, and by itself."""


class OfferIsInstant(Conflict):
    """Its holder has agreed beforehand: it is rented at once, nobody asks for it."""


class PurposeNotAgreed(Invalid):
    """The terms do not admit this purpose, or this rental was not agreed for it; `purpose` says which."""


class RentalNotFound(NotFound):
    """No such rental, or another's."""


class RentalAlreadyEnded(Conflict):
    """The rental has ended: nothing that starts after its end is done."""


class RentalNotActive(Conflict):
    """The rental is not paid yet, or suspended."""


class RentalSuspended(RentalNotActive):
    """A bank contests what paid this rental: access and contact are closed until it decides, and the days run.

    For its brand alone, whose bank it is: a holder is told that it is not active. `reason` is `CONTESTED`.
    """


class RentalNotOver(Conflict):
    """The rental still runs, or never began: there are no copies to answer for yet."""


class NotSigned(Invalid):
    """The erasure of the copies was sent without the tick that signs for it."""


class TooManyReads(Conflict):
    """The day's quota of the terms is used up; a new day begins at midnight in the market's zone."""


class BasketRefused(Conflict):
    """Nothing of the basket was rented: `lines` names each one that cannot be (from 1) and the code of why."""


class BasketSizeWrong(Invalid):
    """A basket has one line at least, and `most` at most."""


class VatNumberExpired(Conflict):
    """The register of the brand's country does not know its VAT number, or no longer."""


class VatNumberNotChecked(Conflict):
    """The register has not confirmed the brand's VAT number yet, or not lately."""


class RenewalTooLate(Conflict):
    """The notice of the renewal was due already, or this rental's renewal is settled: nothing can be wished."""


class RenewalNotWaiting(Conflict):
    """There is no renewal of this rental that waits for a payment."""


class RenewalBeingCharged(Conflict):
    """A try to charge the renewal has no answer of Stripe's yet: it is asked again before another is made."""


class RecordNotWhole(Unavailable):
    """The record is not what was written or sealed: no file is made of it, and nothing signed."""


class NoBrandKey(Conflict):
    """The brand has no key of its own: nothing can be bound to it, and nothing is sealed with it."""


class CredentialNotIssued(NotFound):
    """This rental has no credential; one is issued when the brand asks, once it has a key of its own."""


class CredentialNotPossible(Conflict):
    """The sheet is not what the terms of this rental show: nothing is said of it, rather than something else."""


class StatusListNotFound(NotFound):
    """No such status list, or one whose credentials have all expired: nobody keeps what it said."""


class SealKeyNotCurrent(Invalid):
    """The seal names a key that is not the brand's own current one."""


class SealOutdated(Conflict):
    """The record is not of this length: `length` events stand in it now."""


class SealForeign(Invalid):
    """The record's last event has another hash than the seal names."""


class SealOfAnotherDay(Invalid):
    """A seal bears the UTC day on which it is given; `day` says which."""


class SealNotGood(Invalid):
    """The signature is not the key's over this record's head."""


class ConsentNotKept(NotFound):
    """The rental is from before consents were recorded apart: there is no receipt, and none is made up."""


class ErasureUnclear(Invalid):
    """A declaration of erasure says what was erased and who else had it; `field` and `reason` say what is missing."""


class ErasureAttestedAlready(Conflict):
    """The brand has signed for these copies; `attested_on` says when. It is signed once."""


class ErasureDutyPassedOn(Conflict):
    """Another period follows: its `agreement` holds the copies, and is where they are signed for once it is over."""


class ErasureNotAttested(NotFound):
    """The brand has not signed, or signed before attestations were kept as files: there is none to download."""


class ErasureUnsigned(Invalid):
    """The brand has a key of its own: what it declares is signed with it, and not by the platform for it."""


class ErasureKeyNotCurrent(Invalid):
    """The attestation names a key that is not the brand's own current one."""


class ErasureOfAnotherDay(Invalid):
    """An attestation bears the day on which it is given; `day` says which that is."""


class ErasureNotGood(Invalid):
    """The signature is not the key's over this declaration."""
