"""What is refused of budgets and rewards, named by the fact."""

from market.base.errors import Conflict, Invalid, NotFound


class BudgetOutOfRange(Invalid):
    """Less or more than a budget may hold; `least` and `most` in minor units."""


class BudgetDayNotValid(Invalid):
    """Its last day lies before tomorrow or too far ahead; `from` and `to` say which days may be."""


class VoucherRateNotValid(Invalid):
    """A code is worth less than the reward, or more than twice as much; `least` and `most` in basis points."""


class RewardOutOfRange(Invalid):
    """Less or more than one reward may be; `least` and `most` in minor units."""


class BudgetNotFound(NotFound):
    """There is no such budget, or it is another brand's."""


class BudgetOver(Conflict):
    """Nothing new is offered from this budget: it was closed, or its last day, `ended_on`, is past."""


class RewardBeyondBudget(Conflict):
    """The reward, or all of them together, is more than the `free` minor units of the budget."""


class RewardNotFound(NotFound):
    """There is no such reward, or it is another person's."""


class RewardNotChoosable(Conflict):
    """Its `state` leaves nothing to choose: it is not earned yet, or came already."""


class CharityNotFound(NotFound):
    """There is no such charity here, or gifts to it are not open."""


class CodesNotOffered(Conflict):
    """This budget gives no codes."""


class VoucherCodeNotValid(Invalid):
    """A code is empty, too long, or holds what cannot be printed; `line` says which."""


class TooManyCodes(Conflict):
    """A budget has no use for more codes than `most`, as many as rewards of the least amount fit into it."""


class NoCodeLeft(Conflict):
    """The brand's codes are all given out; the money, or a gift, is still there."""


class CodesAreOver(Conflict):
    """The relation is over: nothing of the brand's comes through it any more. The money, or a gift, is still there."""


class CharityNameNotValid(Invalid):
    """The name of a charity has from 2 to `most` characters that can be printed."""


class RegistrationNotValid(Invalid):
    """Neither the number of an association (RNA: W and nine digits) nor a SIREN (nine digits with their check)."""


class CharityKnown(Conflict):
    """A charity with this number stands already."""


class MoreThanGiven(Conflict):
    """The transfer is more than the `most` minor units that people gave and no transfer has paid."""


class CharityPaymentNotFound(NotFound):
    """There is no such transfer to a charity."""


class CharityPaymentNotMovable(Conflict):
    """Its `state` does not allow this."""


class GiftReferenceReused(Conflict):
    """The bank's reference stands for another transfer to a charity."""
