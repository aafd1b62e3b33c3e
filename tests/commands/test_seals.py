"""`moi seals`: what was sealed is verified again, beside heads that somebody kept."""

from pathlib import Path

from market.rentals.sealing import heads
from tests.commands.conftest import Moi
from tests.conftest import FreshDatabase
from tests.relations.helpers import a_relation
from tests.rentals.sealing.nights import past_every_trigger, the_night_passes, weeks_ago


async def test_all_is_as_it_was_sealed_until_somebody_changes_it(
    moi: Moi, database: FreshDatabase, tmp_path: Path
) -> None:
    await weeks_ago()
    await a_relation()
    await the_night_passes()
    kept = tmp_path / "kept.json"
    kept.write_bytes(await heads.file())
    sound = await moi("seals", "--heads", str(kept))
    assert sound.code == 0 and "All is as it was sealed." in sound.out, sound.err
    await past_every_trigger(
        database.superuser, "update rentals.record_events set facts = '{}' where seq = 1"
    )
    found = await moi("seals")
    assert found.code == 1 and "RecordTampered" in found.err
    kept.write_bytes(kept.read_bytes().replace(b"1024", b"2048"))
    wrong = await moi("seals", "--heads", str(kept))
    assert wrong.code == 2 and "SignatureInvalid" in wrong.err
