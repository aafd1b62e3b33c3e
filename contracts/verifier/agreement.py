"""Whether an agreement is what both sides were shown, and who signed it."""

from contracts.agreement import Agreement, Role, Signature, check_signature
from contracts.documents import AgreementDocument, Document
from contracts.formats import moment, money
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


def party_keys(document: Document, given: Given, report: Report) -> KeySet:
    """The keys with which parties signed themselves; asked for only where one did."""
    if given.party_keys is not None:
        return given.party_keys
    report.doubt("party_keys_embedded")
    return KeySet.of(each.key for each in document.party_keys)


def agreed(document: Document, agreement: Agreement, given: Given, report: Report) -> KeySet:
    """Findings on the agreement that a document carries; gives the platform's keys back.

    Raises FromTheFuture, TermsAltered, TermsNotPublished, SignatureMissing, SignatureInvalid, KeyUnknown.
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


def _signatures(document: Document, agreement: Agreement, keys: KeySet, given: Given, report: Report) -> None:
    signed: dict[Role, list[Signature]] = {"first_party": [], "second_party": []}
    for signature in agreement.signatures:
        given.refuse_future(signature.at, "signature")
        signed[signature.party].append(signature)
        known = keys if signature.by == "platform" else party_keys(document, given, report)
        check_signature(agreement, signature, known[signature.kid])
    for party, signatures in signed.items():
        if not signatures:
            raise SignatureMissing(party)
        itself = any(signature.by == "party" for signature in signatures)
        if itself:
            report.prove(f"{party}_signed", kid=next(s.kid for s in signatures if s.by == "party"))
        else:
            report.prove(f"{party}_signed_for", kid=signatures[0].kid)
            report.limit(f"{party}_not_itself")


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
        return moment(agreement.signed_at, language, agreement.zone)

    return Text(fr=said("fr"), en=said("en"))
