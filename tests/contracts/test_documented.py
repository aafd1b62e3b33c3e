"""docs/contract.md shows one agreement as the code reads it today."""

from contracts import legal, odrl, odrl_readback, readback
from contracts.facts import of_agreement
from contracts.legal import readback as legal_readback
from contracts.readings import agreement_reading
from contracts.record_kinds import KINDS
from tests.contracts.documented import PAGE, SHOWN, section, written


def test_the_page_shows_the_agreement_as_it_reads_today() -> None:
    page = PAGE.read_text()
    assert written(page) == page, "run: python -m tests.contracts.documented"
    assert section() in page


def test_what_the_page_shows_states_the_same_in_all_its_readings() -> None:
    facts = of_agreement(SHOWN)
    page = PAGE.read_text()
    for language in ("fr", "en"):
        plain = agreement_reading(SHOWN, language).text
        clauses = legal.agreement_reading(SHOWN, language).text
        assert plain in page and clauses in page
        assert readback.facts(plain, language) == legal_readback.facts(clauses, language) == facts
    assert odrl_readback.facts(odrl.agreement(SHOWN)) == facts


def test_the_page_lists_every_kind_of_event() -> None:
    part = PAGE.read_text().split("### What an event says, and to whom")[1].split("###")[0]
    assert {it for it in KINDS if f"`{it}`" not in part} == set()
