"""A batch as the file that a bank takes: ISO 20022 pain.001.001.09, as the SEPA rulebook wants it. Pure.

The payer's address, which transfers to accounts outside of the EEA carry, is what its bank knows and adds.

The same facts give the same bytes: ids, times and order are the batch's own and nothing is made up here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from market.money.payouts.account import Payee, for_bank

SCHEMA: Final = "pain.001.001.09"
_SPACE: Final = f"{{urn:iso:std:iso:20022:tech:xsd:{SCHEMA}}}"


@dataclass(frozen=True)
class Debtor:
    """Whose account pays."""

    name: str
    iban: str
    bic: str


@dataclass(frozen=True)
class Transfer:
    """One payment: `amount` in cents of EUR, under the reference that the statement shows."""

    reference: str
    amount: int
    payee: Payee


@dataclass(frozen=True)
class Order:
    """The whole file: its random id, when it was made (UTC), and on which day the bank is to pay."""

    message_id: str
    made_at: datetime
    execution_date: date
    debtor: Debtor
    transfers: Sequence[Transfer]


class FileNotValid(RuntimeError):
    """The file does not fit the schema: a mistake of ours, found before a bank sees it."""


def pain001(order: Order) -> bytes:
    """The file, valid by its schema. Takes seconds for thousands of transfers. Raises FileNotValid."""
    from sepaxml import SepaTransfer
    from sepaxml.validation import ValidationError, try_valid_xml

    debtor = order.debtor
    config = {"name": for_bank(debtor.name), "IBAN": debtor.iban, "batch": True, "currency": "EUR"}
    if debtor.bic:
        config["BIC"] = debtor.bic
    document = SepaTransfer(config, schema=SCHEMA, clean=True)
    for transfer in sorted(order.transfers, key=lambda each: each.reference):
        document.add_payment(_payment(transfer, order.execution_date))
    made = _as_ours(document.export(validate=False), order)
    try:
        try_valid_xml(made, SCHEMA)
    except ValidationError as error:
        raise FileNotValid(order.message_id) from error
    return made


def _payment(transfer: Transfer, on: date) -> dict[str, object]:
    payment: dict[str, object] = {
        "name": for_bank(transfer.payee.name),
        "IBAN": transfer.payee.iban,
        "amount": transfer.amount,
        "execution_date": on,
        "endtoend_id": transfer.reference,
        "description": f"Moi {transfer.reference}",
    }
    if transfer.payee.bic:
        payment["BIC"] = transfer.payee.bic
    return payment


def _as_ours(document: bytes, order: Order) -> bytes:
    """The library makes ids of a clock and of chance; the batch has its own. And what it leaves unsaid is said."""
    from xml.etree import ElementTree

    root = ElementTree.fromstring(document)  # noqa: S314 - what was written a line above
    own = {
        "MsgId": order.message_id,
        "CreDtTm": order.made_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "PmtInfId": order.message_id,
    }
    for tag, value in own.items():
        for node in root.iter(_SPACE + tag):
            node.text = value
    for agent in root.iter(_SPACE + "DbtrAgt"):  # without a BIC the rulebook wants it said
        institution = agent.find(_SPACE + "FinInstnId")
        if institution is not None and not len(institution):
            other = ElementTree.SubElement(institution, _SPACE + "Othr")
            ElementTree.SubElement(other, _SPACE + "Id").text = "NOTPROVIDED"
    ElementTree.register_namespace("", _SPACE[1:-1])
    body: bytes = ElementTree.tostring(root, "utf-8")
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + body + b"\n"
