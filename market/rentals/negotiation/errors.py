"""What a negotiation refuses, by the fact."""

from market.base.errors import Conflict, Invalid, NotFound


class RequestNotFound(NotFound):
    """No such request, another's, or one that no bank holds the money of yet: nobody was asked."""


class RequestOver(Conflict):
    """It was accepted, refused, withdrawn or let go already: nothing can be said to it any more."""


class AnswerTooLate(Conflict):
    """The deadline has passed, by the database's clock: silence was the answer."""


class NotYoursToAnswer(Conflict):
    """It is the other side's turn: nobody accepts what they asked for or offered themselves."""


class CounterOfferMade(Conflict):
    """There is one counter-offer in a negotiation, and it was made."""


class YesGiven(Conflict):
    """The holder has accepted it: they can take that back, and offer nothing else instead."""


class NothingOffered(Conflict):
    """The holder has said nothing yet that could be taken back: the request waits for their answer."""


class CounterOfferNotPossible(Invalid):
    """`field` is what of it cannot be: `variant`, `period` or `price_step`; `same`: it changes nothing."""


class BrandCannotRent(Conflict):
    """The brand may not rent at this moment. Nothing more is told of why; the request stands until its deadline."""


class MessageUnknown(Invalid):
    """The message is none of the fixed ones."""


class ReasonNotListed(Invalid):
    """The reason is none of the fixed ones."""
