"""The meter of the studio, on the cards of the day."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from contracts.terms import EDITIONS
from market.catalogue.codes import LEAVABLE, Saying, numbered, proffered, spelled
from market.catalogue.meter import elsewhere, meter, suggest
from market.catalogue.shelf import METERED, Metered
from market.catalogue.vectors import Label, Labels, Root, Vector
from market.personas.rules import Draft, Offer, card_labels


@dataclass(frozen=True)
class Change:
    """What would help a draft: claims or phrases to leave out, under this offer (minor units a month)."""

    leave_out: tuple[str, ...]
    price_step: int
    variant: str
    period: str

    def to(self, draft: Draft) -> Draft:
        """The draft with this change; its answers stay, the card says less of them."""
        offer = Offer(self.variant, self.period, self.price_step, draft.offer.capacity)
        return replace(draft, said=draft.said - set(self.leave_out), offer=offer)


@dataclass(frozen=True)
class Measured:
    """What the studio shows of a draft. `at_least` is None for one that would wait.

    `at_least`: how many people share the card it would have, in steps. `change`: what gives it a card, or one
    shared by more people, which `with_change` counts. `other`: the same under another offer, where that asks
    for fewer traits to be left out.
    """

    at_least: int | None
    address: str | None
    sayings: tuple[Saying, ...]
    change: Change | None
    with_change: int | None
    other: Change | None


NOTHING = Measured(None, None, (), None, None, None)


async def measure(draft: Draft, root: Root) -> Measured:
    """What a draft with this offer would get, were it published while the cards of the day stand.

    Only the cards are asked, and only about the labels in the question: nobody else's value can show.
    """
    return measured((await METERED.current()).value, root, numbered(card_labels(draft)))


def measured(today: Metered, root: Root, labels: Labels) -> Measured:
    """The same for numbered labels. Pure."""
    reading = meter(today.cards, root, labels)
    left = suggest(today.cards, root, labels, LEAVABLE)
    change = _change(left, root, labels) if left else None
    with_change = today.cards.walk(root, labels, left)[1] if left else None
    if reading.said is not None:
        address = today.addresses[Vector(root, reading.said)]
        return Measured(reading.shown, address, spelled(reading.said), change, with_change, None)
    advice = elsewhere(today.cards, root, labels, LEAVABLE, proffered)
    nearer = advice is not None and (not left or len(advice.leave_out) < len(left))
    other = _change(advice.leave_out, advice.root, labels) if advice and nearer else None
    return Measured(None, None, (), change, with_change, other)


def _change(left: Iterable[Label], root: Root, labels: Labels) -> Change:
    claims = tuple(spelled(((label, labels[label]),))[0].claim for label in left)
    terms = EDITIONS.get(root.variant)
    return Change(claims, root.price, terms.id if terms else root.variant, root.period)
