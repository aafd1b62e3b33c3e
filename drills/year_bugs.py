"""Bugs to plant that only a year sees: it reads the files for the bank, and every document."""

import uuid
from dataclasses import replace
from typing import Any

from market.base import filters
from market.money.documents import rules, sheet, years
from market.money.payouts.actions import export, transfer


def the_next_ones_account() -> None:
    """Each transfer of the bank's file goes to the account of the line after it: only a year reads files."""
    plain = export._order

    async def shifted(batch: uuid.UUID) -> Any:
        order = await plain(batch)
        lines = list(order.transfers)
        nexts = lines[1:] + lines[:1]
        return replace(
            order,
            transfers=[replace(it, payee=to.payee) for it, to in zip(lines, nexts, strict=True)],
        )

    export._order = shifted  # type: ignore[assignment]


def the_first_ones_account() -> None:
    """Every transfer at Stripe goes to the account of whom the first one was for."""
    plain, firsts = transfer._take, []

    async def taken(payout: uuid.UUID) -> Any:
        found = await plain(payout)
        if found is None:
            return None
        firsts.append(found.account)
        return replace(found, account=firsts[0])

    transfer._take = taken


def a_cent_more_collected() -> None:
    """Each line of a collection statement, and of a corrected one, says a cent more: only a year reads documents."""
    plain = rules._untaxed

    def more(said: str, label: str, amount: int) -> Any:
        return plain(said, label, amount + 1)

    rules._untaxed = more


def a_cent_more_in_a_year() -> None:
    """Each line of a yearly statement says that a cent more was earned."""
    plain = years._told

    async def more(rows: Any) -> Any:
        return [it.model_copy(update={"net": it.net + 1}) for it in await plain(rows)]

    years._told = more


def another_sum_is_read() -> None:
    """The page of a collection statement shows ten cents less than the document says."""
    plain = sheet._brand

    def less(content: Any) -> Any:
        made = plain(content)
        if content.tax is not None:
            return made
        shown = filters.money(content.gross - 10, content.language, exact=True)
        return replace(made, total=(made.total[0], shown))

    sheet._brand = less
