"""What a command's exit code means is the same for all of them."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from market.commands import common
from tests.commands.conftest import Moi
from tests.conftest import ROOT

AWAY = "postgresql://nobody@127.0.0.1:1/none"
COMMANDS = {
    "settle": ("settle", "--period", "2027-03"),
    "dry run": ("settle", "--period", "2027-03", "--dry-run"),
    "payouts list": ("payouts", "list"),
    "payouts export": ("payouts", "export", "--output", "out.xml"),
    "reconcile": ("reconcile",),
    "reset-factor": ("operator", "reset-factor", "op@example.org"),
    "operator create": ("operator", "create", "op@example.org"),
    "client-money": ("client-money",),
    "signing-keys": ("signing-keys",),
    "seals": ("seals",),
    "migrate": ("migrate",),
    "doctor": ("doctor",),
}


@pytest.mark.parametrize("name", COMMANDS)
async def test_a_database_that_is_away_is_75_and_a_typo_2(moi: Moi, tmp_path: Path, name: str) -> None:
    given = {"MOI_MODE": "local", "MOI_HOME": str(tmp_path), "MIGRATION_DATABASE_URL": ""}
    away = await moi(*COMMANDS[name], DATABASE_URL=AWAY, **given)
    assert away.code == 75 and "Traceback" not in away.err, away.err
    typo = await moi(*COMMANDS[name], "--typo", DATABASE_URL=AWAY, **given)
    assert typo.code == 2 and "--typo" in typo.err


async def test_help_tells_the_codes(moi: Moi) -> None:
    for words in (("settle",), ("reconcile",), ("payouts", "export")):
        told = " ".join(re.sub("[│╭╮╰╯─]", " ", (await moi(*words, "--help")).out).split())
        assert "75 when the database" in told and "2 when the command is written wrong" in told


def test_the_codes_are_documented() -> None:
    table = dict(re.findall(r"^\| (\d+) \| (\w+)", (ROOT / "docs" / "commands.md").read_text(), re.M))
    names = ("DONE", "REFUSED", "USAGE", "DONE_BEFORE", "TOO_EARLY", "COULD_NOT", "AWAY")
    assert {str(getattr(common, name)) for name in names} == set(table)


def test_what_is_done_and_cannot_be_told_is_done() -> None:
    """As under cron when the disk of its log is full: a code of failure would have it done again."""
    told = "from market.commands.common import summary; summary('2026-11 is settled', [('Rentals', '3')])"
    with Path("/dev/full").open("w") as full:
        made = subprocess.run([sys.executable, "-c", told], stdout=full, stderr=subprocess.PIPE, text=True)
    assert (made.returncode, made.stderr) == (
        0,
        "It is done, and could not be told: No space left on device.\n",
    )
