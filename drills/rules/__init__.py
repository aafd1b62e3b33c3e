"""What can happen to money, as rules for Hypothesis: each does it to the product and to the model beside it.

A part of the business is a class of rules; the machine is all of them together.
"""

from drills.rules.balance import PayingAhead
from drills.rules.banks import Banks
from drills.rules.books import Agreeing
from drills.rules.payouts import PayingOut
from drills.rules.renewing import Renewing
from drills.rules.rewarding import Rewarding
from drills.rules.transfers import Transferring

__all__ = ["Money"]


class Money(Agreeing, PayingAhead, Transferring, Rewarding, Banks, Renewing, PayingOut):
    """Everything that can happen, and after each thing the model agrees."""
