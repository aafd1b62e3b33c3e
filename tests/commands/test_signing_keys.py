"""`moi signing-keys`: keys are told by purpose, and turned by who says so."""

from market.base import signing
from tests.commands.conftest import Moi


async def test_keys_are_told_and_turned_and_the_old_one_stays(moi: Moi) -> None:
    first = await signing.signing_key("record")
    told = await moi("signing-keys")
    assert told.code == 0 and first.kid in told.out
    turned = await moi("signing-keys", "--turn", "record")
    assert turned.code == 0, turned.err
    now = await signing.signing_key("record")
    assert f"From now on {now.kid} signs for record." in turned.out and first.kid in turned.out
    assert now.kid != first.kid


async def test_an_unknown_purpose_is_written_wrong(moi: Moi) -> None:
    wrong = await moi("signing-keys", "--turn", "everything")
    assert wrong.code == 2 and "record, status, credential or proof" in wrong.err
