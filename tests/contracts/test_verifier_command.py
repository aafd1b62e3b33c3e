"""``python -m contracts``, as people call it: files in, words and an exit code out."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from contracts.agreement import Party
from contracts.documents import HeadsDocument, agreement_file, written
from contracts.keyset import PURPOSE
from contracts.record import head
from contracts.seals import seal
from contracts.terms import ROSTER
from contracts.terms_hash import terms_hash
from contracts.verifier.command import main
from tests.contracts.builders import SALT, STARTED
from tests.contracts.records import (
    BRAND,
    HOUR,
    NOW,
    PLATFORM,
    STRANGER,
    Kept,
    a_life,
    a_record,
    agreed_facts,
    signed,
)

ROOT = Path(__file__).parents[2]
NBSP = "\xa0"
TODAY = NOW.date()


@pytest.fixture(scope="module")
def kept() -> Kept:
    return a_record(downloaded=TODAY)


@pytest.fixture
def files(tmp_path: Path, kept: Kept) -> Path:
    for side in ("holder", "brand"):
        (tmp_path / f"{side}.json").write_bytes(kept.bytes(side))  # type: ignore[arg-type]
    (tmp_path / "agreement.json").write_bytes(written(agreement_file(kept.agreement, [PLATFORM.public])))
    heads = HeadsDocument(heads=tuple(kept.heads))
    (tmp_path / "heads.json").write_bytes(written(heads))
    (tmp_path / "keys.json").write_text(json.dumps({"keys": [PLATFORM.public.jwk()]}))
    return tmp_path


def run(files: Path, *arguments: str, now: datetime = NOW) -> tuple[int, str]:
    given = [str(files / each) if each.endswith(".json") else each for each in arguments]
    code, lines = main(given, now)
    return code, "\n".join(lines)


def test_every_kind_of_file_is_verified_without_doubt(files: Path) -> None:
    names = ("agreement.json", "holder.json", "brand.json", "heads.json")
    code, said = run(files, "verify", *names, "--keys", "keys.json", "--heads", "heads.json", "--lang", "en")
    assert code == 0
    assert said.count("VERIFIED") == 4 and "prove the same record, up to event 6" in said
    assert "14 daily seals of https://moi.example/, from 2026-10-20 to 2026-11-02" in said


@pytest.mark.parametrize(("lang", "doubt"), [("fr", "DOUTE"), ("en", "DOUBT")])
def test_a_doubt_is_said_in_either_language_and_is_no_success(files: Path, lang: str, doubt: str) -> None:
    code, said = run(files, "verify", "holder.json", "--lang", lang)
    assert code == 3 and doubt in said and PLATFORM.kid in said


def test_the_worst_of_several_files_counts(files: Path) -> None:
    (files / "none.json").write_text('{"type":"moi.poem","version":1}')
    code, said = run(files, "verify", "holder.json", "none.json", "agreement.json", "--lang", "en")
    assert code == 1
    assert "does not read documents of type moi.poem, version 1" in said and "(TypeUnknown)" in said
    assert "Proven" not in said.split("none.json", 1)[1].split("agreement.json", 1)[0]


def test_french_is_what_is_said_if_nothing_is_asked(files: Path) -> None:
    code, said = run(files, "verify", "keys.json")
    assert code == 1
    assert said.splitlines()[0].endswith("REFUSÉ") and "(ni type ni version)" in said


def test_what_cannot_be_understood_is_another_code(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (
        ("verify",),
        ("verify", "missing.json"),
        ("verify", "holder.json", "--keys", "missing.json"),
        ("replay", "holder.json", "--at", "tomorrow"),
        ("replay", "holder.json", "--at", "2026-10-21T12:00:00"),
        ("explain",),
    ):
        with pytest.raises(SystemExit) as leaving:
            run(files, *arguments)
        assert leaving.value.code == 2
    assert "missing.json" in capsys.readouterr().err


def test_keys_and_heads_that_cannot_be_used_refuse_all(files: Path, kept: Kept) -> None:
    (files / "stranger.json").write_text(json.dumps(STRANGER.public.jwk()))
    (files / "status.json").write_text(json.dumps({"keys": [PLATFORM.public.jwk() | {PURPOSE: "status"}]}))
    (files / "renamed.json").write_text(json.dumps({"keys": [PLATFORM.public.jwk() | {"kid": "mine"}]}))
    (files / "list.json").write_text("[]")
    (files / "text.json").write_text("keys")
    (files / "numbers.json").write_text('{"keys":[1]}')
    for name, refusal in (
        ("stranger.json", "the key 1IG2tMH7J2wbJZnOf8LJzQitKf7LMvoAElsuDMVM54Y, which is not among"),
        ("status.json", "which is not among those that may sign here"),
        ("renamed.json", "kid is not the key's thumbprint"),
        ("list.json", "not a JSON Web Key Set"),
        ("numbers.json", "not a JSON Web Key Set"),
        ("text.json", "not JSON"),
    ):
        code, said = run(files, "verify", "holder.json", "--keys", name, "--lang", "en")
        assert code == 1 and "REFUSED" in said and refusal in said, name
        assert said.splitlines()[-1] in ("  (KeysUnreadable)", "  (KeyUnknown)"), name
    code, said = run(files, "verify", "holder.json", "--heads", "holder.json", "--keys", "keys.json")
    assert code == 1 and "REFUSÉ Ce ne sont pas des sceaux quotidiens" in said and "(NoHeads)" in said
    broken = HeadsDocument(heads=(kept.heads[0], kept.heads[2]))
    (files / "broken.json").write_bytes(written(broken))
    code, said = run(
        files, "verify", "holder.json", "--heads", "broken.json", "--keys", "keys.json", "--lang", "en"
    )
    assert code == 1 and "The seal of 2026-10-22 does not follow" in said


def test_a_key_set_may_hold_keys_for_other_uses(files: Path) -> None:
    others = [{"kty": "EC", "crv": "P-256", "kid": "x"}, STRANGER.public.jwk() | {PURPOSE: "status"}]
    (files / "all.json").write_text(
        json.dumps({"keys": [*others, PLATFORM.public.jwk() | {PURPOSE: "record"}]})
    )
    code, said = run(files, "verify", "holder.json", "--keys", "all.json")
    assert code == 0 and "données (1)" in said


def test_a_brands_signature_is_checked_with_the_key_given(files: Path, kept: Kept) -> None:
    whole = head(kept.events, kept.agreement.agreement_id)
    own = seal(kept.agreement.agreement_id, whole, NOW.date(), "second_party", BRAND)
    (files / "countersigned.json").write_bytes(
        kept.bytes(seals=[*kept.seals, own], party_keys=[BRAND.public])
    )
    (files / "brand-key.json").write_text(json.dumps(BRAND.public.jwk()))
    call = ("verify", "countersigned.json", "--keys", "keys.json", "--lang", "en")
    code, said = run(files, *call, "--party-keys", "brand-key.json")
    assert code == 0 and "Cycles Garonne countersigned the record at 6 events" in said
    assert run(files, *call)[0] == 3


def replayed(files: Path, at: str, name: str = "holder.json", lang: str = "en") -> str:
    code, said = run(files, "replay", name, "--at", at, "--keys", "keys.json", "--lang", lang)
    assert code == (3 if "NOT TO BE TOLD" in said or "NE SE DIT PAS" in said else 0)
    return said.replace(NBSP, " ")


def test_a_replay_says_who_could_see_what_under_which_clause(files: Path) -> None:
    said = replayed(files, "2026-10-22")
    assert "From 22 October 2026 at 00:00:00 (UTC+2) to 23 October 2026 at 00:00:00 (UTC+2)" in said
    assert (
        "OPEN: Cycles Garonne could read the sheet of “kavo-tilu” and what it said, invite it, ask it and write to it."
        in said
    )
    assert "Nobody else under this agreement." in said
    assert "3.1. The Rental discloses 45 traits" in said and "A.1. You: Years of birth" in said
    assert "are to be erased" not in said
    french = replayed(files, "2026-10-22", lang="fr")
    assert (
        "OUVERT : Cycles Garonne pouvait lire la fiche de « kavo-tilu » et ce qui lui était dit, l’inviter,"
        " l’interroger et lui écrire." in french
    )
    assert "3.1. La Location dévoile 45 traits" in french


def test_a_replay_cites_the_plain_reading_where_nobody_agreed_to_a_legal_one(files: Path) -> None:
    terms = ROSTER["standard"]
    before = signed(schema_version=1, terms_hash=terms_hash(terms, SALT, 1))
    (files / "before.json").write_bytes(a_record(a_life(before), before, downloaded=TODAY).bytes())
    said = replayed(files, "2026-10-22", "before.json")
    assert "[2.4] Shown once rented: 45 traits" in said and "[7.1] You: Years of birth" in said
    assert "3.1." not in said
    assert "[6.4] The brand erases its copies within 30 days" in replayed(files, "2026-11-03", "before.json")


def test_a_replay_of_the_day_of_the_end_says_the_hour_in_the_holders_copy_alone(files: Path) -> None:
    holder, brand = replayed(files, "2026-10-28"), replayed(files, "2026-10-28", "brand.json")
    assert (
        "From 28 October 2026 at 21:05:33 (UTC+1) to 29 October 2026 at 00:00:00 (UTC+1)\n  CLOSED" in holder
    )
    assert "(switched off by the holder)" in holder and "NOT TO BE TOLD" not in holder
    assert "are to be erased by 27 November 2026 at 21:05:33 (UTC+1) at the latest" in holder
    assert "NOT TO BE TOLD" in brand and "21:05" not in brand
    assert "between 27 November 2026 at 01:00:00 (UTC+1) and 28 November 2026 at 01:00:00 (UTC+1)" in brand


@pytest.mark.parametrize(
    ("at", "answer"),
    [
        ("2026-10-20T12:05:32Z", "CLOSED: nobody could read anything under this agreement (not paid yet)"),
        ("2026-10-20T12:05:34Z", "OPEN"),
        ("2026-10-28T20:05:33Z", "OPEN"),
        ("2026-10-28T20:05:34Z", "CLOSED: nobody could read anything under this agreement (switched off"),
        ("2026-11-28", "CLOSED"),
        ("0001-01-02", "CLOSED"),
    ],
)
def test_a_replay_of_an_instant_has_one_answer(files: Path, at: str, answer: str) -> None:
    said = replayed(files, at)
    assert answer in said and ("OPEN" in said) != ("CLOSED" in said)


def test_a_replay_says_until_when_copies_are_erased_and_that_the_brand_signed(files: Path) -> None:
    assert "had not yet signed that it erased" in replayed(files, "2026-10-29")
    signed_for = replayed(files, "2026-11-03")
    assert "The brand signed that it erased its copies." in signed_for
    assert "11.1. The Brand erases all its copies of the Data" in signed_for


def test_a_replay_knows_processors_suspension_expiry_and_what_lies_ahead(files: Path) -> None:
    agreement = signed(recipients=(Party(id="https://moi.example/n/x", name="Atelier Nord"),))
    agreed, begun, *_ = a_life(agreement)
    disputed = ("disputed", STARTED + 24 * HOUR, dict[str, Any]())
    (files / "disputed.json").write_bytes(
        a_record([agreed, begun, disputed], agreement, downloaded=TODAY).bytes()
    )
    assert "With it, its processors: Atelier Nord. Nobody else." in replayed(
        files, "2026-10-21", "disputed.json"
    )
    assert "suspended, the bank contests" in replayed(files, "2026-10-22", "disputed.json")
    assert "CLOSED" in replayed(files, "2026-12-01", "disputed.json")
    (files / "running.json").write_bytes(a_record([agreed, begun], agreement, downloaded=TODAY).bytes())
    over = replayed(files, "2026-11-21", "running.json")
    assert "(period over)" in over and "erased by 20 December 2026" in over
    renews = {"renews": agreement.agreement_id, "number": 2, "consent": "RenewedConsentGiven"}
    ahead = {"starts_at": "2026-11-30T12:05:33+00:00", "ends_at": "2026-12-31T12:05:33+00:00"}
    renewal = [("agreed", agreed[1], agreed_facts(agreement) | renews), ("activated", STARTED, ahead)]
    (files / "ahead.json").write_bytes(a_record(renewal, agreement, downloaded=TODAY).bytes())
    assert "(not begun yet)" in replayed(files, "2026-10-21", "ahead.json")


def test_a_day_on_which_nothing_changed_is_one_stretch_whatever_happened_in_it(files: Path) -> None:
    """The brand invited and the holder answered that day."""
    assert replayed(files, "2026-10-21").count("OPEN") == 1


def test_what_was_never_paid_was_never_open(files: Path, kept: Kept) -> None:
    (files / "unpaid.json").write_bytes(
        a_record(a_life(kept.agreement)[:1], kept.agreement, downloaded=TODAY).bytes()
    )
    said = replayed(files, "2026-10-21", "unpaid.json")
    assert "(not paid yet)" in said and "erased" not in said


def test_only_a_whole_record_is_replayed(files: Path, kept: Kept) -> None:
    for name, refusal in (("agreement.json", "NoSuchRecord"), ("keys.json", "NotADocument")):
        code, said = run(files, "replay", name, "--at", "2026-10-22", "--keys", "keys.json")
        assert code == 1 and f"({refusal})" in said
    unknown = a_record([*a_life(kept.agreement), ("paused", STARTED + 310 * HOUR, {})])
    (files / "closed.json").write_bytes(unknown.bytes("brand"))
    code, said = run(
        files, "replay", "closed.json", "--at", "2026-10-22", "--keys", "keys.json", "--lang", "en"
    )
    assert code == 1 and "Event 6 is closed in this copy" in said
    code, said = run(files, "replay", "holder.json", "--at", "2026-10-22")
    assert code == 3 and "DOUTE" in said and "OUVERT" in said


WALLED = """
import runpy, sys

def refuse(event, arguments):
    if event.startswith(("socket.", "subprocess.", "os.system", "os.fork", "sqlite3.")):
        raise SystemExit(f"{event} {arguments}")
    if event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+"):
        raise SystemExit(f"{event} {arguments}")

sys.addaudithook(refuse)
sys.argv = ["contracts", *sys.argv[1:]]
try:
    runpy.run_module("contracts", run_name="__main__")
finally:
    installed = {name.partition(".")[0] for name in sys.modules} - set(sys.stdlib_module_names)
    print(sorted(installed), file=sys.stderr)
"""


def test_the_verifier_needs_no_network_no_database_and_nothing_but_its_own_dependencies(files: Path) -> None:
    call = ["verify", *(str(files / name) for name in ("holder.json", "brand.json"))]
    made = subprocess.run(
        [sys.executable, "-B", "-c", WALLED, *call, "--keys", str(files / "keys.json"), "--lang", "en"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        env={"LC_ALL": "C"},
        check=False,
    )
    # The files are of the future for a machine before 2027: then that is what is said, by the same code.
    assert made.returncode in (0, 1) and ("VERIFIED" in made.stdout or "FromTheFuture" in made.stdout), made
    allowed = {
        "__main__", "contracts", "pydantic", "pydantic_core", "pydantic_extra_types", "annotated_types",
        "typing_extensions", "typing_inspection", "cryptography", "tzdata", "cffi", "_cffi_backend",
    }  # fmt: skip
    installed = set(json.loads(made.stderr.splitlines()[-1].replace("'", '"')))
    assert "contracts" in installed and {it for it in installed - allowed if not it.startswith("_")} == set()


def test_words_stand_in_utf_8_whatever_the_locale(files: Path) -> None:
    made = subprocess.run(
        [sys.executable, "-m", "contracts", "verify", str(files / "keys.json")],
        cwd=ROOT,
        capture_output=True,
        env={"LC_ALL": "C", "PYTHONUTF8": "0"},
        check=False,
    )
    assert made.returncode == 1 and "REFUSÉ" in made.stdout.decode()


def test_control_the_clock_of_the_machine_counts(files: Path) -> None:
    code, said = run(
        files, "verify", "holder.json", "--keys", "keys.json", "--lang", "en", now=STARTED - timedelta(days=9)
    )
    assert code == 1 and "by this computer’s clock" in said
