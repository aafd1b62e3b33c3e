"""Whether an agreement is what both sides were shown, and who signed it."""

from collections.abc import Collection, Mapping

from contracts.agreement import Agreement, Role, Signature, check_signature
from contracts.documents import AgreementDocument, Document
from contracts.formats import moment_or_day, money
from contracts.keyset import KeySet
from contracts.sentences import PERIOD_WORDS
from contracts.terms import EDITIONS
from contracts.terms_hash import check_terms
from contracts.verifier.report import Given, Report, joined
from contracts.vocabulary import PURPOSES, Language, Text


class SignatureMissing(ValueError):
    """Nobody has signed for ``party``, nor on its behalf."""

    def __init__(self, party: str) -> None:
        super().__init__(f"no signature for {party}")
        self.party = party


class PlatformSignatureMissing(ValueError):
    """The platform, which records and acts for persons, has not signed for ``party``: only keys of parties did."""

    def __init__(self, party: str) -> None:
        super().__init__(f"the platform has not signed for {party}")
        self.party = party


class OneKeyForTwo(ValueError):
    """The key ``kid`` has signed for ``one`` and for ``other``, who are not the same."""

    def __init__(self, kid: str, one: str, other: str) -> None:
        super().__init__(f"the key {kid} signs for {one} and for {other}")
        self.kid = kid
        self.one = one
        self.other = other


class TermsNotPublished(ValueError):
    """The terms bear the name of an edition of the roster and say something else."""

    def __init__(self, edition: str) -> None:
        super().__init__(f"not the terms published as {edition}")
        self.edition = edition


def verify_agreement(document: Document, given: Given, report: Report) -> None:
    """Findings on an agreement's file. Raises what `agreed` raises."""
    assert isinstance(document, AgreementDocument)
    agreed(document, document.agreement, given, report)
    report.limit("agreement_period")


def platform_keys(document: Document, given: Given, report: Report) -> KeySet:
    """The platform's keys: the reader's, or else the document's own, and then doubted."""
    if given.keys is not None:
        report.prove("keys_given", n=len(given.keys.keys))
        return given.keys
    own = KeySet.of(each.key for each in document.platform_keys)
    report.doubt("keys_embedded", kids=", ".join(own.keys) or "–")
    return own


def brand_keys(document: Document, given: Given, report: Report) -> KeySet:
    """The brand's own keys: as the reader gives them, or else the document's, and then doubted.

    Asked for only where the brand signed itself.
    """
    if given.party_keys is not None:
        return given.party_keys
    report.doubt("party_keys_embedded")
    return KeySet.of(each.key for each in document.party_keys)


def agreed(document: Document, agreement: Agreement, given: Given, report: Report) -> KeySet:
    """Findings on the agreement that a document carries; gives the platform's keys back.

    Raises FromTheFuture, TermsAltered, TermsNotPublished, SignatureMissing, PlatformSignatureMissing, OneKeyForTwo,
    SignatureInvalid, KeyUnknown, KeyRetired.
    """
    keys = platform_keys(document, given, report)
    given.refuse_future(agreement.signed_at, "agreement")
    _signatures(document, agreement, keys, given, report)
    check_terms(agreement)
    _published(agreement, report)
    purposes = joined([PURPOSES[purpose].text for purpose in agreement.purposes])
    report.prove(
        "agreement",
        brand=agreement.second_party.name,
        persona=agreement.first_party.name,
        at=_at(agreement),
        period=PERIOD_WORDS[agreement.period],
        price=Text(fr=money(agreement.price, "fr"), en=money(agreement.price, "en")),
        edition=agreement.terms.edition,
        purposes=purposes,
    )
    report.limit("parties", brand=agreement.second_party.name)
    return keys


def apart(kid: str, party: Role, others: Mapping[str, Collection[str]]) -> None:
    """A key signs for one side alone; ``others`` are the ids of keys by whose they are. Raises OneKeyForTwo."""
    for other, kids in others.items():
        if kid in kids:
            raise OneKeyForTwo(kid, other, party)


def _signatures(document: Document, agreement: Agreement, keys: KeySet, given: Given, report: Report) -> None:
    """The platform signs for each side, and for a holder nobody else can be known to; a brand may sign beside it."""
    signed: dict[Role, dict[str, Signature]] = {"first_party": {}, "second_party": {}}
    for signature in agreement.signatures:
        given.refuse_future(signature.at, "signature")
        known = _known(signature, document, keys, given, report)
        check_signature(agreement, signature, known.at(signature.kid, signature.at))
        signed[signature.party][signature.by] = signature
        if signature.by == "party":
            others = {"recorder": keys.keys} | _of_the_other(signature, agreement, given)
            apart(signature.kid, signature.party, others)
    for party, by in signed.items():
        if not by:
            raise SignatureMissing(party)
        if "platform" not in by:
            raise PlatformSignatureMissing(party)
        report.prove(f"{party}_signed_for", kid=by["platform"].kid)
        if "party" not in by:
            report.limit(f"{party}_not_itself")
        elif party == "first_party":
            report.doubt("first_party_key", kid=by["party"].kid)
        else:
            tell_brand_signed(by["party"].kid, report)


def tell_brand_signed(kid: str, report: Report) -> None:
    """What a signature of the brand's own proves: as much as its reader knows of the key."""
    report.prove("second_party_signed", kid=kid)
    report.limit("brand_key", kid=kid)


def _known(signature: Signature, document: Document, keys: KeySet, given: Given, report: Report) -> KeySet:
    """The keys among which that of a signature must be. Those of a persona are known to nobody but the file."""
    if signature.by == "platform":
        return keys
    if signature.party == "second_party":
        return brand_keys(document, given, report)
    brought = given.party_keys.keys.values() if given.party_keys else ()
    return KeySet.of([*brought, *(each.key for each in document.party_keys)])


def _of_the_other(signature: Signature, agreement: Agreement, given: Given) -> dict[str, Collection[str]]:
    """The keys of the other party: those with which it signed here, and the brand's that the reader brings along."""
    other: Role = "second_party" if signature.party == "first_party" else "first_party"
    kids = {it.kid for it in agreement.signatures if it.by == "party" and it.party == other}
    if other == "second_party" and given.party_keys is not None:
        kids |= given.party_keys.keys.keys()
    return {other: kids}


def _published(agreement: Agreement, report: Report) -> None:
    terms = agreement.terms
    if terms.edition not in EDITIONS:
        report.doubt("edition_unknown", edition=terms.edition)
    elif EDITIONS[terms.edition] != terms:
        raise TermsNotPublished(terms.edition)
    else:
        readings = "edition" if agreement.schema_version == 1 else "edition_legal"
        report.prove(readings, edition=terms.edition)


def _at(agreement: Agreement) -> Text:
    def said(language: Language) -> str:
        return moment_or_day(agreement.signed_at, language, agreement.zone)

    return Text(fr=said("fr"), en=said("en"))
