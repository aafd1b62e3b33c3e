"""What the agreement of a renewal says of how it came about, and that it is true."""

from contracts import legal
from contracts.facts import of_agreement
from contracts.legal import readback as legal_readback
from market.base.database import fetch_value
from market.money.orders import Paying
from market.personas.renewals import set_renews
from market.rentals import record
from market.rentals.renewal.view import for_holder
from market.rentals.renewal.wishes import brand_wishes
from tests.market import Market, market
from tests.rentals.negotiation.asking import a_request
from tests.rentals.renewal.renewing import Renewing, a_rental

__all__ = ["market"]


async def test_the_signed_text_of_a_renewal_says_what_it_follows_and_by_whose_acts(market: Market) -> None:
    it = await (await a_rental(market)).paid()
    following = await it.following()
    assert following
    agreed = following.agreed()
    assert agreed.renews == record.urn(it.agreement)
    assert agreed.expression_method == f"PUT /v1/rentals/{it.agreement}/renewal"
    text = legal.agreement_reading(agreed, "en").text
    assert f"wanted this one to follow contract {record.urn(it.agreement)}, as did the Brand" in text
    assert "by the Brand's act (POST" not in text
    assert legal_readback.facts(text, "en") == of_agreement(agreed)


async def answered(market: Market) -> Renewing:
    """A rental that its holder has accepted; its brand keeps the card that it was held on."""
    request = await a_request(market, paying=Paying(keep_card=True, capture="manual"))
    await request.accept()
    rental = await fetch_value("select id from rentals.rentals where agreement = $1", request.agreement)
    return Renewing(market, request.holder, request.brand, request.persona, request.agreement, rental)


async def test_where_each_rental_awaits_its_holder_so_does_each_renewal(market: Market) -> None:
    it = await answered(market)
    await set_renews(it.holder, it.persona, True)
    await brand_wishes(it.brand, it.agreement, True)
    shown = await for_holder(await it.row())
    assert shown and not shown.wanted, "a general word is no act about this rental"
    await it.to("notice")
    renewal = await it.renewal()
    assert (renewal.state, renewal.because) == ("failed", "not_wanted")
    assert await it.following() is None


async def test_a_word_about_the_rental_is_the_act_that_a_renewal_awaits(market: Market) -> None:
    it = await answered(market)
    await it.paid()
    following = await it.following()
    assert following
    text = legal.agreement_reading(following.agreed(), "en").text
    assert f"By an act of their own about contract {record.urn(it.agreement)} the Holder wanted" in text
    assert "has consented to this Rental by an act" not in text
    assert legal_readback.facts(text, "en") == of_agreement(following.agreed())
