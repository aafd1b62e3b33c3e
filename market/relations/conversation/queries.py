"""Reads of a conversation. The tenant is in every query; a brand reads while the rental runs, and never what lies."""

import base64
import uuid
from dataclasses import dataclass, replace
from datetime import date, datetime

from market.base import names, vault
from market.base.clock import market_date
from market.base.database import Record, fetch, fetch_value
from market.base.errors import NotFound
from market.relations.conversation.rules import Side
from market.relations.errors import PictureNotFound
from market.relations.queries import check_open_to_brand, check_running
from market.relations.silence import queries as silences
from market.relations.silence.rules import Silence
from market.rentals import queries as rentals
from market.rentals.errors import RentalNotFound
from market.rentals.queries import RentalRow

KIND = "message"
PADDING = 2048  # bytes: a message shall not tell by its length which it is
PICTURE_PADDING = 64 * 1024


@dataclass(frozen=True)
class Pictured:
    """What is said of a message's picture: what it shows in words, and its size in pixels."""

    alt: str
    width: int
    height: int


@dataclass(frozen=True)
class Thanked:
    """What a message thanks for: the name of a question, None for no answer; and its gift, minor units."""

    question: str | None
    gift: int | None


@dataclass(frozen=True)
class Said:
    """A message. `read_on`: of a brand's, the day on which it was read, where the holder lets that be known."""

    id: uuid.UUID
    side: Side
    text: str
    sent_at: datetime
    read_on: date | None
    picture: Pictured | None = None
    thanks: Thanked | None = None


@dataclass(frozen=True)
class Heard:
    """A conversation as its holder has it: what is shown, oldest first, how many messages of the brand's lie unread,
    and the silence that they lie in."""

    said: list[Said]
    lying: int
    silence: Silence


def content_place(message: uuid.UUID) -> vault.Place:
    """Where the words of a message are sealed."""
    return vault.Place("messages", "sealed", message)


def picture_place(message: uuid.UUID) -> vault.Place:
    """Where the picture of a message is sealed."""
    return vault.Place("message_pictures", "sealed", message)


def name_of(message: uuid.UUID, agreement: uuid.UUID) -> str:
    """What a message is called in its relation."""
    return names.name(KIND, message, names.for_agreement(agreement))


_SAID = (
    "select m.id, m.side, m.sealed, m.sent_at, c.read_on from relations.messages m"
    " left join relations.message_receipts c on c.message = m.id where m.rental = $1 order by m.id"
)


def _opened(row: Record, key: vault.DataKey) -> Said:
    said = key.unseal(content_place(row["id"]), row["sealed"])["message"]
    shown = said.get("picture")
    picture = Pictured(shown["alt"], shown["width"], shown["height"]) if shown else None
    thanks = Thanked(**said["thanks"]) if "thanks" in said else None
    return Said(row["id"], row["side"], said["text"], row["sent_at"], row["read_on"], picture, thanks)


async def of_brand(brand: uuid.UUID, agreement: uuid.UUID) -> list[Said]:
    """All that was written in this rental, oldest first; it ends with the rental.

    Raises RentalNotFound, RentalAlreadyEnded, RentalNotActive, RentalSuspended, Erased.
    """
    row = await rentals.of_brand(brand, agreement)
    check_open_to_brand(row)
    return await _said(row, await vault.data_key(vault.person_of(rentals.ROOM, row.holder)))


async def of_holder(person: uuid.UUID, agreement: uuid.UUID, *, looking: bool = False) -> Heard:
    """All that was written in this relation but what lies unread, unless they are `looking`; also after its end.

    Raises RentalNotFound, Erased.
    """
    row = await rentals.of_holder(person, agreement)
    silence = await silences.of(row)
    said = await _said(row, await vault.data_key(person))
    lying = [it for it in said if it.side == "brand" and silence.message_lies(it.sent_at)]
    shown = said if looking else [it for it in said if it not in lying]
    return Heard(shown, len(lying), silence)


async def read_by_holder(person: uuid.UUID, agreement: uuid.UUID, *, looking: bool = False) -> Heard:
    """`of_holder`, and the brand is told on which day its messages were read, where they let that be known.

    Of what lies unread nothing is told, though they look at it.
    """
    heard = await of_holder(person, agreement, looking=looking)
    if not heard.silence.receipts or heard.silence.deaf is not None:
        return heard
    row = await rentals.of_holder(person, agreement)
    unread = [it.id for it in heard.said if it.side == "brand" and it.read_on is None]
    if row.phase != "Active" or not unread:
        return heard
    today = market_date(row.now)
    await fetch(
        "insert into relations.message_receipts (message, read_on) select id, $2 from unnest($1::uuid[]) id"
        " on conflict do nothing",
        *(unread, today),
    )
    said = [replace(it, read_on=today) if it.id in unread else it for it in heard.said]
    return replace(heard, said=said)


async def picture_of_brand(brand: uuid.UUID, agreement: uuid.UUID, message: str) -> bytes:
    """The picture of the message that is called so, as a JPEG; it ends with the rental.

    Raises PictureNotFound, RentalAlreadyEnded, RentalNotActive, RentalSuspended, Erased.
    """
    try:
        row = await rentals.of_brand(brand, agreement)
    except RentalNotFound:
        raise PictureNotFound() from None
    check_open_to_brand(row)
    return await _picture(row, message)


async def picture_of_holder(person: uuid.UUID, agreement: uuid.UUID, message: str) -> bytes:
    """The same for the holder; looking at one tells nobody.

    Raises PictureNotFound, RentalAlreadyEnded, RentalNotActive, Erased.
    """
    try:
        row = await rentals.of_holder(person, agreement)
    except RentalNotFound:
        raise PictureNotFound() from None
    check_running(row)
    return await _picture(row, message)


async def _picture(row: RentalRow, message: str) -> bytes:
    try:
        identity = names.inner_id(KIND, message, names.for_agreement(row.agreement))
    except NotFound:
        raise PictureNotFound() from None
    sealed = await fetch_value(
        "select p.sealed from relations.message_pictures p join relations.messages m on m.id = p.message"
        " where m.id = $1 and m.rental = $2",
        *(identity, row.id),
    )
    if sealed is None:
        raise PictureNotFound()
    key = await vault.data_key(vault.person_of(rentals.ROOM, row.holder))
    return base64.b64decode(key.unseal(picture_place(identity), sealed)["jpeg"])


async def _said(row: RentalRow, key: vault.DataKey) -> list[Said]:
    return [_opened(it, key) for it in await fetch(_SAID, row.id)]


async def sent_in_month(rental: uuid.UUID, side: Side, month: int) -> int:
    """How many messages a side has written in this rental month; asked under the rental's lock."""
    count = await fetch_value(
        "select count(*) from relations.messages where rental = $1 and side = $2 and month = $3",
        *(rental, side, month),
    )
    return int(count or 0)


async def sent_on(rental: uuid.UUID, side: Side, day: date) -> int:
    """How many messages a side has written on this day of the market; asked under the rental's lock."""
    count = await fetch_value(
        "select count(*) from relations.messages where rental = $1 and side = $2"
        " and (sent_at at time zone 'Europe/Paris')::date = $3",
        *(rental, side, day),
    )
    return int(count or 0)


async def flags_of(brand: uuid.UUID) -> dict[str, int]:
    """How often a brand's messages were refused for leading around Moi or asking who somebody is, by what they did.

    Once a day in each rental at most. For operators, and for what judges a brand's conduct.
    """
    rows = await fetch(
        "select what, count(*) as times from relations.message_flags where brand = $1 group by what order by what",
        brand,
    )
    return {row["what"]: int(row["times"]) for row in rows}
