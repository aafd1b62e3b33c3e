"""The meter of the studio, on the cards of the day."""

from dataclasses import dataclass

from market.catalogue.codes import LEAVABLE, Saying, numbered, spelled
from market.catalogue.meter import meter, suggest
from market.catalogue.shelf import METERED
from market.catalogue.vectors import Root, Vector
from market.personas.rules import Draft, card_labels


@dataclass(frozen=True)
class Measured:
    """What the studio shows of a draft. All None: it would wait; `leave_out` may still help.

    `at_least`: how many people share the card it would have, in steps. `leave_out`: the claim or phrase without
    which it would have a card, or one shared by more people.
    """

    at_least: int | None
    address: str | None
    sayings: tuple[Saying, ...]
    leave_out: str | None


async def measure(draft: Draft, root: Root) -> Measured:
    """What a draft with this offer would get, were it published while the cards of the day stand.

    Only the cards are asked, and only about the labels in the question: nobody else's value can show.
    """
    today = (await METERED.current()).value
    labels = numbered(card_labels(draft))
    reading = meter(today.cards, root, labels)
    advice = suggest(today.cards, root, labels, LEAVABLE)
    leave_out = None if advice is None else spelled(((advice, labels[advice]),))[0].claim
    if reading.said is None:
        return Measured(None, None, (), leave_out)
    address = today.addresses[Vector(root, reading.said)]
    return Measured(reading.shown, address, spelled(reading.said), leave_out)
