"""A brand writes, a holder writes, with or without a picture: only while the rental runs, under the rental's row lock.

A picture is drawn anew before any of that, with no transaction open; what the lock would refuse is refused before it
too, so that nobody has files worked through in vain. What lies unread at the holder's is nothing to the brand's way in:
it reads no table of silence.
"""

import base64
import hashlib
import hmac
import os
import uuid
from collections.abc import Callable, Coroutine
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from contracts.canonical import canonical, digest
from contracts.period import Interval
from contracts.record import SALT_BYTES
from market.accounts.charter import check_signed
from market.base import audit, jobs, vault
from market.base.access import NotYours, Principal
from market.base.clock import market_date
from market.base.database import fetch, transaction
from market.base.errors import Unauthenticated
from market.base.idempotency import claim, made_before
from market.base.ids import new_id
from market.base.keyring import keyring
from market.relations import speech
from market.relations.conversation import queries, rules
from market.relations.conversation import thanks as thanking
from market.relations.conversation.queries import (
    KIND,
    PADDING,
    PICTURE_PADDING,
    content_place,
    name_of,
    picture_place,
)
from market.relations.conversation.rules import Enclosed, Side, Words
from market.relations.conversation.thanks import Thanks
from market.relations.errors import (
    ConversationClosed,
    ConversationNotIncluded,
    MayGiveYouAway,
    MessageLeadsAway,
    TooManyMessages,
    WroteEnough,
)
from market.relations.pictures.process import Picture, check_bytes, drawn_anew
from market.relations.queries import ROOM, check_open_to_brand, check_running
from market.relations.rules import rental_month
from market.relations.silence import queries as silences
from market.rentals import queries as rentals
from market.rentals import record
from market.rentals.errors import RentalNotActive
from market.rentals.queries import RentalRow


@dataclass(frozen=True)
class _Place:
    """Where a message stands: the `number`-th of its side in a rental month, of at most `per_month` where so agreed."""

    side: Side
    month: int
    number: int
    per_month: int | None


_Decide = Callable[[RentalRow], Coroutine[Any, Any, tuple[_Place, Words]]]
_Find = Callable[[], Coroutine[Any, Any, RentalRow]]


async def write_as_brand(
    who: Principal,
    agreement: uuid.UUID,
    text: str,
    key: str | None = None,
    *,
    enclosed: Enclosed | None = None,
    thanks: Thanks | None = None,
) -> uuid.UUID:
    """The brand in whose seat `who` is writes to the holder, or thanks them. With a `key`, again is the same message.

    Raises RentalNotFound, RentalAlreadyEnded, RentalNotActive, RentalSuspended, CharterNotSigned,
    ConversationNotIncluded, TextNotAccepted, MessageLeadsAway, TooManyMessages, IdempotencyKeyReused; what
    `drawn_anew` raises, PictureMissing, PictureUndescribed; of thanks NotAnswered, and what offering a reward raises.
    """
    if who.seat is None:
        raise NotYours()
    brand = who.seat.brand

    async def found() -> RentalRow:
        return await rentals.of_brand(brand, agreement)

    async def decided(row: RentalRow) -> tuple[_Place, Words]:
        if thanks is not None:
            await thanking.check(row, thanks)
        return await _of_brand(row, text, enclosed)

    request = _Request(vault.tag(ROOM, brand), key, agreement, text, enclosed, thanks)
    try:
        return await _written(who, request, found, decided)
    except MessageLeadsAway as refused:  # nothing of that transaction is kept but this count
        await _flag(who, await found(), refused.facts["what"])
        raise


async def write_as_holder(
    who: Principal,
    agreement: uuid.UUID,
    text: str,
    key: str | None = None,
    *,
    enclosed: Enclosed | None = None,
    confirmed: bool = False,
) -> uuid.UUID:
    """The holder writes to the brand. With a `key`, again is the same message.

    Nobody here can say what is to be seen in a picture: one is always asked about first.

    Raises RentalNotFound, RentalAlreadyEnded, RentalNotActive, ConversationNotIncluded, RelationPaused,
    ConversationClosed, TextNotAccepted, GivesYouAway, MayGiveYouAway (unless `confirmed`), WroteEnough,
    IdempotencyKeyReused; what `drawn_anew` raises, PictureMissing, PictureUndescribed.
    """
    if who.person is None:
        raise Unauthenticated()
    person = who.person

    async def found() -> RentalRow:
        return await rentals.of_holder(person, agreement)

    async def decided(row: RentalRow) -> tuple[_Place, Words]:
        return await _of_holder(row, text, enclosed, confirmed=confirmed)

    return await _written(
        who, _Request(vault.tag(ROOM, person), key, agreement, text, enclosed), found, decided
    )


async def _of_brand(row: RentalRow, text: str, enclosed: Enclosed | None) -> tuple[_Place, Words]:
    check_open_to_brand(row)
    await check_signed(row.brand)
    month, following, allowed = _included(row)
    said = rules.check_words(text, enclosed)
    rules.refuse_leading(said)
    sent = await queries.sent_in_month(row.id, "brand", month)
    if sent >= allowed:
        last = row.ends_at is None or following >= market_date(row.ends_at)
        raise TooManyMessages(per_month=allowed, **({} if last else {"again_on": following.isoformat()}))
    return _Place("brand", month, sent + 1, allowed), said


async def _of_holder(
    row: RentalRow, text: str, enclosed: Enclosed | None, *, confirmed: bool
) -> tuple[_Place, Words]:
    check_running(row)
    month, _, _ = _included(row)
    silence = await silences.of(row)
    silence.check_speaking()
    if silence.closed is not None:
        raise ConversationClosed()
    said = rules.check_words(text, enclosed)
    for field, words in said.fields:
        await speech.check(rentals.ROOM, row.holder, field, words, confirmed=confirmed)
    if enclosed is not None and not confirmed:
        raise MayGiveYouAway(field="picture", what=["picture"])
    if await queries.sent_on(row.id, "person", market_date(row.now)) >= rules.MOST_A_DAY:
        raise WroteEnough(most=rules.MOST_A_DAY)
    sent = await queries.sent_in_month(row.id, "person", month)
    return _Place("person", month, sent + 1, None), said


@dataclass(frozen=True)
class _Request:
    """What was asked for, and under which key."""

    actor: bytes
    key: str | None
    agreement: uuid.UUID
    text: str
    enclosed: Enclosed | None
    thanks: Thanks | None = None

    @property
    def digest(self) -> bytes:
        """Keyed, as an invitation's: what is kept of a request outlives the holder's key."""
        said = {"agreement": str(self.agreement), "text": self.text}
        if self.enclosed is not None:
            said |= {"alt": self.enclosed.alt, "picture": hashlib.sha256(self.enclosed.data).hexdigest()}
        if self.thanks is not None:
            said |= {it: str(value) for it, value in asdict(self.thanks).items()}
        return hmac.digest(keyring().derive("request/message"), canonical(said), "sha256")

    async def made_before(self) -> uuid.UUID | None:
        return await made_before(self.actor, self.key, self.digest, KIND) if self.key else None

    async def claimed(self) -> tuple[uuid.UUID, bool]:
        """The message's id, and whether it is to be written now."""
        return await claim(self.actor, self.key, self.digest, KIND) if self.key else (new_id(), True)


async def _written(who: Principal, request: _Request, found: _Find, decided: _Decide) -> uuid.UUID:
    """The message, written once: decided without the lock before a picture is drawn, and under it."""
    picture = None
    if request.enclosed is not None:
        check_bytes(request.enclosed.data)
        before = await request.made_before()
        if before is not None:
            return before
        await decided(await found())
        picture = await drawn_anew(request.enclosed.data, request.actor)
    async with transaction():
        identity, fresh = await request.claimed()
        if not fresh:
            return identity
        row = await rentals.locked((await found()).id)
        place, said = await decided(row)
        await _write(row, identity, place, said, picture, request.thanks)
        if request.thanks is not None:
            await thanking.give(row, identity, request.thanks, who.actor)
        await audit.record(who.actor, "message.sent", KIND, identity, side=place.side)
        if place.side == "brand":
            await jobs.enqueue("relations.messaged", message=identity)
    return identity


def _included(row: RentalRow) -> tuple[int, date, int]:
    """The rental month, the day on which the next one begins, and the brand's messages in each.

    Raises RentalNotActive, ConversationNotIncluded.
    """
    if row.starts_at is None or row.ends_at is None:
        raise RentalNotActive()
    allowed = row.agreed().terms.contact.messages_per_month
    if allowed == 0:
        raise ConversationNotIncluded()
    month, following = rental_month(Interval(row.starts_at, row.ends_at), row.now)
    return month, following, allowed


async def _write(
    row: RentalRow,
    identity: uuid.UUID,
    place: _Place,
    words: Words,
    picture: Picture | None,
    thanks: Thanks | None,
) -> None:
    said: dict[str, Any] = {"text": words.text}
    if thanks is not None:
        said["thanks"] = thanks.kept(row.agreement)
    if picture is not None:
        shown = {"alt": words.alt, "width": picture.width, "height": picture.height}
        said["picture"] = {**shown, "sha256": picture.digest}
    salt = os.urandom(SALT_BYTES).hex()
    data_key = await vault.data_key(vault.person_of(rentals.ROOM, row.holder))
    await fetch(
        "insert into relations.messages (id, rental, side, month, number, per_month, sealed, sent_at)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8)",
        *(identity, row.id, place.side, place.month, place.number, place.per_month),
        *(data_key.seal(content_place(identity), {"message": said, "salt": salt}, PADDING), row.now),
    )
    if picture is not None:
        kept = {"jpeg": base64.b64encode(picture.jpeg).decode()}
        await fetch(
            "insert into relations.message_pictures (message, sealed) values ($1, $2)",
            *(identity, data_key.seal(picture_place(identity), kept, PICTURE_PADDING)),
        )
    facts = {
        "message": name_of(identity, row.agreement),
        "by": place.side,
        "month": place.month,
        "number": place.number,
        "content": digest({"salt": salt, "message": said}).hex(),
    }
    await record.write(row.id, row.agreement, "messaged", row.now, facts)


async def _flag(who: Principal, row: RentalRow, what: str) -> None:
    """Count what was refused; the transaction that refused it has kept nothing."""
    async with transaction():
        made = await fetch(
            "insert into relations.message_flags (id, rental, brand, what, refused_on) values ($1, $2, $3, $4, $5)"
            " on conflict do nothing returning id",
            *(new_id(), row.id, row.brand, what, market_date(row.now)),
        )
        if made:
            await audit.record(who.actor, "message.flagged", "rental", row.id, what=what)
