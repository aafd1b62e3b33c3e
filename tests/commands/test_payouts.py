"""`moi payouts`: what waits, and the file for the bank."""

from pathlib import Path

import pytest

from market.base import names
from market.base.database import fetch
from tests.commands.conftest import Moi
from tests.money.payouts.paying import IBAN, a_payee, approved, batch_of, requested, status_of


async def test_an_approved_batch_is_written_for_its_owner_alone(moi: Moi, tmp_path: Path) -> None:
    who = await a_payee()
    await requested((who, 4000))
    batch = await batch_of(who)
    await approved(batch)
    name = names.name("batch", batch, names.for_operators())
    listed = await moi("payouts", "list")
    assert listed.code == 0 and name in listed.out and "40.00 EUR" in listed.out
    done = await moi("payouts", "export", "--output", "out.xml")
    assert (done.code, done.err) == (0, "")
    assert "40.00 EUR" in done.out and IBAN not in done.out
    file = tmp_path / "out.xml"
    assert file.stat().st_mode & 0o777 == 0o600
    assert IBAN in file.read_text() and "pain.001.001.09" in file.read_text()
    assert await status_of(who) == "submitted"
    again = await moi("payouts", "export", "--batch", name, "--output", "again.xml")
    assert again.code == 0 and "yes, the same file" in again.out
    assert (tmp_path / "again.xml").read_bytes() == file.read_bytes()


@pytest.mark.parametrize("columns", ["20", "80", ""])
async def test_the_name_of_a_batch_is_whole_however_narrow_the_terminal(moi: Moi, columns: str) -> None:
    who = await a_payee()
    await requested((who, 4000))
    listed = await moi("payouts", "list", COLUMNS=columns)
    (line,) = [line for line in listed.out.splitlines() if "sepa" in line]
    name = names.name("batch", await batch_of(who), names.for_operators())
    assert [cell.strip() for cell in line.split("│")[1:-1]] == [
        name,
        "sepa",
        "open",
        "none",
        "1",
        "40.00 EUR",
    ]


async def test_nothing_is_written_over_and_nothing_is_sent_then(moi: Moi, tmp_path: Path) -> None:
    who = await a_payee()
    await requested((who, 4000))
    await approved(await batch_of(who))
    (tmp_path / "out.xml").write_text("mine")
    for place in ("out.xml", "no/such/folder.xml"):
        done = await moi("payouts", "export", "--output", place)
        assert done.code == 1 and "Nothing was written" in done.err
    assert (tmp_path / "out.xml").read_text() == "mine"
    assert await status_of(who) == "approved"


async def test_without_an_approved_batch_it_says_so(moi: Moi, tmp_path: Path) -> None:
    who = await a_payee()
    await requested((who, 4000))
    for code, words, more in ((1, "no such batch", ()), (2, "names no batch", ("--batch", "x"))):
        done = await moi("payouts", "export", "--output", "out.xml", *more)
        assert done.code == code and words in done.err, done.err
    name = names.name("batch", await batch_of(who), names.for_operators())
    done = await moi("payouts", "export", "--output", "out.xml", "--batch", name)
    assert done.code == 1 and "does not allow it" in done.err
    assert not (tmp_path / "out.xml").exists()


async def test_without_the_permission_to_hold_client_money_it_names_the_settings(moi: Moi) -> None:
    who = await a_payee()
    await requested((who, 4000))
    await approved(await batch_of(who))
    done = await moi(
        *("payouts", "export", "--output", "out.xml"), MOI_HOLDS_CLIENT_MONEY="false", MOI_SEPA_IBAN=""
    )
    assert done.code == 1
    assert "missing: MOI_HOLDS_CLIENT_MONEY, MOI_SEPA_IBAN" in done.err
    assert await fetch("select 1 from money.payout_attempts") == []


async def test_where_nothing_waits_the_list_says_so(moi: Moi) -> None:
    assert "No batch waits." in (await moi("payouts", "list")).out
