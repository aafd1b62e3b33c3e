"""`moi payouts`: what waits, and the file for the bank."""

import asyncio
import errno
import os
import sys
import uuid
from datetime import timedelta
from pathlib import Path

import pytest

from market.base import audit, clock, names
from market.base.database import fetch, fetch_value
from market.commands.places import beside
from market.money.payouts.actions.export import export, export_batch
from tests.commands.conftest import Moi
from tests.conftest import FreshDatabase
from tests.money.payouts.paying import (
    IBAN,
    a_payee,
    an_operator,
    approved,
    batch_of,
    requested,
    status_of,
)


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
    for code, words, more in ((3, "No batch is approved", ()), (2, "names no batch", ("--batch", "x"))):
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


# Cut off.


async def an_approved_batch() -> uuid.UUID:
    who = await a_payee()
    await requested((who, 4000))
    batch = await batch_of(who)
    await approved(batch)
    return batch


async def test_a_full_disk_leaves_no_half_file_and_the_same_command_goes_on(
    moi: Moi, database: FreshDatabase, tmp_path: Path
) -> None:
    await an_approved_batch()
    line = (sys.executable, "-m", "market", "payouts", "export", "--output", "out.xml")
    process = await asyncio.create_subprocess_exec(
        *("bash", "-c", 'ulimit -f 1; exec "$@"', "bash", *line),
        env={**os.environ, "DATABASE_URL": database.service, "PYTHONDONTWRITEBYTECODE": "1"},
        cwd=tmp_path,
        stderr=asyncio.subprocess.PIPE,
    )
    _, err = await process.communicate()
    assert (process.returncode, "its file is not written" in err.decode()) == (75, True), err
    assert list(tmp_path.iterdir()) == []
    done = await moi("payouts", "export", "--output", "out.xml")
    assert done.code == 0 and "yes, the same file" in done.out
    assert IBAN in (tmp_path / "out.xml").read_text() and [it.name for it in tmp_path.iterdir()] == [
        "out.xml"
    ]
    assert (await moi("payouts", "export", "--output", "out.xml")).code == 3
    assert (await moi("payouts", "export", "--output", "other.xml")).code == 3
    assert not (tmp_path / "other.xml").exists()


async def test_what_was_killed_while_it_wrote_is_written_by_the_next_run_whatever_its_name(
    moi: Moi, tmp_path: Path
) -> None:
    """The batch is sent and half of its file stands beside the place."""
    batch = await an_approved_batch()
    content = (await export(audit.SYSTEM, batch)).content
    (tmp_path / ".out.xml.part").write_bytes(content[:512])
    await clock.travel(timedelta(days=1))
    done = await moi("payouts", "export", "--output", "out.xml")
    assert done.code == 0 and [it.name for it in tmp_path.iterdir()] == ["out.xml"]
    assert (tmp_path / "out.xml").read_bytes() == content
    assert (tmp_path / "out.xml").stat().st_mode & 0o777 == 0o600


async def test_another_name_does_as_well(moi: Moi, tmp_path: Path) -> None:
    """A cron line that has the day in its file's name."""
    content = (await export(audit.SYSTEM, await an_approved_batch())).content
    assert (await moi("payouts", "export", "--output", "tomorrow.xml")).code == 0
    assert (tmp_path / "tomorrow.xml").read_bytes() == content


async def test_a_file_that_stands_in_its_place_is_known_again(moi: Moi, tmp_path: Path) -> None:
    """It was killed after the file was in its place and before that was noted."""
    batch = await an_approved_batch()
    (tmp_path / "out.xml").write_bytes((await export(audit.SYSTEM, batch)).content)
    assert (await moi("payouts", "export", "--output", "out.xml")).code == 0
    assert (await moi("payouts", "export", "--output", "out.xml")).code == 3
    assert await fetch_value("select handed_at from money.payout_batches where id = $1", batch)


async def test_what_an_operator_downloaded_is_not_offered_again(moi: Moi) -> None:
    await export_batch(await an_operator(), await an_approved_batch())
    assert (await moi("payouts", "export", "--output", "out.xml")).code == 3


async def test_two_at_once_write_one_file(moi: Moi, tmp_path: Path) -> None:
    await an_approved_batch()
    ran = await asyncio.gather(*(moi("payouts", "export", "--output", "out.xml") for _ in range(3)))
    assert sorted({it.code for it in ran} | {0, 75}) in ([0, 75], [0, 3, 75], [0, 1, 75]), ran
    assert len([it for it in ran if it.code == 0]) >= 1
    assert IBAN in (tmp_path / "out.xml").read_text()


def test_a_place_that_was_taken_meanwhile_is_not_written_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "out.xml"

    def no_links(*given: object) -> None:
        raise OSError(errno.EPERM, "no hard links here")

    for links in (True, False):
        if not links:
            monkeypatch.setattr(os, "link", no_links)
        with pytest.raises(FileExistsError), beside(place) as put:
            place.write_text("mine")
            put(b"ours")
        assert place.read_text() == "mine"
        place.unlink()
        with beside(place) as put:
            put(b"ours")
        assert (place.read_bytes(), place.stat().st_mode & 0o777) == (b"ours", 0o600)
        assert [it.name for it in tmp_path.iterdir()] == ["out.xml"]
        place.unlink()


def test_one_draft_is_one_process(tmp_path: Path) -> None:
    with beside(tmp_path / "out.xml"), pytest.raises(BlockingIOError), beside(tmp_path / "out.xml"):
        pass
