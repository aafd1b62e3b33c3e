"""Where the money goes: sealed, replaced only with the password, told by mail, and followed by what was not sent."""

import asyncio
import re
from pathlib import Path

import asyncpg
import pytest

from market.accounts.actions.sessions import sign_in
from market.accounts.authentication import of_session
from market.accounts.refusals import TooManyAttempts, WrongCredentials
from market.base import audit, mail, vault
from market.base.access import Principal
from market.base.database import fetch, fetch_row, fetch_value, transaction
from market.base.errors import Refusal
from market.base.jobs import drain
from market.base.vault import SealBroken
from market.money.payouts import identities
from market.money.payouts.actions import identity as acting
from market.money.payouts.actions.identity import give_account, redirect
from market.money.payouts.errors import IbanNotSepa, IbanNotValid, MethodNotOpen, PayeeNameNotValid
from market.money.payouts.identities import destination
from market.wiring import JOBS
from tests.accounts.people import PASSWORD, person
from tests.conftest import FreshDatabase
from tests.money.payouts.paying import (
    IBAN,
    NAME,
    OTHER_IBAN,
    a_payee,
    approved,
    batch_of,
    client_money,
    gave_back,
    payout_of,
    requested,
    sent,
    tag_of,
)

ADA = "ada@example.org"


async def ada(email: str = ADA) -> Principal:
    await person(email)
    return await of_session(await sign_in(email, PASSWORD))


async def letters() -> list[mail.Kept]:
    return [it for it in await mail.kept() if it.kind == "payout_identity"]


async def kept(who: Principal) -> dict[str, object]:
    assert who.person
    row = await identities.current(tag_of(who))
    assert row
    key = await vault.data_key(who.person, vault.PAYOUTS)
    return key.unseal(identities.place(row["id"]), row["sealed"])


async def test_the_first_account_needs_no_password_and_is_told_by_mail(paying: None) -> None:
    who = await ada()
    await give_account(who, NAME, IBAN, "AGRIFRPP")
    assert await kept(who) == {"name": NAME, "iban": IBAN, "bic": "AGRIFRPP"}
    assert who.person
    shown = await destination(who.person)
    assert shown and (shown.method, shown.name, shown.ready) == ("sepa", NAME, True)
    assert shown.account == "FR\u00a0••••\u00a0189"
    (letter,) = await letters()
    assert letter.address == ADA
    assert NAME not in letter.text and IBAN[-4:] not in letter.text


@pytest.mark.parametrize("password", ["", "not this one at all"])
async def test_another_account_needs_the_password_again(paying: None, password: str) -> None:
    who = await ada()
    await give_account(who, NAME, IBAN)
    with pytest.raises(WrongCredentials):
        await give_account(who, NAME, OTHER_IBAN, password=password)
    assert (await kept(who))["iban"] == IBAN
    assert len(await letters()) == 1


async def test_it_is_replaced_and_not_edited(paying: None) -> None:
    who = await ada()
    await give_account(who, NAME, IBAN)
    await give_account(who, NAME, OTHER_IBAN, password=PASSWORD)
    assert (await kept(who))["iban"] == OTHER_IBAN
    rows = await fetch(
        "select replaced_at is null as current from money.payout_identities order by created_at"
    )
    assert [row["current"] for row in rows] == [False, True]
    assert len(await letters()) == 2
    actions = await fetch(
        "select action from base.audit_entries where action like 'payout_identity.%' order by id"
    )
    assert [row["action"] for row in actions] == ["payout_identity.given", "payout_identity.replaced"]


async def test_passwords_are_not_guessed_here(paying: None) -> None:
    who = await ada()
    await give_account(who, NAME, IBAN)
    with pytest.raises(TooManyAttempts):
        for _ in range(12):
            with pytest.raises(WrongCredentials):
                await give_account(who, NAME, OTHER_IBAN, password="no")


@pytest.mark.parametrize(
    ("name", "iban", "refusal"),
    [
        (NAME, "FR00", IbanNotValid),
        (NAME, "TR330006100519786457841326", IbanNotSepa),
        ("", IBAN, PayeeNameNotValid),
    ],
)
async def test_what_is_wrong_is_refused_and_changes_nothing(
    paying: None, name: str, iban: str, refusal: type[Refusal]
) -> None:
    who = await ada()
    with pytest.raises(refusal):
        await give_account(who, name, iban)
    assert await identities.current(tag_of(who)) is None
    assert await letters() == []


async def test_where_client_money_may_not_be_held_no_account_is_asked(paying: None) -> None:
    who = await ada()
    with client_money(MOI_HOLDS_CLIENT_MONEY="false"), pytest.raises(MethodNotOpen):
        await give_account(who, NAME, IBAN)


async def test_two_first_accounts_at_once_are_one_and_the_other_needs_the_password(paying: None) -> None:
    who = await ada()
    results = await asyncio.gather(
        *(give_account(who, NAME, iban) for iban in (IBAN, OTHER_IBAN) * 4), return_exceptions=True
    )
    assert [result for result in results if result is None] == [None]
    assert {type(result) for result in results if result is not None} == {WrongCredentials}
    assert await fetch_value("select count(*) from money.payout_identities") == 1


async def test_without_the_index_both_would_stand(paying: None, owner: asyncpg.Connection) -> None:
    """The control: the unique index is what keeps one current identity a holder."""
    await owner.execute("drop index money.payout_identities_current")
    who = await ada()
    await asyncio.gather(
        *(give_account(who, NAME, iban) for iban in (IBAN, OTHER_IBAN) * 4), return_exceptions=True
    )
    assert await fetch_value("select count(*) from money.payout_identities where replaced_at is null") > 1


@pytest.mark.parametrize("approved_first", [False, True])
async def test_what_was_not_sent_goes_to_the_new_account(paying: None, approved_first: bool) -> None:
    who = await ada()
    await give_account(who, NAME, IBAN)
    await requested((who, 2000))
    if approved_first:
        await approved(await batch_of(who))
    await give_account(who, NAME, OTHER_IBAN, password=PASSWORD)
    content = await (sent_again if approved_first else sent)(await batch_of(who))
    assert OTHER_IBAN.encode() in content and IBAN.encode() not in content
    assert (
        await fetch_value("select count(*) from base.audit_entries where action = 'payout.redirected'") == 1
    )


async def sent_again(batch: object) -> bytes:
    from market.money.payouts.actions.export import export

    return (await export(audit.SYSTEM, batch)).content  # type: ignore[arg-type]


async def test_what_was_sent_stays_on_the_account_it_was_sent_to(paying: None) -> None:
    who = await ada()
    await give_account(who, NAME, IBAN)
    await requested((who, 2000))
    first = await sent(await batch_of(who))
    await give_account(who, NAME, OTHER_IBAN, password=PASSWORD)
    assert await sent_again(await batch_of(who)) == first


async def test_what_is_to_go_another_way_is_held_for_an_operator(paying: None) -> None:
    who = await a_payee()
    await requested((who, 2000))
    assert who.person
    async with transaction():
        identity = await identities.keep(who.person, "connect", {"account": "acct_1"}, ready=True)
        await redirect(who.actor, tag_of(who), identity, "connect")
    assert await fetch_value("select status from money.payout_batches") == "canceled", "nothing is left in it"
    payout = await payout_of(who)
    assert (payout["status"], payout["why"], payout["batch_id"], payout["method"]) == (
        "held",
        acting.OTHER_WAY,
        None,
        "connect",
    )


async def test_an_identity_opens_in_its_own_row_alone(paying: None, owner: asyncpg.Connection) -> None:
    who = await ada()
    await give_account(who, NAME, IBAN)
    await give_account(who, NAME, OTHER_IBAN, password=PASSWORD)
    one, two = await fetch("select id, sealed from money.payout_identities order by created_at")
    assert who.person
    key = await vault.data_key(who.person, vault.PAYOUTS)
    assert key.unseal(identities.place(one["id"]), one["sealed"])
    with pytest.raises(SealBroken):
        key.unseal(identities.place(one["id"]), two["sealed"])
    other = await vault.data_key(who.person)
    with pytest.raises(SealBroken):
        other.unseal(identities.place(one["id"]), one["sealed"])


async def test_the_key_for_payouts_cannot_be_joined_with_the_persons_own(paying: None) -> None:
    who = await ada()
    await give_account(who, NAME, IBAN)
    tags = {row["tag"] for row in await fetch("select tag from base.person_keys")}
    assert who.person
    assert tags == {vault.tag(room, who.person) for room in (vault.VAULT, vault.PAYOUTS)}


async def test_no_name_or_account_stands_in_clear_anywhere(
    paying: None,
    database: FreshDatabase,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """In no table, in no job, in no log, in no letter; also after the payment, its failure and a wrong try."""
    from market.base import logs
    from market.base.settings import settings
    from tests.money.payouts.paying import an_operator

    logs.configure(settings())
    who = await ada()
    await give_account(who, NAME, IBAN, "AGRIFRPP")
    with pytest.raises(IbanNotValid):
        await give_account(who, NAME, IBAN[:-1] + "0", password=PASSWORD)
    await requested((who, 2000))
    queued = [bytes(row["payload"] or b"") for row in await fetch("select payload from jobs.pgqueuer")]
    await sent(await batch_of(who))
    await gave_back(await an_operator(), (await payout_of(who))["id"], "AC04")
    queued += [bytes(row["payload"] or b"") for row in await fetch("select payload from jobs.pgqueuer")]
    await drain(JOBS)
    superuser = await asyncpg.connect(database.superuser)
    tables = await superuser.fetch(
        "select schemaname || '.' || tablename as name from pg_tables"
        " where schemaname not in ('pg_catalog', 'information_schema')"
    )
    everything = b"".join(queued)
    for table in tables:
        for row in await superuser.fetch(f"select * from {table['name']}"):
            everything += b"".join(it if isinstance(it, bytes) else str(it).encode() for it in row.values())
    await superuser.close()
    everything += "".join(it.text + it.subject for it in await mail.kept()).encode()
    said = capsys.readouterr()
    everything += (said.out + said.err + caplog.text).encode()
    assert b"payout.requested" in everything, "the control: what is in clear is found"
    for canary in (NAME, IBAN, IBAN[4:], "AGRIFRPP", "Lovelace"):
        assert canary.encode() not in everything, canary
    assert re.search(rb"FR\d\d30006", everything) is None


def test_the_code_never_logs_a_payee() -> None:
    """Nothing in the room hands an opened identity to a log or an audit row."""
    folder = Path(acting.__file__).parent.parent
    for path in folder.rglob("*.py"):
        for line in path.read_text().splitlines():
            if "log." in line or "audit.record" in line:
                assert "kept" not in line and "payee" not in line and "iban" not in line.lower(), (path, line)


async def test_an_erased_key_shows_nothing_any_more(paying: None) -> None:
    who = await ada()
    await give_account(who, NAME, IBAN)
    assert who.person
    await vault.destroy_key(who.person, vault.PAYOUTS)
    with pytest.raises(vault.Erased):
        await destination(who.person)
    row = await fetch_row("select * from money.payout_identities")
    assert row and await identities.opened({row["id"]: (row["holder"], row["sealed"])}) == {}
