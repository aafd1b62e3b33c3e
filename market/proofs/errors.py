"""What a request for a proof refuses, by the fact."""

from market.base.errors import Conflict, Forbidden, Invalid, NotFound


class PredicateNotOffered(Invalid):
    """Something is asked that nobody proves here; `predicate` says which."""


class PredicatesNotTogether(Invalid):
    """Nothing is asked, two things of one kind, or a relation beside something else."""


class RelationNeedsBrand(Invalid):
    """Whether somebody is in a relation with the brand that asks can be asked by a verified brand alone."""


class AskedKeyNotGood(Invalid):
    """The key that comes with a request is no Ed25519 public key that somebody can have made."""


class ProofRequestNotFound(NotFound):
    """There is no such request, or it is long over."""


class ProofRequestExpired(Conflict):
    """The two minutes of the request, or those in which its answer is kept, are over."""


class ProofAnswered(Conflict):
    """The request was answered already, by whomever: there is one answer."""


class ProofNotAnswered(Conflict):
    """There is no answer yet."""


class ProofDeclined(Conflict):
    """The person has declined, or cannot prove it: it is not told which."""


class ProofTaken(Conflict):
    """The statement was given out already: it is given once."""


class ProofKeyNotShown(Forbidden):
    """The signature over the challenge is not that of the key with which was asked."""


class CannotBeProven(Conflict):
    """What the person has said, or what was checked, does not prove it; `predicates` says what. Told to them alone."""


class AskerNotVerified(Conflict):
    """The brand that asked is not verified any more."""
