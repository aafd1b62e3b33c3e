"""The lines of the fichier des écritures comptables (article A47 A-1 of the livre des procédures fiscales). Pure.

Section VII, 1°: eighteen fields in this order, a heading, a tab between fields, one record a line; dates as
AAAAMMJJ; amounts in base 10 with a decimal comma and no other separator.
"""

from dataclasses import dataclass
from datetime import date

HEADING = (
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
)
SEPARATOR, END = "\t", "\r\n"


@dataclass(frozen=True)
class Line:
    """One posting as the file has it. `amount`: minor units of EUR, credit positive."""

    journal: tuple[str, str]
    number: int
    booked_on: date
    account: tuple[str, str]
    auxiliary: tuple[str, str]
    piece: str
    piece_on: date
    words: str
    amount: int
    valid_on: date


def heading() -> str:
    """The first line of the file."""
    return SEPARATOR.join(HEADING) + END


def written(line: Line) -> str:
    """The line as it stands in the file; lettering and foreign currency stay empty, as the article allows."""
    fields = (
        *line.journal,
        str(line.number),
        day(line.booked_on),
        *line.account,
        *line.auxiliary,
        line.piece,
        day(line.piece_on),
        line.words,
        euros(max(-line.amount, 0)),
        euros(max(line.amount, 0)),
        "",
        "",
        day(line.valid_on),
        "",
        "",
    )
    return SEPARATOR.join(fields) + END


def day(value: date) -> str:
    """AAAAMMJJ."""
    return value.strftime("%Y%m%d")


def euros(cents: int) -> str:
    """Euros with a decimal comma; `cents` is not negative."""
    return f"{cents // 100},{cents % 100:02}"


def file_name(siren: str, closed_on: date) -> str:
    """SirenFECAAAAMMJJ.txt (the article's section X), with the day that the file reaches to."""
    return f"{siren}FEC{day(closed_on)}.txt"
