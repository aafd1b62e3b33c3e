"""The agreement that docs/contract.md shows in all three readings: ``python -m tests.contracts.documented``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from contracts import legal, odrl
from contracts.agreement import Party
from contracts.readings import agreement_reading
from contracts.terms import Proffer
from contracts.vocabulary import Language
from tests.contracts.builders import SIGNED, an_agreement

PAGE = Path(__file__).parents[2] / "docs" / "contract.md"
BEGIN, END = "<!-- one agreement: begin -->\n", "<!-- one agreement: end -->\n"
AGREEMENT = "0f8d5a52-0c39-4c0e-9f5a-2a0d4b6a6f10"
SHOWN = an_agreement(
    Proffer("simple", "P1M", 1900),
    purposes=("recommend",),
    agreement_id=f"urn:uuid:{AGREEMENT}",
    first_party=Party(id="urn:moi:persona:AY80Kb0toW2R2j7hWyN8b2mpNGZavndpMNncYidPZghJ", name="kavo-tilu"),
    second_party=Party(
        id="urn:moi:brand:AfW2Nuuj7iwnVr33ojC2f8pK4mY7nsfr9dkJtNHeD9iy", name="Cycles Garonne"
    ),
    target="urn:moi:version:AW7pJ_YykrdF0nYrQIx-KVO9X1PcI5BpydDW2341PdHs",
    signed_at=SIGNED.replace(microsecond=0),
    expression_method="POST /v1/rentals",
    withdrawal_method=f"POST /v1/relations/{AGREEMENT}/withdrawal",
)
"""Its names are nobody's; its places are those of an issued one, which a test compares."""
TONGUES: dict[Language, str] = {"fr": "French", "en": "English"}

_OPENING = f"""## One agreement in all three readings
Cycles Garonne rents a persona for a month under the terms `{SHOWN.terms.edition}`, to recommend a product. This part is
written by `python -m tests.contracts.documented`, and a test finds it equal to what the code says today.
"""


def section() -> str:
    """The part of the page that is generated."""
    return "\n".join((_OPENING, *_parts()))


def written(page: str) -> str:
    """The page with that part as it is now."""
    before, rest = page.split(BEGIN)
    _, after = rest.split(END)
    return f"{before}{BEGIN}{section()}{END}{after}"


def _parts() -> Iterator[str]:
    for language, tongue in TONGUES.items():
        yield _part(f"Plain, {tongue}", agreement_reading(SHOWN, language).text)
    for language, tongue in TONGUES.items():
        yield _part(f"Legal, {tongue}", legal.agreement_reading(SHOWN, language).text)
    document = json.dumps(odrl.agreement(SHOWN), ensure_ascii=False, indent=1)
    yield _part("Machine, JSON-LD", f"{document}\n", "json")


def _part(title: str, text: str, kind: str = "text") -> str:
    return f"### {title}\n```{kind}\n{text}```\n"


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text()))
