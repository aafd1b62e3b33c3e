"""After the end the brand signs that its copies are gone, once; anybody checks the file offline."""

import asyncio
import json
from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from contracts.keys import PrivateKey
from market.accounts.actions import signing_keys
from market.base import clock
from market.base.database import fetch, fetch_value
from market.rentals.actions.end import end_early
from market.rentals.erasure import attest as attesting
from market.rentals.erasure import files
from market.rentals.erasure.attest import OwnSignature, attest_erasure
from market.rentals.errors import (
    ErasureAttestedAlready,
    ErasureKeyNotCurrent,
    ErasureNotAttested,
    ErasureNotGood,
    ErasureOfAnotherDay,
    ErasureUnsigned,
    NoBrandKey,
    RentalNotFound,
    RentalNotOver,
)
from market.rentals.sealing import files as sealed
from tests.factories import a_brand
from tests.market import Market, market
from tests.rentals.credentials.holding import a_key, register
from tests.rentals.erasure.erasing import (
    ERASED,
    Over,
    a_rented,
    facts_of,
    letters,
    own_signature,
    told,
    verified,
)

__all__ = ["market"]


@pytest.fixture
async def rented(market: Market) -> Over:
    return await a_rented(market)


@pytest.fixture
async def keyed(rented: Over) -> tuple[Over, PrivateKey]:
    """A rental that is over, of a brand with a key of its own."""
    return await rented.switched_off(), await register(rented.brand, a_key())


async def test_a_running_rental_has_no_copies_to_sign_for(rented: Over) -> None:
    with pytest.raises(RentalNotOver):
        await attest_erasure(rented.brand, rented.agreement, ERASED)


async def test_of_four_signatures_at_once_one_stands_and_the_others_are_refused(rented: Over) -> None:
    await rented.switched_off()
    done = await asyncio.gather(
        *(attest_erasure(rented.brand, rented.agreement, ERASED) for _ in range(4)), return_exceptions=True
    )
    assert sum(isinstance(it, ErasureAttestedAlready) for it in done) == 3
    assert facts_of(await rented.events()) == [("ended", None), ("erasure_attested", False)]
    assert await fetch_value("select count(*) from rentals.erasure_attestations") == 1
    with pytest.raises(ErasureAttestedAlready) as refusal:
        await attest_erasure(rented.brand, rented.agreement, ERASED)
    duty = await rented.duty()
    assert duty.standing == "attested" and duty.attested_on
    assert refusal.value.facts == {"attested_on": duty.attested_on.isoformat()}


async def test_the_holder_is_told_that_it_was_signed(rented: Over) -> None:
    await rented.switched_off()
    await attest_erasure(rented.brand, rented.agreement, ERASED)
    await rented.market.quiet()
    assert await letters() == [("erasure_attested", "holder")]


async def test_what_the_clock_ended_can_be_signed_before_any_job_recorded_it(rented: Over) -> None:
    await clock.travel(timedelta(days=33))
    await attest_erasure(rented.brand, rented.agreement, ERASED)
    assert facts_of(await rented.events()) == [("ended", None), ("erasure_attested", False)]


async def test_another_brand_signs_for_nobody(rented: Over) -> None:
    await rented.switched_off()
    with pytest.raises(RentalNotFound):
        await attest_erasure(await a_brand(), rented.agreement, ERASED)


async def test_without_a_key_the_platform_signs_for_the_brand_and_the_file_says_so(rented: Over) -> None:
    await end_early(rented.brand, rented.agreement)
    await attest_erasure(rented.brand, rented.agreement, ERASED)
    (report,) = await verified(await files.attestation(await rented.row()))
    assert report.verdict == "verified" and "on behalf of the brand" in told(report)


async def test_with_a_key_the_brand_signs_itself_and_both_files_agree(keyed: tuple[Over, PrivateKey]) -> None:
    it, key = keyed
    await attest_erasure(it.brand, it.agreement, ERASED, await own_signature(it, key))
    assert it.holder.person
    file = await files.attestation(await it.row())
    records = [
        await sealed.record_of_holder(it.holder.person, it.agreement),
        await sealed.record_of_brand(it.brand_id, it.agreement),
    ]
    for record in records:
        one, other = await verified(file, record, keys=(key,))
        assert one.verdict == "verified" and other.refusal is None
        assert "The brand signed itself" in told(one)
    assert await signing_keys.revoke(it.brand, key.kid) is None
    (later,) = await verified(await files.attestation(await it.row()), keys=(key,))
    assert later.verdict == "verified", "what a key signed before it was revoked stays verifiable"


async def test_a_changed_byte_of_the_file_proves_nothing(keyed: tuple[Over, PrivateKey]) -> None:
    it, key = keyed
    await attest_erasure(it.brand, it.agreement, ERASED, await own_signature(it, key))
    file = await files.attestation(await it.row())
    for old, new in ((b'"none"', b'"reached"'), (b'"systems"', b'"derived"'), (b'"party"', b'"platform"')):
        assert old in file
        (report,) = await verified(file.replace(old, new), keys=(key,))
        assert report.verdict == "refused"


async def test_who_has_a_key_does_not_have_it_signed_by_others(keyed: tuple[Over, PrivateKey]) -> None:
    it, key = keyed
    good = await own_signature(it, key)
    other = await own_signature(it, a_key())
    tomorrow = OwnSignature(good.kid, good.day + timedelta(days=1), good.value)
    foreign = OwnSignature(a_key().kid, good.day, good.value)
    for given, refusal in (
        (None, ErasureUnsigned),
        (foreign, ErasureKeyNotCurrent),
        (tomorrow, ErasureOfAnotherDay),
        (other, ErasureNotGood),
    ):
        with pytest.raises(refusal):
            await attest_erasure(it.brand, it.agreement, ERASED, given)
    changed = attesting.Declared(("files",), "none")
    with pytest.raises(ErasureNotGood):
        await attest_erasure(it.brand, it.agreement, changed, good)
    assert facts_of(await it.events()) == [("ended", None)], "nothing of it was written"


async def test_a_signature_of_yesterday_is_not_taken_today(keyed: tuple[Over, PrivateKey]) -> None:
    it, key = keyed
    signed = await own_signature(it, key)
    await clock.travel(timedelta(days=1))
    with pytest.raises(ErasureOfAnotherDay):
        await attest_erasure(it.brand, it.agreement, ERASED, signed)


async def test_who_has_no_key_signs_with_none(rented: Over) -> None:
    await rented.switched_off()
    with pytest.raises(NoBrandKey):
        await own_signature(rented, a_key())
    made_up = OwnSignature(a_key().kid, (await clock.now()).date(), "A" * 86)
    with pytest.raises(NoBrandKey):
        await attest_erasure(rented.brand, rented.agreement, ERASED, made_up)


async def test_before_it_is_signed_there_is_no_file(rented: Over) -> None:
    await rented.switched_off()
    with pytest.raises(ErasureNotAttested):
        await files.attestation(await rented.row())


@pytest.mark.parametrize(
    "sql",
    [
        "delete from rentals.erasure_attestations",
        "update rentals.erasure_attestations set said = '{}'",
        "delete from rentals.erasure_duties",
        "update rentals.erasure_duties set attested_at = null",
        "update rentals.erasure_duties set attested_at = base.now() + interval '1 day'",
        "update rentals.erasure_duties set delete_by = delete_by + 1",
        "update rentals.erasure_duties set passed_on = true, attested_at = null",
        "update rentals.erasure_duties set due_on = current_date",
        "update rentals.erasure_duties set breached_at = base.now()",
    ],
)
async def test_the_database_takes_nothing_back(rented: Over, owner: asyncpg.Connection, sql: str) -> None:
    await rented.switched_off()
    await attest_erasure(rented.brand, rented.agreement, ERASED)
    with pytest.raises(asyncpg.PostgresError):
        await owner.execute(sql)


async def test_the_service_may_neither_make_nor_forget_a_duty(rented: Over) -> None:
    await rented.switched_off()
    for sql in (
        "insert into rentals.erasure_duties (rental) values (uuidv7())",
        "delete from rentals.erasure_duties",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await fetch(sql)


async def test_what_is_kept_names_neither_holder_nor_persona(rented: Over) -> None:
    await rented.switched_off()
    await attest_erasure(rented.brand, rented.agreement, ERASED)
    file: dict[str, Any] = json.loads(await files.attestation(await rented.row()))
    assert set(file["said"]) == {
        "agreement_id", "agreement_hash", "brand", "covers", "ended_on", "delete_by", "erased", "recipients", "on",
    }  # fmt: skip
