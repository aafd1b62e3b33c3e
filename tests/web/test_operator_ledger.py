"""The ledger explorer: any account, any day, down to the posting and its cause, and nobody's name."""

import uuid
from datetime import timedelta

import pytest

from market.base import clock, vault
from market.base.access import Principal
from market.base.clock import market_date
from market.base.database import fetch, fetch_row, fetch_value
from market.money.chart import Account, Kind, escrow, holder, own
from market.money.reconciliation.actions import reconcile
from market.web.operator_names import account_name, account_of, stands_for
from tests.factories import a_brand, a_holder, a_person, a_persona
from tests.market import Market, market
from tests.money.books import CLEARING, book, charge, move, tag
from tests.web.brands import Page, a_crowd, a_rental, reading

__all__ = ["market"]

LEDGER = "/operator/ledger"


def page_of(account: Account, **query: str) -> str:
    asked = "&".join(f"{key}={value}" for key, value in query.items())
    return f"{LEDGER}/accounts/{account_name(account)}?{asked}"


def following(page: Page) -> str:
    """The next page's address, or nothing."""
    return next((it for it in page.links if "after=" in it and "language=" not in it), "")


async def ended(market: Market) -> tuple[Principal, Principal, uuid.UUID]:
    """A rental that was paid, read for ten days, and switched off."""
    from market.rentals.actions.end import withdraw

    who, brand = await a_holder(), await a_brand()
    persona = await a_persona(who)
    await a_crowd()
    agreement = await a_rental(market, brand, persona)
    await clock.travel(timedelta(days=9, hours=1))
    await withdraw(who, agreement)
    await market.quiet()
    return who, brand, agreement


async def test_the_ledger_is_shown_as_the_last_run_saw_it(market: Market) -> None:
    async with reading(market, await a_person(operator=True)) as visitor:
        assert "Nobody has looked at everything yet." in Page(await visitor.get(LEDGER)).words
        await book(charge(uuid.uuid4()))
        await reconcile()
        page = Page(await visitor.get(LEDGER))
    assert "Rentals, not earned yet rental:escrow €19.00 credit" in page.words
    assert "At Stripe stripe:clearing €19.00 debit" in page.words
    assert f"{LEDGER}/kinds/rental-escrow" in page.links


async def test_from_the_ledger_down_to_the_posting_its_cause_and_what_it_explains(market: Market) -> None:
    await ended(market)
    await reconcile()
    async with reading(market, await a_person(operator=True)) as visitor:
        kinds = Page(await visitor.get(f"{LEDGER}/kinds/holder-pending"))
        [account] = [link for link in kinds.links if link.startswith(f"{LEDGER}/accounts/")]
        file = Page(await visitor.get(account))
        assert "A rental ended" in file.words
        # An end that is in another month than the beginning posts that month too, which was open.
        postings = [link for link in file.links if link.startswith(f"{LEDGER}/transactions/")]
        pages = [Page(await visitor.get(link)) for link in postings]
        [page] = [it for it in pages if "A rental ended" in it.words.split(" · ")[0]]
        for words in (
            "Rentals, not earned yet",
            "Refunds on their way",
            "Holders, on hold",
            "Our revenue",
            "VAT",
        ):
            assert words in page.words, words
        for words in (
            "a line of an order",
            "Days used 10",
            "Ended because the holder switched off",
            "The holder’s share 80%",
        ):
            assert words in page.words, words
        clearing = Page(await visitor.get(page_of(CLEARING)))
        [paid] = [
            link
            for link in clearing.links
            if link.startswith(f"{LEDGER}/transactions/")
            and "A brand paid" in Page(await visitor.get(link)).words.split(" · ")[0]
        ]
        page = Page(await visitor.get(paid))
    assert "a payment, succeeded" in page.words and "Stripe’s charge ch_" in page.words
    assert "txn_" in page.words, "the movement of Stripe's that it explains"


async def test_no_page_of_the_ledger_says_who_anybody_is(market: Market) -> None:
    who, brand, agreement = await ended(market)
    await reconcile()
    assert who.person and brand.seat
    rental = await fetch_row("select id, persona from rentals.rentals")
    assert rental
    told = {str(who.person), str(brand.seat.brand), str(agreement), str(rental["id"]), str(rental["persona"])}
    told |= {vault.tag("money", it).hex() for it in (who.person, brand.seat.brand)}
    told |= {row["trading_name"] for row in await fetch("select trading_name from accounts.brands")}
    told |= {str(row["id"]) for row in await fetch("select id from money.ledger_transactions")}
    seen: set[str] = set()
    async with reading(market, await a_person(operator=True)) as visitor:
        waiting = [LEDGER]
        while waiting:
            path = waiting.pop()
            seen.add(path)
            answer = await visitor.get(path)
            assert answer.status_code == 200, path
            assert not {it for it in told if it in answer.text}, path
            waiting += [
                link
                for link in Page(answer).links
                if link.startswith(f"{LEDGER}/")
                and link not in seen
                and link not in waiting
                and "language=" not in link
            ]
    assert len(seen) > 20


async def test_the_label_of_one_holder_is_the_same_on_every_account_and_anothers_is_another() -> None:
    mine, other = tag(), tag()
    labels = {
        stands_for(holder(kind, mine))
        for kind in (Kind.HOLDER_PENDING, Kind.HOLDER_PAYABLE, Kind.HOLDER_RESERVED)
    }
    assert len(labels) == 1
    assert stands_for(holder(Kind.HOLDER_PENDING, other)) not in labels
    assert stands_for(CLEARING) is None
    for account in (holder(Kind.HOLDER_PENDING, mine), escrow(uuid.uuid4()), own(Kind.TAX_VAT)):
        assert account_of(account_name(account)) == account


async def test_the_balance_at_the_end_of_a_day_is_that_days(market: Market) -> None:
    account = holder(Kind.HOLDER_PENDING, tag())
    first = market_date(await clock.now())
    await book(move(CLEARING, account, 1000))
    await clock.travel(timedelta(days=2))
    await book(move(CLEARING, account, 234))
    async with reading(market, await a_person(operator=True)) as visitor:
        today = Page(await visitor.get(page_of(account)))
        then = Page(await visitor.get(page_of(account, day=first.isoformat())))
        before = Page(await visitor.get(page_of(account, day=(first - timedelta(days=1)).isoformat())))
        own_then = Page(await visitor.get(page_of(CLEARING, day=first.isoformat())))
    assert "€12.34 credit" in today.words
    assert "€10.00 credit" in then.words and "2.34" not in then.words
    assert "€0.00" in before.words and "None." in before.words
    assert "€10.00 debit" in own_then.words


@pytest.mark.parametrize("whose", ["ours", "theirs"])
async def test_postings_are_paged_without_a_gap_or_a_repetition(market: Market, whose: str) -> None:
    account = holder(Kind.HOLDER_PENDING, tag())
    for number in range(1, 121):
        await book(move(CLEARING, account, number))
    async with reading(market, await a_person(operator=True)) as visitor:
        path, postings = page_of(account if whose == "theirs" else CLEARING), []
        while path:
            page = Page(await visitor.get(path))
            postings += [link for link in page.links if link.startswith(f"{LEDGER}/transactions/")]
            path = following(page)
    assert len(postings) == len(set(postings)) == 120


async def test_accounts_of_a_kind_are_paged(market: Market) -> None:
    for _ in range(60):
        await book(move(CLEARING, holder(Kind.HOLDER_PENDING, tag()), 100))
    for _ in range(3):
        await book(move(Account(Kind.BRAND_RECEIVABLE, tag()), CLEARING, 100))
    async with reading(market, await a_person(operator=True)) as visitor:
        path, accounts = f"{LEDGER}/kinds/holder-pending", []
        while path:
            page = Page(await visitor.get(path))
            accounts += [link for link in page.links if link.startswith(f"{LEDGER}/accounts/")]
            path = following(page)
        assert len(set(accounts)) == 60
        owed = Page(await visitor.get(f"{LEDGER}/kinds/brand-receivable"))
        assert owed.words.count("€1.00 debit") == 3
        assert (await visitor.get(f"{LEDGER}/kinds/stripe-clearing")).status_code == 404
        empty = Page(await visitor.get(f"{LEDGER}/kinds/brand-credit"))
        assert "None holds anything." in empty.words


async def test_an_id_of_stripes_or_of_an_agreement_leads_to_its_postings(market: Market) -> None:
    _, _, agreement = await ended(market)
    await reconcile()
    payment = await fetch_row("select * from money.payments where status = 'succeeded'")
    assert payment
    refund = await fetch_value("select stripe_refund_id from money.refunds")
    movement = await fetch_value(
        "select stripe_id from money.stripe_balance_transactions where type = 'refund'"
    )
    async with reading(market, await a_person(operator=True)) as visitor:
        for words in (payment["stripe_payment_intent_id"], payment["stripe_charge_id"]):
            page = Page(await visitor.get(f"{LEDGER}?q={words}"))
            assert "A brand paid" in page.words and "Stripe’s fee for a payment" in page.words
        for words in (refund, movement):
            answer = await visitor.get(f"{LEDGER}?q={words}")
            assert answer.status_code == 303, "there is one: one goes there at once"
            assert "A refund left" in Page(await visitor.get(answer.headers["location"])).words
        answer = await visitor.get(f"{LEDGER}?q={agreement}")
        assert "Rentals, not earned yet" in Page(await visitor.get(answer.headers["location"])).words
        for words in (uuid.uuid4(), "ch_none", "%20"):
            answer = await visitor.get(f"{LEDGER}?q={words}")
            assert answer.status_code == 200
            if words != "%20":
                assert "Nothing in the books goes by this id." in Page(answer).words


async def test_what_was_reversed_and_what_stripe_moved_by_itself_say_so(market: Market) -> None:
    from market.base.database import transaction
    from market.base.ids import new_id
    from market.money.chart import Movement
    from market.money.ledger import Source, post
    from tests.money.reconciliation.looking import moves

    wrong, source = new_id(), Source("payment", new_id())
    account = holder(Kind.HOLDER_PENDING, tag())
    async with transaction():
        await post(Movement.CHARGE_SUCCEEDED, source, "wrong", move(CLEARING, account, 5), id=wrong)
    async with transaction():
        await post(Movement.CHARGE_SUCCEEDED, source, "right", move(account, CLEARING, 5), reverses=wrong)
    await moves(market.sandbox, "stripe_fee", -200)
    await reconcile()
    async with reading(market, await a_person(operator=True)) as visitor:
        file = Page(await visitor.get(page_of(account)))
        words = [
            Page(await visitor.get(link)).words
            for link in file.links
            if link.startswith(f"{LEDGER}/transactions/")
        ]
        assert any("Reverses the other posting" in it for it in words)
        assert any("Reversed by the other posting" in it for it in words)
        fees = Page(await visitor.get(page_of(own(Kind.STRIPE_FEES))))
        [link] = [it for it in fees.links if it.startswith(f"{LEDGER}/transactions/")]
        page = Page(await visitor.get(link))
    assert "A fee of Stripe’s" in page.words and "a movement of Stripe’s" in page.words


@pytest.mark.parametrize("path", ["accounts/x", "transactions/x", "kinds/x", f"accounts/{'A' * 70}"])
async def test_rubbish_is_not_found(market: Market, path: str) -> None:
    async with reading(market, await a_person(operator=True)) as visitor:
        assert (await visitor.get(f"{LEDGER}/{path}")).status_code == 404
    async with reading(market, await a_holder()) as visitor:
        assert (await visitor.get(LEDGER)).status_code == 403


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("2026-02-30", "This is no day."),
        ("99999-01-01", "This is no day."),
        ("0026-11-30", "This is no day."),
        ("20261130", "This is no day."),
        ("2026-W10-1", "This is no day."),
        ("yesterday", "This is no day."),
        ("2199-12-31", "This day has not come yet."),
    ],
)
async def test_a_day_that_is_none_is_said_to_be_none_and_stays_as_it_was_typed(
    market: Market, typed: str, said: str
) -> None:
    account = holder(Kind.HOLDER_PENDING, tag())
    await book(move(CLEARING, account, 1000))
    async with reading(market, await a_person(operator=True)) as visitor:
        answer = await visitor.get(page_of(account, day=typed))
        page = Page(answer)
        assert answer.status_code == 422 and said in page.words
        assert page.form(page_of(account).removesuffix("?")).values["day"] == typed
        assert "€10.00" not in page.words and "Balance on" not in page.words, "no other day's books are shown"
        assert "/csv?" not in answer.text
        french = Page(await visitor.get(page_of(account, day=typed, language="fr")))
        assert "Ce n’est pas un jour." in french.words or "Ce jour n’est pas encore venu." in french.words
        path = page_of(account).removesuffix("?")
        file = await visitor.get(f"{path}/csv", params={"day": typed}, headers={"accept": "*/*"})
        assert file.status_code == 422 and file.json()["type"] in (
            "/problems/day-unknown",
            "/problems/day-not-come",
        )


async def test_today_is_a_day_and_so_is_none_given(market: Market) -> None:
    account = holder(Kind.HOLDER_PENDING, tag())
    await book(move(CLEARING, account, 1000))
    today = market_date(await clock.now())
    async with reading(market, await a_person(operator=True)) as visitor:
        for day in ("", today.isoformat()):
            answer = await visitor.get(page_of(account, day=day))
            assert answer.status_code == 200 and "€10.00 credit" in Page(answer).words
        ahead = await visitor.get(page_of(account, day=(today + timedelta(days=1)).isoformat()))
        assert ahead.status_code == 422
