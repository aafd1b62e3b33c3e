"""The brand's rentals as its members read them: payment, sheet, invitations, end, report; without scripts."""

import html
import uuid
from datetime import timedelta

import pytest

from contracts import legal
from contracts.readings import agreement_reading
from market.base import clock, names
from market.base.access import Principal, Role
from market.base.database import fetch, fetch_value
from market.catalogue.queries import Reader, search
from market.catalogue.search import wish
from market.money.sandbox import cards as test_cards
from market.money.sandbox import faults
from market.operators.actions.brands import stop_brand
from market.operators.actions.decisions import Reason
from market.relations import queries as relations
from market.relations.actions import invite
from market.relations.rules import Reaction
from market.rentals import queries
from market.rentals.actions.end import withdraw
from market.rentals.actions.rent import Wanted, rent
from market.rentals.api import open_payment
from market.web.desk_queries import Reads, paid_for, reads_of, under_way
from market.web.sheets import worded
from tests.factories import a_brand, a_holder, a_member, a_person, a_persona
from tests.market import Market, market
from tests.money import acts
from tests.relations.helpers import an_offer
from tests.web.brands import Form, Page, a_crowd, a_rental, reading, traces

__all__ = ["market"]

SHEET_ONLY = "I mend before I buy"  # no card says it: it is read from the sheet or not at all


class Stage:
    """A brand, a holder under a real card, and what they have between them."""

    def __init__(self, market: Market, brand: Principal, holder: Principal, persona: uuid.UUID) -> None:
        self.market, self.brand, self.holder, self.persona = market, brand, holder, persona
        self.agreement = ""

    async def waiting(self) -> str:
        """A rental whose payment is open: its checkout address."""
        wanted = Wanted(self.persona, "standard", "P1M", 1900, ("benefits",))
        requested = await rent(self.brand, wanted, uuid.uuid4().hex, "/rentals")
        self.agreement = str(requested.agreement)
        return str(await open_payment(requested.payment, requested.agreement, "en"))

    async def running(self, *purposes: str) -> str:
        """A rental that has begun: its page."""
        self.agreement = str(await a_rental(self.market, self.brand, self.persona, *purposes))  # type: ignore[arg-type]
        return self.page

    @property
    def id(self) -> uuid.UUID:
        return uuid.UUID(self.agreement)

    @property
    def page(self) -> str:
        return f"/rentals/{self.agreement}"


@pytest.fixture
async def stage(market: Market) -> Stage:
    holder = await a_holder()
    persona = await a_persona(holder)
    await a_crowd()
    return Stage(market, await a_brand(), holder, persona)


async def reads() -> int:
    return int(await fetch_value("select count(*) from rentals.reads"))


# What it is


async def test_a_rental_says_what_the_persona_is_in_the_list_and_on_its_page(stage: Stage) -> None:
    await stage.running()
    async with reading(stage.market, stage.brand) as visitor:
        listing, page = await visitor.get("/rentals"), await visitor.get(stage.page)
        french = Page(await visitor.get(f"{stage.page}?language=fr"))
    name = names.name("persona", stage.persona, names.for_brand(stage.brand.seat.brand))  # type: ignore[union-attr]
    for answer in (listing, page):
        assert "Cycling, Brittany" in Page(answer).words
        assert "Born 1970 to 1979" in Page(answer).words, "the rest of what its card said"
        assert names.handle(name) in Page(answer).words
        assert names.mask_seed(name).hex() in answer.text
    assert f"<title>Cycling, Brittany ({names.handle(name)}) · Moi</title>" in page.text
    assert "<h1>Cycling, Brittany</h1>" in page.text
    assert "À vélo, Bretagne" in french.words


async def test_a_rental_from_before_its_card_was_kept_shows_its_name_only(stage: Stage) -> None:
    await stage.running()
    await fetch("update rentals.rentals set card_sealed = null")
    name = names.name("persona", stage.persona, names.for_brand(stage.brand.seat.brand))  # type: ignore[union-attr]
    async with reading(stage.market, stage.brand) as visitor:
        for path in ("/rentals", stage.page, f"{stage.page}/end", f"{stage.page}/report"):
            page = Page(await visitor.get(path))
            assert names.handle(name) in page.words, path
            assert "Brittany" not in page.words, path
        assert f"<title>Rental of {names.handle(name)} · Moi</title>" in (await visitor.get(stage.page)).text


async def test_prices_are_written_short_and_sums_of_money_to_the_cent(stage: Stage) -> None:
    await stage.running()
    await clock.travel(timedelta(days=9))
    async with reading(stage.market, stage.brand) as visitor:
        running = [Page(await visitor.get(path)) for path in ("/rentals", stage.page)]
        ending = Page(await visitor.get(f"{stage.page}/end"))
        await withdraw(stage.holder, stage.id)
        await stage.market.quiet()
        over = Page(await visitor.get("/rentals"))
    for page in (running[0], over):
        assert "€19" in page.words
        assert "€19.00" not in page.words
    assert "Paid €19, sheet open" in running[1].words
    assert "Comes back to you €0.00" in ending.words
    row = await queries.of_brand(stage.brand.seat.brand, stage.id)  # type: ignore[union-attr]
    assert f"€{(row.refunded or 0) / 100:.2f} back" in over.words


# Paying


async def test_coming_back_paid_shows_the_rental_begun_before_any_webhook(stage: Stage) -> None:
    stage.market.webhooks = False
    await stage.market.pay_at(await stage.waiting())
    async with reading(stage.market, stage.brand) as visitor:
        page = Page(await visitor.get(f"{stage.page}?paid=1"))
    assert "Open the sheet" in page.words
    assert await stage.market.state(stage.id) == "Active"


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_where_stripe_is_down_the_brand_is_told_so_and_pressing_again_opens_the_page(
    stage: Stage, language: str
) -> None:
    await acts.fault(stage.market.sandbox, "POST", "/v1/checkout/sessions", faults.SERVER_ERROR, count=2)
    assert await stage.waiting() == "None"
    async with reading(stage.market, stage.brand, language) as visitor:
        form = Page(await visitor.get(stage.page)).form(f"{stage.page}/pay")
        down = await visitor.post(form.action, data=form.values)
        assert down.status_code == 303 and down.headers["location"].endswith("?paid=none")
        page = Page(await visitor.get(down.headers["location"]))
        if language == "en":
            assert "The payment page did not open" in page.words and "Nothing was taken." in page.words
            assert "being confirmed" not in page.words
        else:
            assert "La page de paiement ne s’est pas ouverte" in page.words
            assert "est en cours de confirmation" not in page.words
        form = page.form(f"{stage.page}/pay")
        opened = await visitor.post(form.action, data=form.values)
        await stage.market.pay_at(opened.headers["location"])
        await stage.market.quiet()
        again = Page(await visitor.get(down.headers["location"]))
        assert "did not open" not in again.words and "ne s’est pas ouverte" not in again.words
    assert await stage.market.state(stage.id) == "Active"


async def test_a_poll_does_not_ask_stripe_and_a_payment_that_is_not_known_yet_says_so(stage: Stage) -> None:
    stage.market.webhooks = False
    await stage.market.pay_at(await stage.waiting())
    async with reading(stage.market, stage.brand) as visitor:
        answer = await visitor.get(f"{stage.page}?paid=1&again=1", headers={"hx-request": "true"})
        assert "Your payment is being confirmed" in Page(answer).words
        assert 'hx-trigger="every 3s"' in answer.text
        assert "<html" not in answer.text
        begun = await visitor.get(f"{stage.page}?paid=1", headers={"hx-request": "true"})
    assert "Open the sheet" in Page(begun).words
    assert "hx-trigger" not in begun.text, "the polling ends with what it waits for"


async def test_an_abandoned_payment_can_be_taken_up_while_the_place_is_held(stage: Stage) -> None:
    url = await stage.waiting()
    async with reading(stage.market, stage.brand) as visitor:
        page = Page(await visitor.get(f"{stage.page}?paid=0"))
        assert "You have not paid" in page.words
        again = await visitor.post(page.form(f"{stage.page}/pay").action)
        assert (again.status_code, again.headers["location"]) == (303, url)
        await clock.travel(timedelta(minutes=16))
        lapsed = Page(await visitor.get(f"{stage.page}?paid=0"))
        assert "This rental never began It was not paid in time." in lapsed.words
        before = await traces()
        refused = await visitor.post(f"{stage.page}/pay")
        assert refused.status_code == 409
        assert "This rental is over: access" in Page(refused).words
    assert await traces() == before


async def test_a_declined_card_leaves_the_page_open_for_another(stage: Stage) -> None:
    await stage.market.pay_at(await stage.waiting(), test_cards.DECLINES)
    async with reading(stage.market, stage.brand) as visitor:
        page = Page(await visitor.get(f"{stage.page}?paid=0"))
    assert "Nothing was charged." in page.words
    assert page.form(f"{stage.page}/pay")


async def test_a_payment_that_comes_too_late_is_said_with_its_refund(stage: Stage) -> None:
    stage.market.webhooks = False
    await stage.market.pay_at(await stage.waiting())
    await clock.travel(timedelta(minutes=16))
    stage.market.webhooks = True
    await stage.market.sweep()
    async with reading(stage.market, stage.brand, "fr") as visitor:
        page = Page(await visitor.get(stage.page))
        listing = Page(await visitor.get("/rentals"))
    assert "Votre paiement est arrivé trop tard et vous est rendu en entier : 19,00 €." in page.words
    assert (
        "Votre paiement est arrivé trop tard et vous a été rendu en entier. 19,00 € rendus" in listing.words
    )


async def test_a_payment_for_what_is_over_is_told_that_it_is_over(stage: Stage) -> None:
    await stage.running()
    async with reading(stage.market, stage.brand) as visitor:
        running = Page(await visitor.post(f"{stage.page}/pay"))
        await withdraw(stage.holder, stage.id)
        ended = await visitor.post(f"{stage.page}/pay")
    assert "Your brand already rents this persona" in running.words
    assert ended.status_code == 409
    assert "This rental is over" in Page(ended).words and "not active" not in Page(ended).words


async def test_what_is_no_kind_of_invitation_is_refused_and_not_sent(stage: Stage) -> None:
    await stage.running()
    today = (await clock.now()).date()
    typed = {"title": "Un essai", "conditions": "Une fois.", "code": "ESSAI", "key": uuid.uuid4().hex}
    days = {"valid_from": today.isoformat(), "valid_until": (today + timedelta(days=5)).isoformat()}
    async with reading(stage.market, stage.brand) as visitor:
        refused = await visitor.post(f"{stage.page}/invitations", data=typed | days | {"kind": "gift"})
        assert refused.status_code == 422
        assert (
            "An invitation is a discount, a sample, an experience, early access or advice."
            in Page(refused).words
        )
        assert await fetch_value("select count(*) from relations.invitations") == 0
        kind = {"kind": "experience", "experience.where": "Ici", "experience.when": "Demain"}
        sent = await visitor.post(f"{stage.page}/invitations", data=typed | days | kind)
    assert sent.status_code == 303


async def test_refusals_know_their_reader_also_where_no_route_was_reached(stage: Stage) -> None:
    await stage.running()
    async with reading(stage.market, stage.brand) as visitor:
        for method, path, status in (
            ("GET", "/nope", 404),
            ("GET", "/operator", 403),
            ("GET", f"{stage.page}/sheet", 405),
            ("GET", "/rentals/nonsense", 404),
        ):
            answer = await visitor.request(method, path)
            assert answer.status_code == status, path
            assert "My account" in Page(answer).words and "Sign in" not in Page(answer).words, path
            assert 'href="/home"' in answer.text, path
            assert (await visitor.head(path)).status_code == status, path
    async with reading(stage.market) as visitor:
        for path in ("/nope", f"{stage.page}/sheet"):
            assert "Sign in" in Page(await visitor.get(path)).words, path


async def test_a_brand_that_is_stopped_in_mid_session_reads_that_it_was(stage: Stage) -> None:
    await stage.running()
    assert stage.brand.seat is not None
    async with reading(stage.market, stage.brand) as visitor:
        await stop_brand(await a_person(operator=True), stage.brand.seat.brand, Reason("breach"))
        for path in ("/rentals", stage.page, "/catalogue"):
            page = await visitor.get(path)
            assert page.status_code == 200 and "Moi has stopped your brand" in Page(page).words, path
        asked = {"persona": "x", "variant": "standard", "period": "P1M", "price_step": 1900}
        name = await stage.market.name_of(stage.brand, stage.persona)
        body = asked | {"persona": name, "purposes": ["benefits"]}
        refused = await visitor.post("/v1/rentals", json=body, headers={"idempotency-key": "one"})
    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/brand-stopped")


async def test_a_persona_is_rented_under_the_card_whose_page_was_read_or_not_at_all(stage: Stage) -> None:
    await a_crowd(price_step=2900)
    name = await stage.market.name_of(stage.brand, stage.persona)
    found = (await search(wish(), Reader("test", b"test"))).cards
    own = next(it.address for it in found if it.price_step == 1900)
    other = next(it.address for it in found if it.price_step == 2900)
    sent = {
        "persona": name,
        "variant": "standard",
        "period": "P1M",
        "price_step": "1900",
        "purposes": "benefits",
    }
    async with reading(stage.market, stage.brand) as visitor:
        refused = await visitor.post(f"/moi/{other}/rent", data=sent | {"key": "one"})
        assert (refused.status_code, await fetch_value("select count(*) from rentals.rentals")) == (409, 0)
        rented = await visitor.post(f"/moi/{own}/rent", data=sent | {"key": "two"})
    assert rented.status_code == 303


# Reading


async def test_looking_at_a_rental_reads_nothing_and_opening_it_is_logged_once(stage: Stage) -> None:
    await stage.running("benefits", "improve")
    async with reading(stage.market, stage.brand) as visitor:
        for _ in range(3):
            page = Page(await visitor.get(stage.page))
        assert await reads() == 0
        assert SHEET_ONLY not in page.words
        form = page.form(f"{stage.page}/sheet")
        assert form.values["purpose"] == "benefits"
        answer = await visitor.post(form.action, data={"purpose": "improve"})
    opened = Page(answer)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    for words in ("Region Brittany", "not said", "Opened for: Improve its products.", SHEET_ONLY):
        assert words in opened.words, words
    rows = await fetch("select purpose, channel from rentals.reads")
    assert [tuple(row) for row in rows] == [("improve", "page")]


async def test_what_the_person_would_like_is_not_said_as_what_they_are() -> None:
    body = b'{"claims": {"passion": {"value": "velo", "stance": "like"}, "region": null}, "phrases": []}'
    for language, words in (("fr", "aimerait\u00a0: \u00c0 v\u00e9lo"), ("en", "would like: Cycling")):
        sheet = worded(body, language)  # type: ignore[arg-type]
        assert [fact["value"] for group in sheet.groups for fact in group.facts] == [words]
        assert (sheet.answered, sheet.unsaid) == (1, 1)
        assert sheet.portrait == ""


async def test_a_purpose_that_was_not_agreed_opens_nothing(stage: Stage) -> None:
    await stage.running()
    async with reading(stage.market, stage.brand) as visitor:
        before = await traces()
        for purpose in ("improve", "", "x" * 40):
            answer = await visitor.post(f"{stage.page}/sheet", data={"purpose": purpose})
            assert answer.status_code == 422
            assert "A purpose that the terms allow is needed." in Page(answer).words
            assert SHEET_ONLY not in answer.text
    assert await traces() == before


async def test_after_the_person_has_switched_off_nothing_is_read_and_the_page_says_what_follows(
    stage: Stage,
) -> None:
    await stage.running()
    await clock.travel(timedelta(days=9))
    await withdraw(stage.holder, stage.id)
    await stage.market.quiet()
    async with reading(stage.market, stage.brand) as visitor:
        page = Page(await visitor.get(stage.page))
        before = await traces()
        answer = await visitor.post(f"{stage.page}/sheet", data={"purpose": "benefits"})
        assert answer.status_code == 409
        assert "This rental is over: access and contact have ended." in Page(answer).words
        invitation = await visitor.post(f"{stage.page}/invitations", data=_offer_form())
        assert invitation.status_code == 409
        listing = Page(await visitor.get("/rentals"))
    assert await traces() == before
    for words in ("Over", "The person switched off.", "was sent back to your card", "erase your copies"):
        assert words in page.words, words
    left = [form.action for form in page.forms if form.action.startswith(stage.page)]
    assert left == []
    assert {f"{stage.page}/erasure", f"{stage.page}/closing-note"} <= set(page.links)
    assert "The person switched off." in listing.words


async def test_the_brand_signs_that_its_copies_are_gone_and_the_holder_reads_it(stage: Stage) -> None:
    await stage.running()
    await withdraw(stage.holder, stage.id)
    async with reading(stage.market, stage.brand) as visitor:
        said = {"erased": "files", "recipients": "none"}
        unsigned = await visitor.post(f"{stage.page}/erasure", data=said)
        assert (unsigned.status_code, "The signature is missing." in Page(unsigned).words) == (422, True)
        unclear = await visitor.post(f"{stage.page}/erasure", data={"sure": "yes", "recipients": "none"})
        assert (unclear.status_code, "does not say what was erased" in Page(unclear).words) == (422, True)
        assert (await visitor.post(f"{stage.page}/erasure", data=said | {"sure": "yes"})).status_code == 303
        page = Page(await visitor.get(stage.page))
    assert "You signed that your copies are erased" in page.words
    assert "Your attestation" in page.words
    async with reading(stage.market, stage.holder) as holder:
        assert "Copies erased, the brand signed on" in Page(await holder.get(f"/relations/{stage.id}")).words


async def test_copies_that_nobody_signed_for_are_overdue_on_both_sides(stage: Stage) -> None:
    await stage.running()
    await withdraw(stage.holder, stage.id)
    await clock.travel(timedelta(days=40))
    async with reading(stage.market, stage.brand) as visitor:
        assert "Overdue: erase your copies, and sign for it" in Page(await visitor.get(stage.page)).words
    async with reading(stage.market, stage.holder) as holder:
        assert "Copies not signed as erased, due since" in Page(await holder.get("/space")).words


async def test_another_brands_rental_is_not_there(stage: Stage) -> None:
    await stage.running()
    other = await a_brand(name="Maison Velours")
    async with reading(stage.market, other) as visitor:
        before = await traces()
        for path in ("", "/end", "/report"):
            assert (await visitor.get(stage.page + path)).status_code == 404, path
        for path in ("/sheet", "/pay", "/end", "/invitations", "/report"):
            answer = await visitor.post(stage.page + path, data={"purpose": "benefits", **_offer_form()})
            assert answer.status_code == 404, path
        assert stage.agreement not in (await visitor.get("/rentals")).text
    assert await traces() == before
    assert other.seat
    assert await paid_for(other.seat.brand, stage.id) is None
    assert await under_way(other.seat.brand, stage.persona) is None
    await stage.market.read(stage.brand, stage.id)
    assert await reads_of(other.seat.brand, stage.id) == Reads(0, 0)


async def test_an_analyst_reads_but_neither_invites_nor_ends(stage: Stage) -> None:
    await stage.running()
    assert stage.brand.seat
    analyst = await a_member(await a_person(), stage.brand.seat.brand, Role.ANALYST)
    async with reading(stage.market, analyst) as visitor:
        page = Page(await visitor.get(stage.page))
        assert [form.action.split("#")[0] for form in page.forms if stage.page in form.action] == [
            f"{stage.page}/sheet"
        ]
        assert f"{stage.page}/end" not in page.links
        before = await traces()
        for path in ("/invitations", "/end", "/pay"):
            answer = await visitor.post(stage.page + path, data=_offer_form())
            assert answer.status_code == 403, path
        assert await traces() == before
        opened = await visitor.post(f"{stage.page}/sheet", data={"purpose": "benefits"})
        assert opened.status_code == 200


# Inviting


def _offer_form(**changes: str) -> dict[str, str]:
    return {
        "kind": "discount",
        "discount.percent": "50",
        "title": "Half-price winter service",
        "conditions": "Once, Tuesday to Saturday.",
        "code": "MOI-2026",
        "link": "",
        "valid_from": "2026-11-22",
        "valid_until": "2027-01-15",
        "key": "",
    } | changes


async def _sent() -> int:
    return int(await fetch_value("select count(*) from relations.invitations"))


def _today_form(form: Form, **changes: str) -> dict[str, object]:
    start = str(form.values["valid_from"])
    return {
        **form.values,
        **_offer_form(valid_from=start, valid_until=start),
        "key": form.values["key"],
        **changes,
    }


async def test_an_invitation_is_sent_once_and_its_reaction_is_seen(stage: Stage) -> None:
    await stage.running()
    async with reading(stage.market, stage.brand) as visitor:
        form = Page(await visitor.get(stage.page)).form(f"{stage.page}/invitations")
        for _ in range(2):
            answer = await visitor.post(form.action, data=_today_form(form))
            assert answer.status_code == 303
        assert await _sent() == 1, "a second click is the same invitation"
        assert "1 of 4 sent this month" in Page(await visitor.get(stage.page)).words
        [sent] = await relations.of_holder(stage.holder.person, stage.id)  # type: ignore[arg-type]
        await invite.react(stage.holder, stage.id, sent.id, Reaction.INTERESTED)
        assert "interested" in Page(await visitor.get(stage.page)).words


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": "Write to contact@cycles-garonne.example"}, "title"),
        ({"title": ""}, "title"),
        ({"conditions": "Call me: 06 12 34 56 78"}, "conditions"),
        ({"code": "", "link": ""}, "code"),
        ({"link": "http://plain.example"}, "link"),
        ({"valid_until": "2020-01-01"}, "valid_until"),
        ({"valid_until": "tomorrow"}, "valid_until"),
    ],
)
async def test_a_refused_invitation_keeps_what_was_typed_and_says_why_at_the_field(
    stage: Stage, changes: dict[str, str], field: str
) -> None:
    await stage.running()
    async with reading(stage.market, stage.brand, "fr") as visitor:
        form = Page(await visitor.get(stage.page)).form(f"{stage.page}/invitations")
        before = await traces()
        answer = await visitor.post(form.action, data=_today_form(form, **changes))
    assert answer.status_code == 422
    assert f'id="field-{field}-error"' in answer.text
    again = Page(answer).form(f"{stage.page}/invitations")
    if field != "title":
        assert again.values["title"] == "Half-price winter service"
    assert again.values[field] == changes.get(field, "")
    assert await traces() == before


async def test_a_fifth_invitation_is_refused_and_the_form_is_gone_after_the_fourth(stage: Stage) -> None:
    await stage.running()
    for _ in range(4):
        await invite.send(stage.brand, stage.id, await an_offer())
    async with reading(stage.market, stage.brand) as visitor:
        page = Page(await visitor.get(stage.page))
        assert "All of this month’s invitations are sent." in page.words
        assert not [form for form in page.forms if "invitations" in form.action]
        before = await traces()
        today = clock.market_day(await clock.now())
        answer = await visitor.post(
            f"{stage.page}/invitations", data=_offer_form(valid_from=today, valid_until=today)
        )
        assert answer.status_code == 409
        assert 'role="alert"' in answer.text
        # Filled in before a colleague sent the fourth: what is wrong with it is said where no form is drawn.
        late = await visitor.post(f"{stage.page}/invitations", data=_offer_form(valid_from="soon"))
        assert late.status_code == 422
        assert 'role="alert"' in late.text
    assert await traces() == before


# Ending and reporting


async def test_ending_early_says_its_consequences_before_and_keeps_them(stage: Stage) -> None:
    await stage.running()
    async with reading(stage.market, stage.brand) as visitor:
        page = Page(await visitor.get(f"{stage.page}/end"))
        assert "Comes back to you €0.00" in page.words
        assert "Stays with the person €15.20" in page.words
        answer = await visitor.post(f"{stage.page}/end")
        assert (answer.status_code, answer.headers["location"]) == (303, stage.page)
        assert "You ended it." in Page(await visitor.get(stage.page)).words
        before = await traces()
        again = await visitor.post(f"{stage.page}/end")
        assert again.status_code == 409
        assert (await visitor.get(f"{stage.page}/end")).status_code == 303
    assert await traces() == before
    row = await queries.of_brand(stage.brand.seat.brand, stage.id)  # type: ignore[union-attr]
    assert (row.state, row.refunded) == ("Terminated", 0)


async def test_a_report_is_taken_in_and_a_wrong_one_keeps_what_was_typed(stage: Stage) -> None:
    await stage.running()
    async with reading(stage.market, stage.brand) as visitor:
        before = await traces()
        for reason in ("persona:nonsense", "", "persona:other"):
            answer = await visitor.post(f"{stage.page}/report", data={"reason": reason, "text": ""})
            assert answer.status_code == 422, reason
        assert await traces() == before
        sent = await visitor.post(
            f"{stage.page}/report", data={"reason": "persona:false-traits", "text": "All answers are equal."}
        )
        assert sent.status_code == 303
        twice = await visitor.post(f"{stage.page}/report", data={"reason": "persona:other", "text": "Again."})
        assert twice.status_code == 409
        assert "Again." in twice.text
    row = (await fetch("select side, subject_kind, subject, reason from relations.reports"))[0]
    assert tuple(row) == ("brand", "persona", stage.persona, "false-traits")


async def test_a_member_who_lists_personas_reports_as_the_brand(stage: Stage) -> None:
    """Even of one's own holder: the page of a brand speaks for the brand."""
    await stage.running()
    assert stage.brand.seat
    member = await a_member(await a_holder(), stage.brand.seat.brand, Role.ANALYST)
    async with reading(stage.market, member) as visitor:
        answer = await visitor.post(
            f"{stage.page}/report", data={"reason": "rental:not-as-agreed", "text": ""}
        )
    assert answer.status_code == 303
    assert await fetch_value("select side from relations.reports") == "brand"


async def test_the_end_by_the_clock_shows_without_a_worker(stage: Stage) -> None:
    await stage.running()
    await clock.travel(timedelta(days=32))
    async with reading(stage.market, stage.brand) as visitor:
        page = Page(await visitor.get(stage.page))
        assert "The period was over." in page.words
        assert (await visitor.post(f"{stage.page}/sheet", data={"purpose": "benefits"})).status_code == 409
        assert "The period was over." in Page(await visitor.get("/rentals")).words


async def test_the_contract_in_plain_words_is_the_agreements_own(stage: Stage) -> None:
    await stage.running()
    row = await queries.of_brand(stage.brand.seat.brand, stage.id)  # type: ignore[union-attr]
    for language in ("en", "fr"):
        async with reading(stage.market, stage.brand, language) as visitor:
            words = Page(await visitor.get(stage.page)).words
        for section in agreement_reading(row.agreed(), language).sections:  # type: ignore[arg-type]
            for line in section.lines:
                assert line.replace("\u00a0", " ") in words
        clauses = legal.numbers(legal.agreement_reading(row.agreed(), language))  # type: ignore[arg-type]
        assert len(clauses) > 60
        for number, clause in clauses.items():
            assert f"{number} {clause.text}".replace("\u00a0", " ") in html.unescape(words)
