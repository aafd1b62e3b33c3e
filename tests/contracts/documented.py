"""The agreement that docs/contract.md shows in all three readings: ``python -m tests.contracts.documented``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from contracts import legal, odrl
from contracts.readings import agreement_reading
from contracts.terms import Proffer
from contracts.vocabulary import Language
from tests.contracts.builders import an_agreement

PAGE = Path(__file__).parents[2] / "docs" / "contract.md"
BEGIN, END = "<!-- one agreement: begin -->\n", "<!-- one agreement: end -->\n"
SHOWN = an_agreement(Proffer("simple", "P1M", 1900), purposes=("recommend",))
TONGUES: dict[Language, str] = {"fr": "French", "en": "English"}

_OPENING = """## One agreement in all three readings
Cycles Garonne rents a persona for a month under the terms `simple-2`, to recommend a product. This part is written by
`python -m tests.contracts.documented`, and a test finds it equal to what the code says today.
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
