"""What castings refuse, by the fact."""

from market.base.errors import Conflict, Invalid, NotFound


class CastingNotFound(NotFound):
    """No such casting, or it is not yours, or it is none that reaches you: one and the same answer."""


class CriteriaImpossible(Invalid):
    """The criteria name a trait or an answer that there is none of, one twice, too many, or none; `field` and `reason`
    say which, `most` how many there may be."""


class CastingImpossible(Invalid):
    """Places, price, period, purpose or deadline are none that a casting may have; `field` says which, `known` or
    `least` and `most` what it may be."""


class TooManyCastings(Conflict):
    """The brand has as many castings as it may: `reason` "open" or "month", `most` how many."""


class CastingOver(Conflict):
    """The casting is closed, or its last day is past."""


class AlreadyAccepted(Conflict):
    """Another of your personas has accepted: one person has one place."""


class PersonaDoesNotFit(Conflict):
    """The persona is not listed, or does not fit what is looked for, or its terms do not admit it."""


class NothingToTakeBack(Conflict):
    """You have not accepted, or it is concluded already: from then on the rental is what you can end."""
