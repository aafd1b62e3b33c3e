"""Builders of files of one life for tests: contract, record, receipt, attestation and credential that agree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from contracts.agreement import Agreement, Party, activated
from contracts.credential import credential, sign_credential
from contracts.documents import agreement_file, written
from contracts.erasure import Erasure, erasure_hash
from contracts.keyset import KeySet
from contracts.sdjwt import bind
from contracts.status_list import Reference
from contracts.verifier.report import Given, Report
from tests.contracts import consents, erasures, tokens
from tests.contracts.builders import STARTED
from tests.contracts.consents import BEFORE, a_consent, a_receipt
from tests.contracts.records import HOUR, NOW, PLATFORM, Happening, a_record, signed
from tests.contracts.tokens import CHALLENGE, INDEX, LIST, Entropy

ACME = Party(id="https://moi.example/n/z9", name="Acme")
DEAL = signed(recipients=(Party(id="https://moi.example/n/s1", name="Nuage SAS"),))
RENEWAL = signed(recipients=DEAL.recipients, renews=BEFORE)
RUNNING = activated(DEAL, STARTED)
OFF = STARTED + 100 * HOUR
AT = STARTED + 90 * HOUR
"""While it still runs: when its credential is shown."""


def contract(agreement: Agreement = DEAL) -> bytes:
    return written(agreement_file(agreement, [PLATFORM.public]))


def word(agreement: Agreement = DEAL, **changes: Any) -> Erasure:
    """The brand's, on the day that `its_record` has its event."""
    fields: dict[str, Any] = {"ended_on": OFF.date(), "delete_by": OFF.date() + timedelta(days=30)}
    return erasures.said(agreement, **fields | changes)


def attestation(statement: Erasure | None = None) -> bytes:
    return erasures.file(statement or word(), key=None)


def events(agreement: Agreement = DEAL, statement: Erasure | None = None) -> list[Happening]:
    happened = consents.its_record(agreement)
    statement = statement or word(agreement)
    name, at, facts = happened[-1]
    signature = erasures.an_erasure(statement, None).signature
    told = {"late": statement.late, "attestation": erasure_hash(statement, signature)}
    return [*happened[:-1], (name, at, facts | told)]


def record(happened: Sequence[Happening] | None = None, agreement: Agreement = DEAL, **more: Any) -> bytes:
    return a_record(happened or events(agreement), agreement, **more).bytes()


def receipt(
    happened: Sequence[Happening] | None = None, agreement: Agreement = DEAL, **changes: Any
) -> bytes:
    return a_receipt("brand", happened, agreement, consent=a_consent(agreement, **changes))


def token(agreement: Agreement = RUNNING, at: datetime = AT, **changes: Any) -> bytes:
    """Shown with a proof of its key, as its terms let it be, but for what is changed before it is signed."""
    sheet = tokens.a_sheet(agreement)
    made = credential(agreement, sheet, tokens.BRAND.public, Reference(LIST, INDEX), AT)
    text = sign_credential(replace(made, **changes), tokens.ISSUER, Entropy(str(changes)))
    shown = bind(text, tokens.BRAND, audience=CHALLENGE.audience, nonce=CHALLENGE.nonce, at=at)
    return shown.encode()


def asked(now: datetime = NOW) -> Given:
    return Given(
        now,
        KeySet.of([PLATFORM.public]),
        credential_keys=KeySet.of([tokens.ISSUER.public]),
        status_keys=KeySet.of([tokens.LISTS.public]),
        challenge=CHALLENGE,
    )


def names(reports: Sequence[Report]) -> list[tuple[str, str]]:
    return [(type(it.refusal).__name__, getattr(it.refusal, "field", "")) for it in reports]


GOOD = [("NoneType", "")] * 2
"""Of two files: neither is refused."""
