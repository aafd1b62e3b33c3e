"""A brand asks: in one rental, or in all that can be asked, each decided under its rental's row lock."""

import hmac
import os
import uuid
from dataclasses import dataclass

from contracts.canonical import canonical, digest
from contracts.period import Interval
from contracts.record import SALT_BYTES
from market.accounts.charter import check_signed
from market.base import audit, jobs, vault
from market.base.access import NotYours, Principal
from market.base.clock import market_date, now
from market.base.database import fetch, transaction
from market.base.errors import Refusal
from market.base.idempotency import claim, made_before
from market.base.ids import new_id
from market.base.keyring import keyring
from market.money.credit.errors import BrandOwes
from market.money.rewards.actions import offers
from market.money.rewards.errors import BudgetOver, RewardBeyondBudget
from market.relations.errors import NobodyToAsk, QuestionNotIncluded, QuestionUnclear
from market.relations.queries import ROOM, check_open_to_brand
from market.relations.questions import queries, rules, turns
from market.relations.questions.able import Preview, able, last_day
from market.relations.questions.rules import Question
from market.relations.rewards.actions import for_question
from market.relations.rules import rental_month
from market.rentals import queries as rentals
from market.rentals import record
from market.rentals.errors import RentalNotActive
from market.rentals.queries import RentalRow

MOST_AT_ONCE = 500
"""So many are asked in one request; with the same key again, the next ones are."""


@dataclass(frozen=True)
class AskedNow:
    """A round: how many were asked in it, and how many are still to be, by the same request again."""

    round: uuid.UUID
    asked: int
    to_come: int = 0


async def ask(
    who: Principal,
    agreement: uuid.UUID,
    question: Question,
    key: str | None = None,
    budget: uuid.UUID | None = None,
) -> uuid.UUID:
    """The brand in whose seat `who` is asks the holder of one rental. With a `key`, again is the same question.

    A reward is held of a `budget` of the brand's. Raises RentalNotFound, RentalAlreadyEnded, RentalNotActive,
    RentalSuspended, CharterNotSigned, IdempotencyKeyReused, QuestionNotIncluded, QuestionAlreadyAsked, and what the
    checks of `rules` and the offer of a reward raise.
    """
    brand = _brand_of(who)
    async with transaction():
        round_id = new_id()
        if key is not None:
            request = _fingerprint(str(agreement), question)
            round_id, fresh = await claim(vault.tag(ROOM, brand), key, request, queries.ROUND)
            if not fresh:
                return round_id
        row = await rentals.locked((await rentals.of_brand(brand, agreement)).id)
        await check_signed(brand)
        content = rules.check_question(question, market_date(row.now))
        await _ask(who, row, content, round_id, _funded(content, budget))
    return round_id


async def preview(who: Principal, question: Question) -> Preview:
    """How many could be asked this now, and why others could not. Raises what `rules.check_question` raises."""
    content = rules.check_question(question, market_date(await now()))
    return await able(_brand_of(who), content, None)


async def ask_all(
    who: Principal, question: Question, key: str | None = None, budget: uuid.UUID | None = None
) -> AskedNow:
    """Ask every persona that the brand rents and may ask. With a `key`, again goes on where it stopped.

    Each is asked in a transaction of its own: what ended meanwhile is left out, and nobody is asked twice. With a
    reward nobody is asked unless the `budget` has enough for all. Raises NobodyToAsk, CharterNotSigned,
    IdempotencyKeyReused, and what `rules.check_question` and the offer of a reward raise.
    """
    brand = _brand_of(who)
    content = rules.check_question(question, market_date(await now()))
    fund = _funded(content, budget)
    request, round_id = _fingerprint("all", question), None
    if key is not None:
        round_id = await made_before(vault.tag(ROOM, brand), key, request, queries.ROUND)
    found = await able(brand, content, round_id)
    if not found.would_be:
        if round_id is not None:
            return AskedNow(round_id, await queries.asked_in_round(round_id))
        raise NobodyToAsk(left_out=dict(found.left_out))
    await check_signed(brand)
    if fund is not None and content.reward is not None:
        await offers.require_enough(fund, vault.tag("money", brand), content.reward * len(found.would_be))
    if round_id is None:
        round_id = await _begin(brand, key, request)
    for rental in found.would_be[:MOST_AT_ONCE]:
        await _ask_if_still(who, rental, content, round_id, fund)
    asked = await queries.asked_in_round(round_id)
    return AskedNow(round_id, asked, max(0, len(found.would_be) - MOST_AT_ONCE))


async def _begin(brand: uuid.UUID, key: str | None, request: bytes) -> uuid.UUID:
    if key is None:
        return new_id()
    async with transaction():
        round_id, _ = await claim(vault.tag(ROOM, brand), key, request, queries.ROUND)
    return round_id


async def _ask_if_still(
    who: Principal, rental: uuid.UUID, content: Question, round_id: uuid.UUID, fund: uuid.UUID | None
) -> None:
    try:
        async with transaction():
            await _ask(who, await rentals.locked(rental), content, round_id, fund)
    except (BudgetOver, BrandOwes, RewardBeyondBudget):
        raise
    except Refusal:  # it ended, was suspended, was asked or erased meanwhile
        return


def _funded(question: Question, budget: uuid.UUID | None) -> uuid.UUID | None:
    """The budget of a reward, None without one. Raises QuestionUnclear where one of the two is missing."""
    if (question.reward is None) != (budget is None):
        raise QuestionUnclear(field="reward" if question.reward is None else "budget", reason="missing")
    return budget


async def _ask(
    who: Principal, row: RentalRow, content: Question, round_id: uuid.UUID, fund: uuid.UUID | None
) -> None:
    check_open_to_brand(row)
    if row.starts_at is None or row.ends_at is None:
        raise RentalNotActive()
    terms = row.agreed().terms
    if not terms.contact.question:
        raise QuestionNotIncluded(with_a_reward=0)
    rules.check_for_rental(
        content, row.purposes, terms.disclosure.claims, market_date(row.now), last_day(row.ends_at)
    )
    month, following = rental_month(Interval(row.starts_at, row.ends_at), row.now)
    number = turns.check_turn(
        terms.contact,
        await queries.asked_in(row.id, month),
        rewarded=content.reward is not None,
        again_on=following.isoformat() if following < market_date(row.ends_at) else None,
    )
    identity = new_id()
    await _write(row, identity, round_id, (month, number), content)
    await audit.record(who.actor, "question.asked", queries.KIND, identity, month=month)
    if fund is not None and content.reward is not None:
        thing = for_question(identity, row)
        await offers.offer(fund, vault.tag("money", row.brand), content.reward, thing, who.actor)
    await jobs.enqueue("relations.asked", question=identity)


async def _write(
    row: RentalRow, identity: uuid.UUID, round_id: uuid.UUID, turn: tuple[int, int], content: Question
) -> None:
    """`turn`: the rental month, and the question's number in it."""
    said, salt = content.to_json(), os.urandom(SALT_BYTES).hex()
    key = await vault.data_key(vault.person_of(rentals.ROOM, row.holder))
    sealed = key.seal(queries.question_place(identity), {"question": said, "salt": salt}, queries.PADDING)
    month, number = turn
    await fetch(
        "insert into relations.questions"
        " (id, rental, brand, round, month, number, rewarded, until, sealed, asked_at)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        *(identity, row.id, row.brand, round_id, month, number, content.reward is not None),
        *(content.until, sealed, row.now),
    )
    facts = {
        "question": queries.name_of(identity, row.agreement),
        "month": month,
        "number": number,
        "purpose": content.purpose,
        "until": content.until.isoformat(),
        "content": digest({"salt": salt, "question": said}).hex(),
    }
    await record.write(row.id, row.agreement, "asked", row.now, facts)


def month_of(row: RentalRow) -> int:
    """The rental month that runs; the rental has begun and is not over."""
    assert row.starts_at is not None and row.ends_at is not None
    return rental_month(Interval(row.starts_at, row.ends_at), row.now)[0]


def _brand_of(who: Principal) -> uuid.UUID:
    if who.seat is None:
        raise NotYours()
    return who.seat.brand


def _fingerprint(of: str, question: Question) -> bytes:
    # Keyed, as an invitation's: what is kept of a request outlives the holder's key.
    said = canonical({"of": of, "question": question.to_json()})
    return hmac.digest(keyring().derive("request/question"), said, "sha256")
