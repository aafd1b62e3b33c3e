"""The file for the bank: valid by its schema, the same bytes again, and only where client money may be held."""

import uuid
from datetime import timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest
import sepaxml
import xmlschema

from market.base import audit, clock, vault
from market.base.database import fetch, fetch_row, fetch_value, transaction
from market.base.vault import Erased
from market.money.invariants import check
from market.money.payouts import sepa
from market.money.payouts.account import payee
from market.money.payouts.actions import export as acting
from market.money.payouts.actions.export import File, FileDiffers, export, export_batch
from market.money.payouts.actions.identity import keep_account
from market.money.payouts.errors import BatchEmpty, BatchNotFound, BatchNotMovable, SepaNotConfigured
from market.money.payouts.sepa import FileNotValid
from tests.money.payouts.paying import (
    GERMAN_IBAN,
    IBAN,
    NAME,
    OTHER_IBAN,
    a_payee,
    an_operator,
    approved,
    batch_of,
    client_money,
    gave_back,
    payout_of,
    requested,
    sent,
    status_of,
    sums,
)

SPACE = {"p": "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"}
XSD = xmlschema.XMLSchema(str(Path(sepaxml.__file__).parent / "schemas" / "pain.001.001.09.xsd"))


def texts(content: bytes, path: str) -> list[str]:
    return [str(node.text) for node in ElementTree.fromstring(content).iterfind(f".//{path}", SPACE)]


async def exported(batch: uuid.UUID) -> File:
    return await export_batch(await an_operator(), batch)


async def test_the_file_is_valid_by_its_schema_and_says_what_is_paid(paying: None) -> None:
    one, two = await a_payee(), await a_payee(GERMAN_IBAN, "Łukasz Żółć & fils")
    await requested((one, 2000), (two, 314_159))
    batch = await batch_of(one)
    await approved(batch)
    file = await exported(batch)
    XSD.validate(file.content.decode())
    assert (file.transfers, file.amount, file.again) == (2, 316_159, False)
    paths = ("p:PmtId/p:EndToEndId", "p:Amt/p:InstdAmt", "p:Cdtr/p:Nm", "p:CdtrAcct//p:IBAN")
    assert sorted(zip(*(texts(file.content, path) for path in paths), strict=True)) == sorted(
        [
            ((await payout_of(one))["reference"], "20.00", NAME, IBAN),
            ((await payout_of(two))["reference"], "3141.59", "Lukasz Zolc fils", GERMAN_IBAN),
        ]
    )
    assert texts(file.content, "p:GrpHdr/p:NbOfTxs") == ["2"]
    assert texts(file.content, "p:CtrlSum") == ["3161.59", "3161.59"]
    assert texts(file.content, "p:Dbtr/p:Nm") == ["Moi SAS Cie"]
    assert texts(file.content, "p:DbtrAcct//p:IBAN") == [GERMAN_IBAN]
    assert (await status_of(one), await sums(one)) == ("submitted", (0, 2000))
    assert await check() == []


async def test_it_pays_on_the_next_banking_day(paying: None) -> None:
    who = await a_payee()
    await requested((who, 2000))  # 1 April 2027, the Thursday before Easter is 25 March
    content = await sent(await batch_of(who))
    assert texts(content, "p:ReqdExctnDt/p:Dt") == ["2027-04-02"]
    assert texts(content, "p:CreDtTm")[0].startswith("2027-04-01T")


async def test_without_a_bic_the_rulebooks_word_stands_in_its_place(paying: None) -> None:
    who = await a_payee()
    await requested((who, 2000))
    assert texts(await sent(await batch_of(who)), "p:DbtrAgt//p:Id") == ["NOTPROVIDED"]


async def test_with_bics_they_are_in_the_file(paying: None) -> None:
    who = await a_payee(iban=None)
    assert who.person
    async with transaction():
        await keep_account(who.actor, who.person, payee(NAME, IBAN, "AGRIFRPP"), first=True)
    await requested((who, 2000))
    with client_money(MOI_SEPA_BIC="COBADEFFXXX"):
        content = await sent(await batch_of(who))
    XSD.validate(content.decode())
    assert texts(content, "p:BICFI") == ["COBADEFFXXX", "AGRIFRPP"]


async def test_nothing_in_the_file_says_what_it_is_for(paying: None) -> None:
    who = await a_payee()
    await requested((who, 2000))
    content = await sent(await batch_of(who))
    row = await payout_of(who)
    assert texts(content, "p:Ustrd") == [f"Moi {row['reference']}"]
    for inner in (row["id"], row["identity_id"], row["batch_id"]):
        assert str(inner) not in content.decode() and inner.hex not in content.decode()


async def test_exported_again_it_is_the_same_to_the_byte(paying: None) -> None:
    who = await a_payee()
    await requested((who, 2000))
    first = await sent(await batch_of(who))
    await clock.travel(timedelta(days=3))
    with client_money(MOI_SEPA_IBAN=IBAN, MOI_SEPA_NAME="Another"):
        again = await exported(await batch_of(who))
    assert again.content == first and again.again
    assert await fetch_value("select count(*) from money.payout_attempts") == 1
    actions = await fetch(
        "select action from base.audit_entries where subject_kind = 'payout_batch' order by id"
    )
    assert [row["action"] for row in actions][-2:] == [
        "payout_batch.submitted",
        "payout_batch.exported_again",
    ]


async def test_what_came_back_and_is_tried_again_leaves_the_first_file_as_it_was(paying: None) -> None:
    from market.money.payouts.actions.approve import approve_payout

    one, two, operator = await a_payee(), await a_payee(OTHER_IBAN), await an_operator()
    await requested((one, 2000), (two, 3000))
    batch = await batch_of(one)
    first = await sent(batch)
    payout = (await payout_of(one))["id"]
    await gave_back(operator, payout, "MS03")
    await approve_payout(operator, payout)
    second = await exported(await batch_of(one))
    assert (second.transfers, second.amount) == (1, 2000)
    assert (await exported(batch)).content == first
    assert set(texts(first, "p:EndToEndId")).isdisjoint(texts(second.content, "p:EndToEndId"))
    assert texts(first, "p:MsgId") != texts(second.content, "p:MsgId")


async def test_another_file_under_the_same_id_is_never_handed_out(
    paying: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = await a_payee()
    await requested((who, 2000))
    await sent(await batch_of(who))
    monkeypatch.setattr(acting, "pain001", lambda order: b"something else")
    with pytest.raises(FileDiffers):
        await exported(await batch_of(who))


async def test_the_mark_of_the_file_confirms_no_guess(paying: None) -> None:
    """Who has the database and guesses name and account cannot see whether the guess is right."""
    import hashlib

    who = await a_payee()
    await requested((who, 2000))
    content = await sent(await batch_of(who))
    mark = await fetch_value("select file_mac from money.payout_batches")
    assert len(mark) == 32 and mark != hashlib.sha256(content).digest()


@pytest.mark.parametrize(
    ("changed", "missing"),
    [
        ({"MOI_HOLDS_CLIENT_MONEY": "false"}, ["MOI_HOLDS_CLIENT_MONEY"]),
        ({"MOI_SEPA_NAME": " "}, ["MOI_SEPA_NAME"]),
        ({"MOI_SEPA_NAME": "🏦"}, ["MOI_SEPA_NAME"]),
        ({"MOI_SEPA_IBAN": "FR76"}, ["MOI_SEPA_IBAN"]),
        ({"MOI_SEPA_IBAN": "TR330006100519786457841326"}, ["MOI_SEPA_IBAN"]),
        ({"MOI_SEPA_BIC": "AGRIFRPP"}, ["MOI_SEPA_BIC"]),
        ({"MOI_SEPA_NAME": "", "MOI_SEPA_IBAN": ""}, ["MOI_SEPA_NAME", "MOI_SEPA_IBAN"]),
    ],
)
async def test_without_the_settings_nothing_is_sent(
    paying: None, changed: dict[str, str], missing: list[str]
) -> None:
    who = await a_payee()
    await requested((who, 2000))
    batch = await batch_of(who)
    await approved(batch)
    with client_money(**changed), pytest.raises(SepaNotConfigured) as refused:
        await exported(batch)
    assert refused.value.facts == {"missing": missing}
    assert await status_of(who) == "approved"


async def test_only_an_approved_batch_is_sent(paying: None) -> None:
    who = await a_payee()
    await requested((who, 2000))
    with pytest.raises(BatchNotMovable) as refused:
        await exported(await batch_of(who))
    assert refused.value.facts == {"state": "open"}
    with pytest.raises(BatchNotFound):
        await exported(uuid.uuid4())
    assert await fetch("select 1 from money.payout_attempts") == []


async def test_an_account_that_cannot_be_read_any_more_is_held_and_the_others_go(paying: None) -> None:
    one, two = await a_payee(), await a_payee(OTHER_IBAN)
    await requested((one, 2000), (two, 3000))
    batch = await batch_of(one)
    await approved(batch)
    assert one.person
    await vault.destroy_key(one.person, vault.PAYOUTS)
    assert (await exported(batch)).transfers == 1
    assert (await status_of(one), await status_of(two)) == ("held", "submitted")
    assert (await payout_of(one))["why"] == acting.UNREADABLE


async def test_where_none_can_be_read_nothing_is_sent(paying: None) -> None:
    who = await a_payee()
    await requested((who, 2000))
    batch = await batch_of(who)
    await approved(batch)
    assert who.person
    await vault.destroy_key(who.person, vault.PAYOUTS)
    with pytest.raises(BatchEmpty):
        await exported(batch)
    assert await status_of(who) == "held"
    assert await fetch_value("select status from money.payout_batches") == "canceled"


async def test_after_the_key_is_gone_the_file_cannot_be_made_again(paying: None) -> None:
    who = await a_payee()
    await requested((who, 2000))
    await sent(await batch_of(who))
    assert who.person
    await vault.destroy_key(who.person, vault.PAYOUTS)
    with pytest.raises(Erased):
        await exported(await batch_of(who))


async def test_cut_off_between_sending_and_writing_the_next_export_gives_the_file(
    paying: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The commit says that it was sent; the file is made of what was committed, as often as it takes."""

    class Killed(BaseException): ...

    def die(order: object) -> bytes:
        raise Killed

    who = await a_payee()
    await requested((who, 2000))
    batch = await batch_of(who)
    await approved(batch)
    with monkeypatch.context() as patch:
        patch.setattr(acting, "pain001", die)
        with pytest.raises(Killed):
            await exported(batch)
    row = await fetch_row("select status, file_mac from money.payout_batches where id = $1", batch)
    assert row and (row["status"], row["file_mac"]) == ("submitted", None)
    file = await export(audit.SYSTEM, batch)
    XSD.validate(file.content.decode())
    assert file.transfers == 1 and (await export(audit.SYSTEM, batch)).content == file.content
    assert await check() == []


async def test_a_file_that_does_not_fit_its_schema_is_caught_here(
    paying: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: the schema is asked at each export."""
    who = await a_payee()
    await requested((who, 2000))
    monkeypatch.setattr(sepa, "for_bank", lambda text: "")
    with pytest.raises(FileNotValid):
        await sent(await batch_of(who))
