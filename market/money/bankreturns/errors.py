"""What is refused of a balance's way to a bank, named by the fact."""

from market.base.errors import Conflict, Forbidden, NotFound


class BankReturnNotOpen(Conflict):
    """This market makes no bank transfers of its own: it holds no client money."""


class BankReturnImpossible(Conflict):
    """More than what came by no card and is free; `most` (minor units) says how much that is."""


class BankReturnNotFound(NotFound):
    """There is no such way back, or it is another brand's."""


class BankReturnNotMovable(Conflict):
    """Its `state` does not allow this."""


class BankReturnContested(Conflict):
    """A bank has taken back a payment of the brand's, and it is not decided whose the money is."""


class BrandOwesMeanwhile(Conflict):
    """The brand owes, or a bank asks back, more than what is left in its balance; `lacking` in minor units."""


class OwnBankReturn(Forbidden):
    """An operator who is in the brand does not let its money out."""
