"""What is refused about our own money in clients' money, named by the fact."""

from market.base.errors import Conflict, Invalid, NotFound


class ClientMoneyNotHeld(Conflict):
    """This market holds no client money: there is no account of it to take from or to pay into."""


class MoreThanOurs(Conflict):
    """More than what is ours there; `most` (minor units) is what is."""


class TransferAmountNotValid(Invalid):
    """No amount that a transfer can be over."""


class TransferReferenceNotValid(Invalid):
    """No reference of a bank's: empty, too long, or with signs that cannot be printed."""


class TransferDayNotValid(Invalid):
    """The day of the statement lies ahead, or more than a year back."""


class TransferBeforeBooks(Invalid):
    """The day lies before the books begin, when there was no money yet; `begins` says when that is."""


class TransferDirectionNotValid(Invalid):
    """Neither out of clients' money nor into it."""


class TransferReferenceReused(Conflict):
    """The reference stands for another transfer: one of another amount, day or direction."""


class OwnTransferNotFound(NotFound):
    """There is no such transfer."""


class TransferNotReversible(Conflict):
    """Only what is in the books is reversed, and once: not a reversal, nor what one waits for; `state` says more."""


class TransferNotWaiting(Conflict):
    """The transfer waits for nobody: it is in the books, or was called off; `state` says which."""
