"""An image goes with a message of either side: under the same rules, sealed, drawn anew, and for the two alone."""

import asyncio
import base64
import contextlib
import hashlib
import json
import os
import signal
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import asyncpg
import pytest

from contracts.canonical import digest
from market.base import clock, vault
from market.base.database import DB, fetch_row, fetch_value
from market.base.errors import NotFound
from market.base.idempotency import IdempotencyKeyReused
from market.relations.conversation import actions, queries
from market.relations.conversation.actions import write_as_brand, write_as_holder
from market.relations.conversation.rules import Enclosed
from market.relations.errors import (
    ConversationClosed,
    GivesYouAway,
    MayGiveYouAway,
    MessageLeadsAway,
    PictureMissing,
    PictureNotFound,
    PictureNotOfKind,
    PictureTooHard,
    PictureTooLarge,
    PictureUndescribed,
    RelationPaused,
    TextNotAccepted,
    TooManyMessages,
    WroteEnough,
)
from market.relations.pictures import jpeg, process
from market.relations.pictures.limits import BYTES_MOST
from market.relations.silence.actions import choose, pause
from market.relations.silence.tables import CLOSED, RECEIPTS
from market.rentals import record
from market.rentals.actions.end import withdraw
from market.rentals.errors import RentalAlreadyEnded, RentalNotActive, RentalSuspended
from tests.factories import a_brand, a_holder
from tests.market import Market, market
from tests.relations.conversation.writing import ANSWER, HELLO, heard
from tests.relations.helpers import Relation, a_paid_relation, a_relation, brand_of
from tests.relations.pictures.drawing import a_file, noise

__all__ = ["market"]

pytestmark = pytest.mark.usefixtures("database")

BELL, HANDLEBAR = (
    Enclosed(a_file("PNG"), "une sonnette en laiton"),
    Enclosed(a_file("JPEG"), "un guidon droit"),
)
TABLES = (
    *("relations.messages", "relations.message_pictures", "rentals.record_events", "base.audit_entries"),
    "base.idempotency_records",
)


async def counts() -> list[int]:
    return [await fetch_value(f"select count(*) from {table}") for table in TABLES]


async def brand_sends(relation: Relation, enclosed: Enclosed = BELL, text: str = HELLO) -> str:
    made = await write_as_brand(relation.brand, relation.agreement, text, enclosed=enclosed)
    return queries.name_of(made, relation.agreement)


async def holder_sends(relation: Relation, enclosed: Enclosed = HANDLEBAR, text: str = ANSWER) -> str:
    made = await write_as_holder(relation.holder, relation.agreement, text, enclosed=enclosed, confirmed=True)
    return queries.name_of(made, relation.agreement)


async def brand_gets(relation: Relation, name: str) -> bytes:
    return await queries.picture_of_brand(brand_of(relation.brand), relation.agreement, name)


async def holder_gets(relation: Relation, name: str) -> bytes:
    assert relation.holder.person is not None
    return await queries.picture_of_holder(relation.holder.person, relation.agreement, name)


async def test_both_sides_send_one_and_both_read_the_same_bytes() -> None:
    relation = await a_relation()
    sent = {await brand_sends(relation): BELL, await holder_sends(relation): HANDLEBAR}
    for name in sent:
        drawn = await brand_gets(relation, name)
        assert drawn == await holder_gets(relation, name) and jpeg.size_of(drawn) == (120, 80)
    read = await queries.of_brand(brand_of(relation.brand), relation.agreement)
    assert [it.picture for it in read] == [
        queries.Pictured("une sonnette en laiton", 120, 80),
        queries.Pictured("un guidon droit", 120, 80),
    ]
    assert [it.picture for it in (await heard(relation)).said] == [it.picture for it in read]


async def test_the_record_commits_to_the_image_and_both_lie_sealed(owner: asyncpg.Connection) -> None:
    relation = await a_relation()
    name = await holder_sends(relation, Enclosed(a_file("PNG"), "au marché de zanzibar"))
    assert relation.holder.person is not None
    key = await vault.data_key(relation.holder.person)
    row = await owner.fetchrow("select m.id, m.sealed, p.sealed as picture from relations.messages m join"
                               " relations.message_pictures p on p.message = m.id")  # fmt: skip
    assert row is not None
    opened = key.unseal(queries.content_place(row["id"]), row["sealed"])
    kept = base64.b64decode(key.unseal(queries.picture_place(row["id"]), row["picture"])["jpeg"])
    assert opened["message"]["picture"]["sha256"] == hashlib.sha256(kept).hexdigest()
    assert kept == await brand_gets(relation, name)
    (event,) = [it for it in await record.read(relation.rental) if it.kind == "messaged"]
    assert event.facts["content"] == digest(opened).hex()
    with pytest.raises(vault.SealBroken):
        key.unseal(queries.content_place(row["id"]), row["picture"])
    assert kept[200:260] not in row["picture"] and b"JFIF" not in row["picture"]
    for table in await owner.fetch(
        "select schemaname || '.' || tablename as name from pg_tables"
        " where schemaname not in ('pg_catalog', 'information_schema')"
    ):
        for it in await owner.fetch(f"select t::text as all from {table['name']} t"):
            assert "zanzibar" not in it["all"].lower(), table["name"]


async def test_what_is_kept_of_an_image_does_not_tell_its_length_and_is_not_rewritten(
    owner: asyncpg.Connection,
) -> None:
    relation = await a_relation()
    await brand_sends(relation)
    await brand_sends(relation, Enclosed(a_file("PNG", None), "la même, encore"))
    lengths = await owner.fetch("select octet_length(sealed) as it from relations.message_pictures")
    assert len({row["it"] for row in lengths}) == 1
    for statement in (
        "update relations.message_pictures set sealed = ''",
        "delete from relations.message_pictures",
        "truncate relations.message_pictures",
    ):
        with pytest.raises(asyncpg.PostgresError):
            await owner.execute(statement)
    with pytest.raises(asyncpg.CheckViolationError):
        await owner.execute(
            "insert into relations.message_pictures select gen_random_uuid(), decode(repeat('00', 1048577), 'hex')"
        )


async def test_the_largest_image_fits_where_it_is_kept() -> None:
    relation = await a_relation()
    name = await brand_sends(relation, Enclosed(noise(2000, 1500), "du bruit"))
    assert len(await brand_gets(relation, name)) > 300_000
    sealed = await fetch_value("select octet_length(sealed) from relations.message_pictures")
    assert sealed <= 1024 * 1024


async def test_an_image_is_a_message_and_counts_as_one() -> None:
    relation = await a_relation(variant="simple")
    for n in range(4):
        await brand_sends(relation, text=f"Message {'i' * (n + 1)}.")
    before = await counts()
    with pytest.raises(TooManyMessages):
        await brand_sends(relation, text="Un de plus.")
    for _ in range(20):
        await write_as_holder(relation.holder, relation.agreement, ANSWER)
    with pytest.raises(WroteEnough):
        await holder_sends(relation)
    assert (await counts())[1] == before[1] == 4


async def test_what_the_lock_would_refuse_is_refused_before_anything_is_drawn(
    monkeypatch: pytest.MonkeyPatch, owner: asyncpg.Connection
) -> None:
    relation = await a_relation()
    monkeypatch.setattr(process, "DECODER", ("/nowhere/decoder",))  # whoever comes so far gets another error
    acts: dict[type[Exception], Callable[[], Awaitable[str]]] = {
        MessageLeadsAway: lambda: brand_sends(relation, text="Quel est votre nom ?"),
        GivesYouAway: lambda: holder_sends(relation, text="mon numéro : 06 12 34 56 78"),
        TextNotAccepted: lambda: brand_sends(relation, text=""),
        PictureUndescribed: lambda: brand_sends(relation, Enclosed(BELL.data, "  ")),
        PictureMissing: lambda: brand_sends(relation, Enclosed(b"", "une sonnette")),
        PictureTooLarge: lambda: brand_sends(relation, Enclosed(b"x" * (BYTES_MOST + 1), "une sonnette")),
    }
    for refusal, act in acts.items():
        with pytest.raises(refusal):
            await act()
    with pytest.raises(FileNotFoundError):  # the control
        await brand_sends(relation)
    await pause(relation.holder, relation.agreement)
    with pytest.raises(RelationPaused):
        await holder_sends(relation)
    await owner.execute("update rentals.rentals set state = 'TemporarilySuspended'")
    with pytest.raises(RentalSuspended):
        await brand_sends(relation)


async def test_what_happens_while_it_is_drawn_is_decided_under_the_lock(
    monkeypatch: pytest.MonkeyPatch, market: Market
) -> None:
    """The rental ends, the holder closes the conversation, the month is filled: in the middle of drawing."""
    drawn_anew = process.drawn_anew

    def during(act: Callable[[], Awaitable[object]]) -> None:
        async def drawing(data: bytes, whose: object) -> process.Picture:
            picture = await drawn_anew(data, whose)
            await act()
            return picture

        monkeypatch.setattr(actions, "drawn_anew", drawing)

    relation = await a_paid_relation(market)
    during(lambda: choose(relation.holder, relation.agreement, {CLOSED: True}))
    with pytest.raises(ConversationClosed):
        await holder_sends(relation)
    during(lambda: withdraw(relation.holder, relation.agreement))
    before = (await counts())[:2]
    with pytest.raises(RentalAlreadyEnded):
        await brand_sends(relation)
    assert (await counts())[:2] == before


async def test_five_at_once_are_no_more_than_the_month_has() -> None:
    relation = await a_relation(variant="simple")
    done = await asyncio.gather(
        *(brand_sends(relation, text=f"Message {'i' * n}.") for n in range(1, 7)), return_exceptions=True
    )
    assert sum(isinstance(it, str) for it in done) == 4
    assert sum(isinstance(it, TooManyMessages) for it in done) == 2


@pytest.mark.parametrize(
    ("alt", "what"),
    [("Écrivez à contact@marque.example", "email"), ("Quel est votre nom de famille ?", "identity")],
)
async def test_the_words_of_a_brands_image_are_looked_through_and_counted(alt: str, what: str) -> None:
    relation = await a_relation()
    with pytest.raises(MessageLeadsAway) as refused:
        await brand_sends(relation, Enclosed(BELL.data, alt))
    assert refused.value.facts == {"field": "alt", "what": what}
    assert await queries.flags_of(brand_of(relation.brand)) == {what: 1}
    assert (await counts())[:2] == [0, 0]


async def test_the_words_of_a_holders_image_are_looked_through_and_any_image_is_asked_about_first() -> None:
    relation = await a_relation()
    with pytest.raises(GivesYouAway) as refused:
        await holder_sends(relation, Enclosed(HANDLEBAR.data, "12 rue des Lilas"))
    assert refused.value.facts["field"] == "alt"
    before = await counts()
    with pytest.raises(MayGiveYouAway) as asked:
        await write_as_holder(relation.holder, relation.agreement, ANSWER, enclosed=HANDLEBAR)
    assert asked.value.facts == {"field": "picture", "what": ["picture"]}
    assert await counts() == before
    await holder_sends(relation)


async def test_with_its_key_an_image_is_sent_once_and_another_is_an_error() -> None:
    relation = await a_relation(variant="simple")

    async def send(enclosed: Enclosed | None) -> object:
        return await write_as_brand(relation.brand, relation.agreement, HELLO, "a-key", enclosed=enclosed)

    first = await send(BELL)
    for n in range(3):
        await brand_sends(relation, text=f"Message {'i' * (n + 1)}.")
    assert await send(BELL) == first  # also when the month has all its messages
    for other in (None, Enclosed(HANDLEBAR.data, BELL.alt), Enclosed(BELL.data, "autre chose")):
        with pytest.raises(IdempotencyKeyReused):
            await send(other)


async def test_only_the_two_of_it_get_it() -> None:
    relation, elsewhere = await a_relation(), await a_relation()
    name = await brand_sends(relation)
    plain = queries.name_of(
        await write_as_brand(relation.brand, relation.agreement, HELLO), relation.agreement
    )
    stranger, other = await a_brand(), await a_holder()
    assert other.person is not None and elsewhere.holder.person is not None
    for act in (
        queries.picture_of_brand(brand_of(stranger), relation.agreement, name),
        queries.picture_of_holder(other.person, relation.agreement, name),
        queries.picture_of_holder(elsewhere.holder.person, relation.agreement, name),
        queries.picture_of_brand(brand_of(elsewhere.brand), elsewhere.agreement, name),
        queries.picture_of_holder(elsewhere.holder.person, elsewhere.agreement, name),
        brand_gets(relation, plain),
        brand_gets(relation, "x"),
        holder_gets(relation, name[:-1]),
    ):
        with pytest.raises(PictureNotFound):
            await act


async def test_after_the_end_by_an_act_or_by_the_clock_nobody_gets_it(market: Market) -> None:
    ended, over = await a_paid_relation(market), await a_relation()
    names = {it.agreement: await brand_sends(it) for it in (ended, over)}
    await withdraw(ended.holder, ended.agreement)
    await clock.travel(timedelta(days=40))
    for relation in (ended, over):
        before = await counts()
        for act in (
            brand_gets(relation, names[relation.agreement]),
            holder_gets(relation, names[relation.agreement]),
            brand_sends(relation),
            holder_sends(relation),
        ):
            with pytest.raises(RentalAlreadyEnded):
                await act
        assert await counts() == before
        (said,) = (await heard(relation)).said
        assert said.picture is not None and said.picture.alt == BELL.alt  # what it showed is still said


async def test_while_a_bank_decides_nobody_gets_it(owner: asyncpg.Connection) -> None:
    relation = await a_relation()
    name = await brand_sends(relation)
    await owner.execute("update rentals.rentals set state = 'TemporarilySuspended'")
    with pytest.raises(RentalSuspended):
        await brand_gets(relation, name)
    with pytest.raises(RentalNotActive):
        await holder_gets(relation, name)
    with pytest.raises(RentalNotActive):
        await holder_sends(relation)


async def test_with_its_holders_key_it_is_gone() -> None:
    relation = await a_relation()
    name = await holder_sends(relation)
    assert relation.holder.person is not None
    await vault.destroy_key(relation.holder.person)
    vault._cache.clear()
    for act in (brand_gets(relation, name), holder_gets(relation, name)):
        with pytest.raises(NotFound):
            await act


async def test_in_a_pause_it_lies_unread_and_looking_at_it_tells_nobody() -> None:
    relation = await a_relation()
    await choose(relation.holder, relation.agreement, {RECEIPTS: True})
    await pause(relation.holder, relation.agreement)
    name = await brand_sends(relation)
    assert (await heard(relation)).said == [] and (await heard(relation)).lying == 1
    (looked,) = (await heard(relation, looking=True)).said
    assert looked.picture is not None
    await holder_gets(relation, name)
    (read,) = await queries.of_brand(brand_of(relation.brand), relation.agreement)
    assert read.read_on is None


async def test_killed_in_the_middle_of_drawing_nothing_is_sent_and_the_key_is_free() -> None:
    relation = await a_relation()
    enclosed, before = Enclosed(noise(3000, 3000), "du bruit"), await counts()
    others = _children()
    sending = asyncio.create_task(
        write_as_brand(relation.brand, relation.agreement, HELLO, "one-key", enclosed=enclosed)
    )
    while not (fresh := _children() - others):
        await asyncio.sleep(0.01)
        assert not sending.done()
    for pid in fresh:
        os.kill(pid, signal.SIGKILL)
    with pytest.raises(PictureTooHard):
        await sending
    assert await counts() == before
    await write_as_brand(relation.brand, relation.agreement, HELLO, "one-key", enclosed=BELL)
    row = await fetch_row("select per_month, number from relations.messages")
    assert row is not None and row["number"] == 1


def _children() -> set[int]:
    found: set[int] = set()
    for task in Path("/proc/self/task").iterdir():
        with contextlib.suppress(FileNotFoundError):
            found |= {int(it) for it in (task / "children").read_text().split()}
    return found


async def test_no_transaction_is_open_while_it_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    seen, drawn_anew = [], process.drawn_anew

    async def drawing(data: bytes, whose: object) -> process.Picture:
        seen.append(DB.transaction_exists())
        return await drawn_anew(data, whose)

    monkeypatch.setattr(actions, "drawn_anew", drawing)
    relation = await a_relation()
    await brand_sends(relation)
    await holder_sends(relation)
    assert seen == [False, False]


async def test_a_file_that_is_none_keeps_nothing() -> None:
    relation = await a_relation()
    before = await counts()
    with pytest.raises(PictureNotOfKind) as refused:
        await brand_sends(relation, Enclosed(b"<svg/>", "un logo"))
    assert refused.value.facts["field"] == "picture"
    assert await counts() == before
    assert json.dumps(refused.value.facts)
