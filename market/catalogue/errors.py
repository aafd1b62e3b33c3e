"""What the catalogue refuses."""

from market.base.errors import Conflict, Invalid, NotFound


class CardUnknown(NotFound):
    """No card of the day has this address: it went, or never was."""


class FacetUnknown(Invalid):
    """Nothing is ever said by this code; `facet` repeats it."""


class NothingSearched(Invalid):
    """Something was typed, and none of it says anything that a card could say; `field` names where."""


class ComparisonTooSmall(Invalid):
    """A comparison needs `least` different cards."""


class ComparisonTooLarge(Invalid):
    """A comparison holds `most` different cards."""


class CursorStale(Invalid):
    """The cursor is of another search, reader or day, or no cursor at all. Begin at the first page."""


class TooManySaved(Conflict):
    """A brand keeps `most` personas; some must go before others come."""
