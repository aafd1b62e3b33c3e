"""``python -m contracts verify receipt.json``, in a process of its own: words and exit codes for people and scripts."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from contracts.documents import agreement_file, written
from tests.contracts.consents import a_receipt
from tests.contracts.records import NOW, PLATFORM, STRANGER, signed

ROOT = Path(__file__).parents[2]
# The builders' time lies ahead of this computer's: the command is run by a clock that has reached it.
RUN = f"""
import sys, datetime
from contracts.verifier.command import main
code, lines = main(sys.argv[1:], datetime.datetime.fromisoformat("{NOW.isoformat()}"))
print("\\n".join(lines))
sys.exit(code)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for side in ("holder", "brand"):
        (tmp_path / f"{side}.json").write_bytes(a_receipt(side))  # type: ignore[arg-type]
    (tmp_path / "agreement.json").write_bytes(written(agreement_file(signed(), [PLATFORM.public])))
    (tmp_path / "keys.json").write_text(json.dumps({"keys": [PLATFORM.public.jwk()]}))
    (tmp_path / "stranger.json").write_text(json.dumps({"keys": [STRANGER.public.jwk()]}))
    return tmp_path


def run(folder: Path, *arguments: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-c", RUN, *arguments],
        cwd=folder,
        env={"PYTHONPATH": str(ROOT), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_a_receipt_is_proven_with_the_platforms_keys_and_says_so_in_both_languages(folder: Path) -> None:
    for lang, verdict, words in (
        ("en", "VERIFIED", "withdrawn by the person"),
        ("fr", "VÉRIFIÉ", "retiré par la personne"),
    ):
        code, said = run(folder, "verify", "holder.json", "brand.json", "--keys", "keys.json", "--lang", lang)
        assert code == 0 and said.count(verdict) == 2 and words in said, said


def test_with_keys_from_the_file_alone_it_is_a_doubt(folder: Path) -> None:
    code, said = run(folder, "verify", "brand.json", "--lang", "en")
    assert code == 3 and "DOUBT" in said and "nothing shows that they are the platform’s" in said


def test_with_a_strangers_keys_or_another_byte_it_is_refused_by_name(folder: Path) -> None:
    code, said = run(folder, "verify", "brand.json", "--keys", "stranger.json", "--lang", "en")
    assert code == 1 and "(KeyUnknown)" in said
    data = (folder / "brand.json").read_bytes()
    (folder / "changed.json").write_bytes(data.replace(b"dpv:ConsentWithdrawn", b"dpv:ConsentGiven____"))
    code, said = run(folder, "verify", "changed.json", "--keys", "keys.json", "--lang", "en")
    assert code == 1 and "(SignatureInvalid)" in said
    assert "Proven" not in said, "what was proven before a refusal counts for nothing"


def test_beside_another_contract_of_the_same_name_both_are_refused(folder: Path) -> None:
    names = ("holder.json", "agreement.json")
    assert run(folder, "verify", *names, "--keys", "keys.json")[0] == 0
    other = signed(withdrawal_method="by letter only")
    (folder / "agreement.json").write_bytes(written(agreement_file(other, [PLATFORM.public])))
    code, said = run(folder, "verify", *names, "--keys", "keys.json", "--lang", "en")
    assert code == 1 and said.count("(ReceiptAstray)") == 2


def test_a_receipt_is_no_record_to_be_replayed(folder: Path) -> None:
    code, said = run(
        folder, "replay", "holder.json", "--at", "2026-10-21", "--keys", "keys.json", "--lang", "en"
    )
    assert code == 1 and "(NoSuchRecord)" in said
