"""Two receipts of one consent, each of which is what its record says: where only the platform's signature stands
behind a word, the two may still contradict each other.
"""

from contracts.consent.life import Life, life
from contracts.consent.readback import issued_on, platform_of
from contracts.consent.receipt import state_named
from contracts.documents import ConsentReceiptDocument
from contracts.states import CONSENT
from contracts.verifier.consent_words import CONSENT_STATES, DIFFERENCES
from contracts.verifier.report import Report

Reported = tuple[ConsentReceiptDocument, Report]


def of_one_consent(one: Reported, other: Reported) -> None:
    """Doubt both by the name of what they contradict each other in; an address may have changed, and is told."""
    for (here, report), (there, _) in ((one, other), (other, one)):
        if here.receipt.get("receipt_id") != there.receipt.get("receipt_id"):
            said = (each.receipt.get("receipt_id") for each in (here, there))
            _doubt(report, "receipt_id", *said)
        if _lapsed_and_yet(here, there) or _lapsed_and_yet(there, here):
            _doubt(report, "state", *(CONSENT_STATES[_state(each)] for each in (here, there)))
        _moved(here, there, report)


def _doubt(report: Report, what: str, here: object, there: object) -> None:
    report.doubt("receipts_contradict", what=DIFFERENCES[what], here=here, there=there)


def _moved(here: ConsentReceiptDocument, there: ConsentReceiptDocument, report: Report) -> None:
    mine, yours = platform_of(here.receipt), platform_of(there.receipt)
    if mine is None or yours is None or mine == yours:
        return
    days = {"day": issued_on(here.receipt), "other_day": issued_on(there.receipt)}
    addresses = (", ".join(dict(each).values()) for each in (mine, yours))
    report.limit("platform_moved", **days, **dict(zip(("here", "there"), addresses, strict=True)))


def _lapsed_and_yet(one: ConsentReceiptDocument, other: ConsentReceiptDocument) -> bool:
    """Whether by the one the request had run out unanswered, which the other says was answered, or waits later on."""
    ran_out = _state(one) == CONSENT.target("expire") and _life(one).state == CONSENT.initial
    if not ran_out:
        return False
    waits = _state(other) == CONSENT.initial and issued_on(other.receipt) > issued_on(one.receipt)
    return waits or _life(other).span is not None


def _state(document: ConsentReceiptDocument) -> str:
    return str(state_named(document.receipt.get("consent_state")))


def _life(document: ConsentReceiptDocument) -> Life:
    return life([each.values for each in document.events])
