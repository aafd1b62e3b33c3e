"""What accounts refuse, named by the fact."""

from market.base.errors import Conflict, Forbidden, Invalid, NotFound, TooMany, Unauthenticated


class EmailNotValid(Invalid):
    """Not an address that mail can reach."""


class PasswordTooWeak(Invalid):
    """`reason` is `short`, `long`, `repeats`, `common` or `personal`."""


class AdultsOnly(Invalid):
    """A holder declares to be an adult; this one did not."""


class NameNotValid(Invalid):
    """A name that is empty, too long or not one line of text."""


class ProcessorNameNotValid(Invalid):
    """Not a company's name of at most `most` characters: a sentence, a number to call, an address."""


class TooManyProcessors(Invalid):
    """More than `most`: a sheet that goes to so many is not handled on behalf of one brand."""


class ContactAddressNotValid(Invalid):
    """Not a postal address on one line, of at most `most` characters."""


class CharterEditionNeeded(Invalid):
    """The charter was not signed, or an edition that is not the one of today; `current` says which that is."""


class CharterNotSigned(Conflict):
    """The brand has not signed the charter's edition of today, `current`, and its term to do so is over."""


class SpeakerUnknown(Invalid):
    """Not one of the roles that may speak for a brand, `known`."""


class IntentionUnknown(Invalid):
    """No purpose, or one that the vocabulary does not have; `known` says which it has."""


class NumberNotValid(Invalid):
    """Not a SIREN or VAT number: wrong length, country or check digits; `field` says which."""


class NumberOfNoCountry(Invalid):
    """A VAT number of a one-stop shop (EU, IM) or of Northern Ireland for goods (XI): not a company's own."""


class NumberMissing(Invalid):
    """A brand is a registered company: a SIREN or a VAT number is needed."""


class NumbersDisagree(Invalid):
    """A French VAT number contains the SIREN; this one contains another."""


class NumberOfAnotherCountry(Invalid):
    """The VAT number is of another country than the one that the brand is registered in."""


class PostcodeNotValid(Invalid):
    """Letters, digits, spaces and hyphens; no postcode has more."""


class RoleUnknown(Invalid):
    """Not a role that a member can have."""


class UnknownScope(Invalid):
    """A scope that no key can have; `scope` says which."""


class CodeNotValid(Invalid):
    """The code is unknown, used, expired or revoked: one and the same answer."""


class WrongCredentials(Unauthenticated):
    """No such account, not confirmed yet, disabled, or another password: one and the same answer."""


class WrongFactor(Unauthenticated):
    """Not a code of this moment, or one that was used: one and the same answer."""


class FactorSetUpAlready(Conflict):
    """There is a second factor in force: it is given, or another operator resets it."""


class FactorUnknown(Conflict):
    """This operator has no second factor to reset."""


class OwnFactor(Forbidden):
    """An operator does not reset a second factor of their own."""


class BadKey(Unauthenticated):
    """An API key that is unknown or revoked, or whose brand was stopped."""


class TooManyAttempts(TooMany):
    """Too many tries at one account; `retry_after` is in seconds."""


class AccountExists(Conflict):
    """The address has an account; told to operators only, never to a visitor."""


class AlreadyMember(Conflict):
    """This person has a place in the brand already."""


class LastOwner(Conflict):
    """A brand keeps at least one owner."""


class BrandNotMovable(Conflict):
    """The brand's state does not allow this; `state` is what it is in."""


class BrandNumberTaken(Conflict):
    """Another brand with this number was approved."""


class ApplicationNotConfirmed(Conflict):
    """Nobody has confirmed this brand's application by mail yet."""


class OwnBrand(Forbidden):
    """An operator does not decide on a brand of their own."""


class BrandKeyNotValid(Invalid):
    """No public key can be read here, as a JSON Web Key or as PEM."""


class WayNotOpen(Invalid):
    """This topic is not told this way: one's account always at once, rentals and money never in the inbox alone."""


class BrandKeyKind(Invalid):
    """A public key of another kind or curve than Ed25519."""


class BrandKeyWeak(Invalid):
    """32 bytes that no private key leads to: no point of the curve, or one of small order."""


class PrivateKeyGiven(Invalid):
    """A private key where a public one or a signature was asked for. Nothing of it is kept; it must be thought lost."""


class BrandKeyTaken(Conflict):
    """The key was registered before: by this brand or by another, the answer does not tell."""


class BrandKeyUnknown(NotFound):
    """This brand has no such key."""


class ChallengeNotGood(Invalid):
    """Not the challenge that this brand was given last, or used, or too old: one and the same answer."""


class ProofNotGood(Invalid):
    """The signature over the challenge is not this key's."""


class TooManyBrandKeys(TooMany):
    """The brand registered `most` keys within a day; tomorrow it may go on."""
