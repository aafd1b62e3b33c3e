"""Whether a nameless proof's file is what the platform signed, for the key that it carries, and not over yet."""

from contracts.documents import Document, ProofDocument
from contracts.formats import moment
from contracts.jws import read, trusting
from contracts.keyset import KeySet
from contracts.period import ZONE
from contracts.proof.predicates import PREDICATES
from contracts.proof.statement import Provenance, Statement, verify_statement
from contracts.sdjwt.shape import AudienceRefused
from contracts.verifier.proof_words import BASIS
from contracts.verifier.report import Given, Report
from contracts.vocabulary import Text


def verify_proof(document: Document, given: Given, report: Report) -> None:
    """Findings on a proof's file. Raises every refusal by name."""
    assert isinstance(document, ProofDocument)
    audience, asked = document.asked_with.kid, given.challenge
    keys = _keys(document, given, report)
    statement = verify_statement(
        document.statement,
        keys=trusting(keys.keys.values()),
        at=given.now,
        audience=audience,
        nonce=asked.nonce if asked else None,
    )
    keys.at(str(read(document.statement).header["kid"]), statement.issued_at)
    if asked is not None:
        if audience != asked.audience:
            raise AudienceRefused(audience)
        report.prove("proof_of_your_question", kid=audience)
    else:
        report.doubt("proof_question")
    report.prove("proof_signed", at=_at(statement), kid=audience)
    for predicate, provenance in statement.proven.items():
        report.prove("proven_of_a_person", what=PREDICATES[predicate].text, basis=basis_words(provenance))
    if statement.asker is None:
        report.limit("proof_asker_unknown")
    else:
        report.prove("proof_asker", name=statement.asker.name, registration=statement.asker.registration)
    report.limit("proof_person")
    report.limit("proof_shown")
    report.limit("proof_word")
    report.limit("proof_platform_knows")


def basis_words(provenance: Provenance) -> Text:
    """On whose word, in words."""
    words, month = BASIS[provenance.basis], provenance.month or ""
    return Text(fr=words.fr.format(month=month), en=words.en.format(month=month))


def _keys(document: ProofDocument, given: Given, report: Report) -> KeySet:
    """The platform's keys for proofs: the reader's, or else the document's own, and then doubted."""
    if given.proof_keys is not None:
        report.prove("keys_given", n=len(given.proof_keys.keys))
        return given.proof_keys
    own = KeySet.of(each.key for each in document.platform_keys)
    report.doubt("keys_embedded", kids=", ".join(own.keys) or "–")
    return own


def _at(statement: Statement) -> Text:
    return Text(fr=moment(statement.issued_at, "fr", ZONE), en=moment(statement.issued_at, "en", ZONE))
