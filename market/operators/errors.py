"""What the operators' desk refuses, by the fact."""

from market.base.errors import Conflict, Forbidden, Invalid


class OwnReport(Forbidden):
    """An operator does not judge a report of their own."""


class OwnPersona(Forbidden):
    """An operator does not decide on a persona of their own."""


class NotConfirmed(Invalid):
    """What ends people's rentals was asked for without the tick that confirms it."""


class DayUnknown(Invalid):
    """What was given for a day is none: no date at all, one that no calendar has, or one beyond all books."""


class DayNotCome(Invalid):
    """The day lies ahead: the books know nothing of it."""


class LogPeriodUnclear(Invalid):
    """No period that the log can be exported for: it ends before it begins, or is longer than `most_days`."""


class LogPeriodNotOver(Invalid):
    """The period is not over: the log of its last day still grows. `until` is the latest day that can be its last."""


class FilterUnknown(Invalid):
    """A list was asked for by a state, a kind or a span that it does not have; `field` is the parameter."""


class AlreadyInvited(Conflict):
    """The brand was written to before, which is done once."""


class LanguageUnknown(Invalid):
    """A letter is written in one of the languages in `known`."""
