"""The holder's space: every relation with its switch, who read what, what it has brought. Without scripts."""

import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from litestar import Litestar

from contracts.price import Money, proration
from market.accounts.actions.sessions import sign_in
from market.base import audit, clock, names
from market.base.access import Principal, Role
from market.base.database import fetch, fetch_value
from market.money.orders import Earnings
from market.money.settlement.actions import settle
from market.relations import queries as relations
from market.relations.actions import invite
from market.relations.benefits import Benefit
from market.relations.rules import Invitation
from market.rentals import queries as rentals
from market.web import faces, space_view
from tests.accounts.people import PASSWORD, person
from tests.factories import a_brand, a_holder, a_member, a_persona
from tests.market import Market, market
from tests.web.holders import a_signed_in_holder, error_at, links, pages, words

__all__ = ["market"]

START = datetime(2027, 1, 5, 9, tzinfo=UTC)  # a month of 31 days
TENTH_DAY = START + timedelta(days=9, hours=1)
BRAND = "Cycles Garonne"


@dataclass
class Rented:
    """Ada's relation with a brand on its tenth day, and her browser."""

    market: Market
    ada: Principal
    brand: Principal
    persona: uuid.UUID
    agreement: uuid.UUID
    token: str

    @property
    def path(self) -> str:
        return f"/relations/{self.agreement}"

    @property
    def app(self) -> Litestar:
        return self.market.app


@pytest.fixture
async def rented(market: Market) -> AsyncIterator[Rented]:
    _, ada = await a_signed_in_holder()
    brand = await a_brand(name=BRAND)
    await clock.travel_to(START)
    persona = await a_persona(ada)
    agreement = await market.rented(brand, persona)
    await clock.travel_to(TENTH_DAY)
    yield Rented(market, ada, brand, persona, agreement, await sign_in("ada@example.org", PASSWORD))


async def invitation(rented: Rented, **changes: object) -> str:
    """An invitation from the brand; the path that answers it."""
    today = clock.market_date(await clock.now())
    offer = {"kind": "discount", "title": "Half-price service", "conditions": "Once.", "code": "MOI-2026"}
    offer |= {"link": None, "valid_from": today, "valid_until": today + timedelta(days=5)}
    offer |= {"benefit": Benefit(percent=50)}
    placed = await invite.send(rented.brand, rented.agreement, Invitation(**(offer | changes)))  # type: ignore[arg-type]
    return f"{rented.path}/invitations/{names.name('invitation', placed.id, names.for_agreement(rented.agreement))}"


async def reaction(rented: Rented) -> str | None:
    assert rented.ada.person
    return (await relations.of_holder(rented.ada.person, rented.agreement))[-1].reaction


@pytest.mark.parametrize(
    ("language", "heading", "rents", "day"),
    [
        ("en", "1 relation is on", "rents “By bike” as ", "Day 10 of 31"),
        ("fr", "1 relation allumée", "loue « À vélo », ", "Jour 10 sur 31"),
    ],
)
async def test_the_space_shows_each_relation_as_its_brand_knows_it(
    rented: Rented, language: str, heading: str, rents: str, day: str
) -> None:
    await rented.market.read(rented.brand, rented.agreement)
    assert rented.brand.seat
    handle, face = faces.of_persona(rented.persona, names.for_brand(rented.brand.seat.brand))
    async with pages(rented.app, rented.token, language) as ada:
        answer = await ada.get("/space")
    told = words(answer)
    assert heading in told and BRAND in told and rents + handle in told and day in answer.text
    assert face in answer.text
    assert f'action="{rented.path}/switch-off"' in answer.text and 'aria-checked="true"' in answer.text


async def test_an_empty_space_says_so_and_leads_on(app: Litestar) -> None:
    token, _ = await a_signed_in_holder()
    async with pages(app, token) as ada:
        told = words(await ada.get("/space"))
        assert "No relation is on" in told and "Nobody has read a sheet of yours yet" in told
        assert "Nobody has read a sheet of yours yet" in words(await ada.get("/reads"))
        assert "Too early to say" in words(await ada.get("/earnings"))


async def test_every_read_is_in_the_log_of_its_relation_and_of_all(rented: Rented) -> None:
    for _ in range(3):
        await rented.market.read(rented.brand, rented.agreement)
    line = f"{BRAND} read the whole sheet, 45 traits, on the page: Offer benefits"
    async with pages(rented.app, rented.token) as ada:
        for path, count in (("/reads", 3), (rented.path, 3), ("/space", 3)):
            assert words(await ada.get(path)).count(line) == count, path
        assert words(await ada.get("/reads?last=rubbish")).count(line) == 3


async def test_the_log_shows_earlier_reads_when_asked(
    rented: Rented, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("market.web.space.READS_A_PAGE", 2)
    for _ in range(5):
        await rented.market.read(rented.brand, rented.agreement)
    async with pages(rented.app, rented.token) as ada:
        first = await ada.get("/reads")
        assert words(first).count("read the whole sheet") == 2
        assert "/reads?last=4" in links(first)
        last = await ada.get("/reads?last=6")
        assert words(last).count("read the whole sheet") == 5
        assert "/reads?last=8" not in links(last)


async def test_a_relations_page_has_the_contract_in_plain_words(rented: Rented) -> None:
    for language, sentence in (("en", f"{BRAND} rents the persona"), ("fr", f"{BRAND} loue le moi")):
        async with pages(rented.app, rented.token, language) as ada:
            told = words(await ada.get(rented.path))
            assert sentence in told
            assert ("€19 for a month" if language == "en" else "19 € pour un mois") in told


async def test_a_relations_page_has_the_legal_text_where_one_was_agreed(rented: Rented) -> None:
    clause = "10.2 Withdrawal ends the Rental and takes effect at once"
    async with pages(rented.app, rented.token) as ada:
        assert clause in words(await ada.get(rented.path))
        # As it was before terms had a legal text.
        await fetch("update rentals.rentals set document = jsonb_set(document, '{schema_version}', '1')")
        before = words(await ada.get(rented.path))
        assert f"{BRAND} rents the persona" in before
        assert clause not in before and "The legal text" not in before


@pytest.mark.parametrize(
    ("language", "keep", "back"),
    [
        ("en", "You keep €4.90", "The brand gets back €12.87"),
        ("fr", "Vous gardez 4,90 €", "La marque récupère 12,87 €"),
    ],
)
async def test_switching_off_asks_with_numbers_then_does_what_it_said(
    rented: Rented, language: str, keep: str, back: str
) -> None:
    async with pages(rented.app, rented.token, language) as ada:
        for page in (f"{rented.path}/switch-off", "/space", rented.path):
            asked = words(await ada.get(page))
            assert keep in asked and back in asked, page
        assert await rented.market.state(rented.agreement) == "Active", "asking changes nothing"
        answer = await ada.post(f"{rented.path}/switch-off")
        assert (answer.status_code, answer.headers["location"]) == (303, rented.path)
        assert await rented.market.state(rented.agreement) == "Terminated"
        over = words(await ada.get(rented.path))
        assert keep in over
        assert ("It is off." if language == "en" else "C’est coupé.") in over
        await rented.market.quiet()
        assert await rented.market.refunds() == [(1287, "succeeded")]
        again = await ada.post(f"{rented.path}/switch-off")
        assert (again.status_code, again.headers["location"]) == (303, rented.path)
        assert ("over already" if language == "en" else "déjà finie") in words(await ada.get(rented.path))
        assert (await ada.get(f"{rented.path}/switch-off")).headers["location"] == rented.path
        off = words(await ada.get("/space"))
        assert ("switched off by you" if language == "en" else "coupée par vous") in off
    await rented.market.quiet()
    assert len(await rented.market.refunds()) == 1
    assert await rented.market.findings() == []


async def test_a_relation_whose_time_is_over_reads_as_ended_before_anything_records_it(
    rented: Rented,
) -> None:
    await clock.travel(timedelta(days=25))
    token = await sign_in("ada@example.org", PASSWORD)
    assert await rented.market.state(rented.agreement) == "Active", "no sweep has run"
    async with pages(rented.app, token) as ada:
        space = await ada.get("/space")
        assert "No relation is on" in words(space) and "ended on 5 February, as agreed" in words(space)
        assert f'action="{rented.path}/switch-off"' not in space.text
        assert "You keep €15.20" in words(await ada.get(rented.path))
        await ada.post(f"{rented.path}/switch-off")
    assert await rented.market.refunds() == []


async def test_earnings_by_month_and_by_relation(rented: Rented) -> None:
    async with pages(rented.app, rented.token) as ada:
        before = words(await ada.get("/earnings"))
        assert "Running relations have earned €4.90 for you so far" in before and "Too early to say" in before
        await ada.post(f"{rented.path}/switch-off")
        answer = await ada.get("/earnings")
        assert "On hold €4.90 Ready €0.00 Paid €0.00" in words(answer)
        assert "Jan €4.90" in answer.text and "Running relations" not in words(answer)
        assert f"{BRAND} switched off by you on 14 January €4.90" in words(answer)


def test_what_was_earned_first_is_paid_first() -> None:
    by_month = {date(2026, 11, 1): 500, date(2026, 12, 1): 700, date(2027, 1, 1): 300}
    bars = space_view.months(
        by_month, Earnings(pending=400, payable=500, paid=600), date(2027, 2, 3), "en", last=4
    )
    assert [bar.label for bar in bars] == ["Nov", "Dec", "Jan", "Feb"]
    assert [(bar.paid, bar.ready, bar.held) for bar in bars] == [
        (500, 0, 0),
        (100, 500, 100),
        (0, 0, 300),
        (0, 0, 0),
    ]


async def test_an_invitation_is_answered_by_a_button_and_may_be_answered_otherwise(rented: Rented) -> None:
    action = await invitation(rented)
    async with pages(rented.app, rented.token) as ada:
        assert "1 invitation waits" in words(await ada.get("/space"))
        page = await ada.get(rented.path)
        assert "Half-price service" in words(page) and "MOI-2026" in words(page)
        assert f'action="{action}"' in page.text
        for answer in ("interested", "not_for_me", "not_now"):
            done = await ada.post(action, data={"reaction": answer})
            assert (done.status_code, done.headers["location"]) == (303, rented.path)
            assert await reaction(rented) == answer
            page = await ada.get(rented.path)
            assert f'value="{answer}" aria-pressed="true"' in page.text
            assert page.text.count('aria-pressed="true"') == 1
        assert "invitation waits" not in words(await ada.get("/space"))
        assert (await ada.post(action, data={"reaction": "delighted"})).status_code == 404
        assert await reaction(rented) == "not_now"


async def test_an_invitation_that_is_over_keeps_its_answer(rented: Rented) -> None:
    action = await invitation(rented)
    async with pages(rented.app, rented.token) as ada:
        await ada.post(action, data={"reaction": "interested"})
        await clock.travel(timedelta(days=6))
        await ada.post(action, data={"reaction": "not_now"})
        page = await ada.get(rented.path)
        assert "This invitation is over: your answer stays as it is." in words(page)
        assert "Interested" in words(page) and f'action="{action}"' not in page.text
    assert await reaction(rented) == "interested"


async def test_after_switching_off_no_answer_reaches_the_brand(rented: Rented) -> None:
    action = await invitation(rented)
    async with pages(rented.app, rented.token) as ada:
        await ada.post(f"{rented.path}/switch-off")
        page = await ada.get(rented.path)
        assert "Half-price service" in words(page), "what was received stays the holder's to read"
        assert f'action="{action}"' not in page.text
        await ada.post(action, data={"reaction": "interested"})
        assert "over already" in words(await ada.get(rented.path))
        assert "invitation waits" not in words(await ada.get("/space"))
    assert await reaction(rented) is None


async def test_a_report_goes_to_the_operators_and_its_refusals_stand_at_their_place(rented: Rented) -> None:
    path = f"{rented.path}/report"
    async with pages(rented.app, rented.token) as ada:
        assert f"Report {BRAND}" in words(await ada.get(path))
        none = await ada.post(path, data={"text": "They promised a service."})
        assert none.status_code == 422 and error_at(none, "reason")
        assert "They promised a service." in none.text, "what was typed stays"
        silent = await ada.post(path, data={"reason": "other"})
        assert silent.status_code == 422 and error_at(silent, "text")
        assert 'value="other" checked' in silent.text
        contact = await ada.post(path, data={"reason": "misleading", "text": "Write to me: ada@example.org"})
        assert contact.status_code == 422 and error_at(contact, "text")
        assert await fetch("select 1 from relations.reports") == []
        for reason, about in (("misleading", "rental"), ("unlawful", "brand")):
            done = await ada.post(path, data={"reason": reason})
            assert (done.status_code, done.headers["location"]) == (303, rented.path)
            assert "Our operators read it" in words(await ada.get(rented.path))
            assert (
                await fetch_value("select subject_kind from relations.reports where reason = $1", reason)
                == about
            )
        await ada.post(path, data={"reason": "misleading"})
        assert "reported this already" in words(await ada.get(rented.path))
    assert await fetch_value("select count(*) from relations.reports") == 2


async def test_another_holders_relation_leads_nowhere(rented: Rented) -> None:
    await person("bea@example.org")
    token = await sign_in("bea@example.org", PASSWORD)
    action = await invitation(rented)
    async with pages(rented.app, token) as bea:
        for path in (rented.path, "/relations/rubbish", f"/relations/{uuid.uuid4()}"):
            for answer in (
                await bea.get(path),
                await bea.get(f"{path}/switch-off"),
                await bea.get(f"{path}/report"),
                await bea.post(f"{path}/switch-off"),
                await bea.post(f"{path}/report", data={"reason": "misleading"}),
                await bea.post(path + action.removeprefix(rented.path), data={"reaction": "interested"}),
            ):
                assert answer.status_code == 404, answer.request.url
        assert BRAND not in words(await bea.get("/space"))
        assert BRAND not in words(await bea.get("/reads"))
        assert BRAND not in words(await bea.get("/earnings"))
    assert await rented.market.state(rented.agreement) == "Active"
    assert await reaction(rented) is None
    assert await fetch("select 1 from relations.reports") == []


async def test_a_brands_member_is_no_holder(rented: Rented) -> None:
    await person("olga@example.org", adult=False)
    token = await sign_in("olga@example.org", PASSWORD)
    async with pages(rented.app, token) as olga:
        for path in ("/space", "/reads", "/earnings", "/studio", rented.path, "/space/leave"):
            assert (await olga.get(path)).status_code == 403, path


async def test_who_also_acts_for_a_brand_finds_the_way_home(rented: Rented) -> None:
    assert rented.brand.seat
    await a_member(rented.ada, rented.brand.seat.brand, Role.BUYER)
    token = await sign_in("ada@example.org", PASSWORD)
    async with pages(rented.app, token) as ada:
        assert {"/space", "/studio"} <= links(await ada.get("/account"))
        for path in ("/space", "/studio", rented.path):
            assert {"/space", "/reads", "/earnings", "/studio"} <= links(await ada.get(path)), path


async def test_another_sites_page_cannot_switch_off(rented: Rented) -> None:
    async with pages(rented.app, rented.token) as ada:
        answer = await ada.post(f"{rented.path}/switch-off", headers={"sec-fetch-site": "cross-site"})
        assert answer.status_code == 403
    assert await rented.market.state(rented.agreement) == "Active"


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_no_link_of_the_holders_pages_is_dead(rented: Rented, language: str) -> None:
    await invitation(rented)
    await rented.market.read(rented.brand, rented.agreement)
    async with pages(rented.app, rented.token, language) as ada:
        seen: dict[str, int] = {}
        ahead = {"/space", "/studio", "/reads", "/earnings"}
        while ahead:
            path = ahead.pop()
            answer = await ada.get(path)
            seen[path] = answer.status_code
            if path.startswith(("/space", "/studio", "/reads", "/earnings", "/relations")):
                ahead |= {href for href in links(answer) if "language=" not in href} - seen.keys()
        bad = {path: status for path, status in seen.items() if status not in (200, 303)}
        assert bad == {}
        assert len([path for path in seen if not path.startswith(("/static", "/faces"))]) > 10


async def test_who_read_what_never_shows_another_holders_reads(rented: Rented) -> None:
    other = await a_holder()
    brand = await a_brand(name="Velours")
    agreement = await rented.market.rented(brand, await a_persona(other))
    await rented.market.read(brand, agreement)
    async with pages(rented.app, rented.token) as ada:
        assert "Velours" not in words(await ada.get("/reads"))
    assert rented.ada.person
    assert all(row.agreement != agreement for row in await rentals.reads_of_holder(rented.ada.person))


async def test_what_a_settlement_has_posted_is_not_counted_twice(rented: Rented) -> None:
    await clock.travel_to(datetime(2027, 2, 1, 6, tzinfo=UTC))  # day 27 of 31
    settled = await settle("2027-01", audit.CLOCK)
    token = await sign_in("ada@example.org", PASSWORD)
    async with pages(rented.app, token) as browser:
        page = words(await browser.get("/earnings"))
    whole = proration(Money(1900), 31, 27, 8000).holder.amount
    assert settled.holders == whole, "27 days had begun by the end of January"
    assert f"€{whole / 100:.2f}" in page and "Running relations have earned" not in page
    await clock.travel(timedelta(days=1))
    async with pages(rented.app, token) as browser:
        page = words(await browser.get("/earnings"))
    more = proration(Money(1900), 31, 28, 8000).holder.amount - whole
    assert f"Running relations have earned €{more / 100:.2f} for you so far" in page


async def test_a_code_is_said_to_be_redeemed_and_taken_back_by_a_button(rented: Rented) -> None:
    action = f"{await invitation(rented)}/code"
    async with pages(rented.app, rented.token) as ada:
        page = await ada.get(rented.path)
        assert f'action="{action}"' in page.text and "50% off" in words(page)
        assert f"Let {BRAND} know that it was me" in words(page)
        for told, notice, badge in (
            ({}, "The brand does not know that it was you.", f"{BRAND} does not know that it was you."),
            ({"told": "yes"}, "The brand knows that it was you.", f"{BRAND} knows that it was you."),
        ):
            done = await ada.post(action, data={"act": "redeemed"} | told)
            assert (done.status_code, done.headers["location"]) == (303, rented.path)
            shown = words(await ada.get(rented.path))
            assert notice in shown and badge in shown
            await ada.post(action, data={"act": "take-back"})
            assert "code redeemed" not in words(await ada.get(rented.path))
        assert (await ada.post(action, data={"act": "sell"})).status_code == 404
        await clock.travel(timedelta(days=6))
        await ada.post(action, data={"act": "redeemed"})
        assert "This code cannot be redeemed now" in words(await ada.get(rented.path))
    assert await fetch_value("select count(*) from relations.redemptions where taken_back_at is null") == 0


async def test_an_invitation_of_some_hours_says_when_it_ended(rented: Rented) -> None:
    ends_at = TENTH_DAY + timedelta(hours=3)
    action = await invitation(rented, ends_at=ends_at, valid_until=ends_at.date())
    async with pages(rented.app, rented.token) as ada:
        assert "valid from 14 January to 14 January at 14:00" in words(await ada.get(rented.path))
        await clock.travel_to(ends_at)
        await ada.post(action, data={"reaction": "interested"})
        page = await ada.get(rented.path)
        assert "ended on 14 January at 14:00" in words(page) and f'action="{action}"' not in page.text
    assert await reaction(rented) is None


async def test_what_was_sealed_before_there_were_types_is_read_as_it_is(
    rented: Rented, monkeypatch: pytest.MonkeyPatch
) -> None:
    today = clock.market_date(await clock.now())
    for kind in ("offer", "experience"):
        old = Invitation(kind, f"An old {kind}", "Once.", "OLD-1", None, today, today)  # type: ignore[arg-type]
        assert set(old.to_json()) == {
            *("kind", "title", "conditions", "code", "link", "valid_from", "valid_until")
        }, "sealed as it was then"
        with monkeypatch.context() as patched:
            patched.setattr("market.relations.rules.check_invitation", lambda draft, now: draft)
            await invite.send(rented.brand, rented.agreement, old)
    async with pages(rented.app, rented.token) as ada:
        shown = words(await ada.get(rented.path))
        (first, second) = (await ada.get(f"/v1/relations/{rented.agreement}/invitations")).json()
    assert "An offer" in shown and "An experience" in shown and "An old offer" in shown
    assert (first["kind"], first["benefit"], second["kind"]) == ("offer", None, "experience")
