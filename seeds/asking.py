"""The demo's personas on approval, and the request of the demo's brand that waits for Camille's answer."""

from market.money.asking import ask_payment
from market.money.orders import submit_payment
from market.money.sandbox import cards, checkout
from market.personas import actions as personas
from market.rentals.actions.lines import Wanted
from market.rentals.negotiation.ask import ask
from seeds import answers
from seeds.coming import edition_of_the_day
from seeds.kinds import Archetype
from seeds.plan import Holder, Plan, dice_for
from seeds.stage import Stage

PLAYING = Archetype("jeux", 2900, "accord", "P1M", (), {"passion": "jeux"})
FOLLOWERS = 24
"""Holders who answer each brand themselves: enough for a card of their own."""


async def list_on_approval(stage: Stage, plan: Plan) -> None:
    """The first holders make one more persona, and list it on approval."""
    dice, edition = dice_for("on approval"), await edition_of_the_day()
    for holder in plan.holders[:FOLLOWERS]:
        who, known = stage.holders[holder.number], _known(holder)
        started = await personas.start(who, PLAYING.mask)
        await personas.save_draft(who, started, answers.draft(PLAYING, known, dice))
        offer = {"variant": PLAYING.variant, "period": PLAYING.period}
        await personas.publish(
            who, started, price_step=PLAYING.price_step, capacity=1, charter=edition, **offer
        )
        stage.on_approval[holder.number] = started


def _known(holder: Holder) -> dict[str, str]:
    """What a holder has said of themselves in their first persona: it is true in each."""
    traits = holder.personas[0].draft.traits
    return {claim: trait.value for claim, trait in traits.items() if trait.value is not None}


async def leave_a_request(stage: Stage) -> None:
    """Camille is asked: the bank of the demo's brand holds the money, and nobody has answered."""
    offer = (PLAYING.variant, PLAYING.period, PLAYING.price_step)
    wanted = Wanted(stage.on_approval[0], *offer, ("improve", "recommend"))
    asked = await ask(stage.buyer(0), wanted, "advice", "demo-request", "/v1/requests")
    sent = await submit_payment(asked.payment)
    assert sent.checkout_url is not None
    async with stage.sandbox.acting() as call:
        session = sent.checkout_url.rsplit("/", 1)[1].split("?")[0]
        await checkout.pay(call, session, cards.card_of(cards.SUCCEEDS))
    await ask_payment(asked.payment)
