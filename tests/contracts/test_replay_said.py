"""What a replay says of what the person said: bound or not, it reached the brand; no log has who read it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from contracts.terms import EDITIONS
from contracts.verifier.command import main
from tests.contracts.records import NOW, PLATFORM, a_record, signed

UNBOUND = {
    "standard-1": ("reactions", "réactions"),
    "standard-2": ("reactions", "réactions"),
    "standard-3": ("answers, reactions", "réponses, réactions"),
}


def replayed(folder: Path, edition: str, language: str) -> str:
    deal: Any = signed(terms=EDITIONS[edition])
    (folder / "keys.json").write_text(json.dumps({"keys": [PLATFORM.public.jwk()]}))
    (folder / "record.json").write_bytes(a_record(agreement=deal).bytes())
    call = ["replay", str(folder / "record.json"), "--at", "2026-10-22", "--lang", language]
    code, lines = main([*call, "--keys", str(folder / "keys.json")], NOW)
    assert code == 0
    return "\n".join(lines).replace("\xa0", " ")


@pytest.mark.parametrize("edition", UNBOUND)
def test_what_no_clause_binds_is_said_to_have_reached_the_brand(tmp_path: Path, edition: str) -> None:
    kinds, sortes = UNBOUND[edition]
    english, french = (replayed(tmp_path, edition, it) for it in ("en", "fr"))
    assert (
        f"what “kavo-tilu” says reaches the brand, too ({kinds}); the clauses below do not speak" in english
    )
    assert f"parvient aussi à la marque ({sortes}) ; les clauses qui suivent n’en parlent pas" in french
    assert "and what it said" not in english


def test_control_what_the_contract_binds_is_in_what_the_brand_could_read(tmp_path: Path) -> None:
    said = replayed(tmp_path, "standard-4", "en")
    assert "and what it said" in said and "reaches the brand, too" not in said


@pytest.mark.parametrize("edition", ["standard-3", "standard-4"])
def test_the_holders_log_is_said_to_tell_of_the_sheet_alone(tmp_path: Path, edition: str) -> None:
    assert "who read the sheet stands in the holder’s log" in replayed(tmp_path, edition, "en")
    assert "qui a lu la fiche se trouve dans le journal du titulaire" in replayed(tmp_path, edition, "fr")
