"""What intents refuse, by the fact."""

from market.base.errors import Conflict, Invalid, NotFound


class IntentNotFound(NotFound):
    """No such intent, or it is not yours, or it is open to bids no more: one and the same answer."""


class IntentImpossible(Invalid):
    """Category, details, budget, terms or last day are none that an intent may have; `field` says which, `known` or
    `least` and `most` what it may be."""


class BidImpossible(Invalid):
    """Terms, purposes, period or price are none that a bid may have; `field` says which, `known` what it may be."""


class TooManyIntents(Conflict):
    """As many as one person may have: `reason` "open" or "month", `most` how many."""


class IntentOver(Conflict):
    """It takes no more bids, or its choice is made, or its time to choose is over."""


class SearchImpossible(Invalid):
    """Category, answers or budget are none that a search can have; `field` says which, `known` or `most` what it may
    be."""


class TooManySearches(Conflict):
    """As many as a brand may keep: `most`."""


class SavedSearchNotFound(NotFound):
    """No such search is kept, or it is another brand's."""


class NotYetOpened(Conflict):
    """Bids are sealed until the last day is over: then all are read at once."""


class BidNotFound(NotFound):
    """No such bid on this intent, or it was withdrawn."""


class BidNotToBeTaken(Conflict):
    """This brand rents the persona already, or its holder wants nothing of it, or belongs to it."""


class ChoiceMade(Conflict):
    """One bid was accepted already, and there is one."""


class NothingToRate(Conflict):
    """No agreement came of it yet, or it was rated before: a word is said once."""
