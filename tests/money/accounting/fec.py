"""Reads a fichier des écritures comptables and says what article A47 A-1 (LPF), VII and X, finds wrong with it."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

NAMES = [
    "JournalCode",
    "JournalLib",
    "EcritureNum",
    "EcritureDate",
    "CompteNum",
    "CompteLib",
    "CompAuxNum",
    "CompAuxLib",
    "PieceRef",
    "PieceDate",
    "EcritureLib",
    "Debit",
    "Credit",
    "EcritureLet",
    "DateLet",
    "ValidDate",
    "Montantdevise",
    "Idevise",
]
MAY_BE_EMPTY = {"CompAuxNum", "CompAuxLib", "EcritureLet", "DateLet", "Montantdevise", "Idevise"}
AMOUNT = re.compile(r"\d+(,\d{1,2})?")


@dataclass
class Record:
    """A line by its names."""

    fields: dict[str, str]

    def __getitem__(self, name: str) -> str:
        return self.fields[name]

    @property
    def number(self) -> int:
        return int(self["EcritureNum"])

    @property
    def amount(self) -> Decimal:
        """Credit positive."""
        return Decimal(self["Credit"].replace(",", ".")) - Decimal(self["Debit"].replace(",", "."))


def read(text: str) -> list[Record]:
    heading, *lines = text.removesuffix("\r\n").split("\r\n")
    assert heading.split("\t") == NAMES
    rows = [line.split("\t") for line in lines if line]
    assert all(len(row) == 18 for row in rows), "a record has eighteen fields"
    return [Record(dict(zip(NAMES, row, strict=True))) for row in rows]


def faults(text: str, period: tuple[date, date], first: int = 1) -> list[str]:
    """What is wrong; nothing, with a sound file. `first`: the number that the file begins with."""
    records, found = read(text), []
    sums: dict[int, Decimal] = defaultdict(Decimal)
    per_number: dict[int, set[tuple[str, ...]]] = defaultdict(set)
    last = first - 1
    for it in records:
        found += [f"{name} is empty" for name in NAMES if not it[name] and name not in MAY_BE_EMPTY]
        found += [
            f"a control character in {name}" for name in NAMES if re.search(r"[\x00-\x1f\x7f]", it[name])
        ]
        found += [
            f"{name} is no date" for name in ("EcritureDate", "PieceDate", "ValidDate") if not _date(it[name])
        ]
        found += [f"{name} is no amount" for name in ("Debit", "Credit") if not AMOUNT.fullmatch(it[name])]
        if not re.fullmatch(r"[1-9]\d{2}\d*", it["CompteNum"]):
            found.append("CompteNum does not begin with three figures of the plan")
        if (it["Debit"] == "0,00") == (it["Credit"] == "0,00"):
            found.append("neither debit nor credit, or both")
        if bool(it["CompAuxNum"]) != bool(it["CompAuxLib"]):
            found.append("half an auxiliary account")
        if it.number not in (last, last + 1):
            found.append(f"{it.number} follows {last}")
        last = it.number
        booked = _date(it["EcritureDate"])
        if booked and not period[0] <= booked <= period[1]:
            found.append("booked outside the month")
        sums[it.number] += it.amount
        per_number[it.number].add(
            tuple(it[name] for name in ("JournalCode", "EcritureDate", "PieceRef", "ValidDate"))
        )
    found += [f"{number} does not balance" for number, total in sums.items() if total]
    found += [f"{number} is several entries" for number, kinds in per_number.items() if len(kinds) != 1]
    names = {(it["CompteNum"], it["CompteLib"]) for it in records}
    if len(names) != len({number for number, _ in names}):
        found.append("an account with two names")
    return found


def opening_faults(text: str, before: Sequence[str]) -> list[str]:
    """What is wrong with how the file of a year begins; `before`: all files of the year before (A47 A-1, VIII).

    What the accounts of the balance sheet came to is carried forward, first; the others come to the year's result.
    """
    records, earlier = read(text), [it for each in before for it in read(each)]
    opening = [it for it in records if it["JournalCode"] == "AN"]
    due: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    result = Decimal()
    for it in earlier:
        if it["CompteNum"][0] in "67":
            result += it.amount
        else:
            due[it["CompteNum"], it["CompAuxNum"]] += it.amount
    if result:
        due["120000" if result > 0 else "129000", ""] += result
    found = [] if records[: len(opening)] == opening else ["openings are not first"]
    if {it.number for it in opening} - {1}:
        found.append("openings are not the first number")
    told = {(it["CompteNum"], it["CompAuxNum"]): it.amount for it in opening}
    if len(told) != len(opening):
        found.append("an account is opened twice")
    wanted = {account: amount for account, amount in due.items() if amount}
    found += [f"{account} opens with {told.get(account)}, was {amount}" for account, amount in wanted.items()
              if told.get(account) != amount]  # fmt: skip
    return [*found, *(f"{account} opens and was nothing" for account in told.keys() - wanted.keys())]


def journal_faults(text: str) -> list[str]:
    """The bank's journal is of entries that move an account in class 51, and of no others."""
    banked: dict[int, bool] = defaultdict(bool)
    for it in read(text):
        banked[it.number] |= it["CompteNum"].startswith("51")
    return [
        f"{it['EcritureLib']} in {it['JournalCode']}"
        for it in read(text)
        if it["JournalCode"] != "AN" and (it["JournalCode"] == "BQ") != banked[it.number]
    ]


def _date(text: str) -> date | None:
    try:
        return datetime.strptime(text, "%Y%m%d").date() if re.fullmatch(r"\d{8}", text) else None  # noqa: DTZ007
    except ValueError:
        return None
