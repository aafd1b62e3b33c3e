"""`moi client-money`: what the market keeps is told, and changed on purpose; whoever means another does not start."""

from market.base.database import fetch
from market.money.sandbox import faults
from tests.commands.conftest import Moi
from tests.market import Market, market
from tests.money import acts
from tests.money.ownfunds.standing import in_bank
from tests.money.reconciliation.looking import moves

__all__ = ["market"]


async def test_it_is_told_since_when_and_changed_by_who_says_so(moi: Moi) -> None:
    first = await moi("client-money")
    assert first.code == 0 and "kept at the first start" in first.out
    unready = await moi("client-money", "--change", MOI_SEPA_IBAN="")
    assert unready.code == 1 and "MOI_SEPA_IBAN: missing or wrong." in unready.err
    changed = await moi("client-money", "--change")
    assert changed.code == 0 and "Changed." in changed.out and "UTC" in changed.out
    again = await moi("client-money", "--change")
    assert again.code == 0 and "It is so already." in again.out


async def test_a_part_that_means_something_else_does_not_start_and_the_doctor_says_why(moi: Moi) -> None:
    assert (await moi("client-money", "--change")).code == 0
    for command in ("web", "worker", "doctor"):
        refused = await moi(command, MOI_HOLDS_CLIENT_MONEY="false")
        assert refused.code == 1, refused.out + refused.err
        assert "MOI_HOLDS_CLIENT_MONEY must be true" in refused.out + refused.err
    assert (await moi("doctor")).code == 0


async def test_what_stripe_has_sent_and_nobody_heard_of_is_asked_for_first(moi: Moi, market: Market) -> None:
    """Booked later it would lie where it pays nobody, and adding it back would be booked from another account."""
    assert (await moi("client-money", "--change")).code == 0
    await moves(market.sandbox, "payout", -1000)
    assert await fetch("select from money.ledger_transactions") == []
    refused = await moi("client-money", "--change", MOI_HOLDS_CLIENT_MONEY="false")
    assert refused.code == 1 and "10.00 EUR lie in clients' money" in refused.err
    assert (await moi("client-money", "--leave")).code == 2


async def test_while_stripe_does_not_answer_nothing_is_changed(moi: Moi, market: Market) -> None:
    assert (await moi("client-money", "--change")).code == 0
    await acts.fault(market.sandbox, "GET", "/v1/balance_transactions", faults.TIMEOUT_BEFORE, count=10)
    away = await moi("client-money", "--change", MOI_HOLDS_CLIENT_MONEY="false")
    assert away.code == 75 and "Stripe did not answer" in away.err
    assert (await moi("doctor")).code == 0, "nothing was changed"


async def test_what_lies_in_clients_money_goes_to_stripe_before_stripe_pays_holders(moi: Moi) -> None:
    """Or is left there by who says so: afterwards it would pay nobody."""
    assert (await moi("client-money", "--change")).code == 0
    await in_bank(ours=5000)
    refused = await moi("client-money", "--change", MOI_HOLDS_CLIENT_MONEY="false")
    assert refused.code == 1 and "50.00 EUR lie in clients' money" in refused.err
    assert (await moi("doctor")).code == 0, "nothing was changed"
    left = await moi("client-money", "--change", "--leave", MOI_HOLDS_CLIENT_MONEY="false")
    assert left.code == 0 and "Changed." in left.out
    again = await moi("client-money", "--change", MOI_HOLDS_CLIENT_MONEY="false")
    assert again.code == 0 and "It is so already." in again.out, "what is left is asked about once"
