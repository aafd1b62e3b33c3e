"""What an invitation brings, said in fields that fit its type. Pure.

A discount is a percentage or an amount off; a sample says what is given; an experience where and when; early access
what comes early, and from which day everybody has it; advice on what. A field of another type is refused by name.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, Final, Literal, get_args

from market.relations import scan
from market.relations.errors import BenefitUnfit, KindUnknown
from market.relations.text import line

Kind = Literal["discount", "sample", "experience", "early_access", "advice"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)

AnyKind = Literal["discount", "sample", "experience", "early_access", "advice", "offer"]
"""With what was sent before there were types: an "offer", or an "experience" without a benefit."""

BENEFIT_MOST: Final = 160  # characters of one of its texts
AMOUNT_MOST: Final = 1_000_000  # minor units

REQUIRED: Final[Mapping[Kind, tuple[str, ...]]] = MappingProxyType(
    {
        "discount": (),  # one of its two: see _check_discount
        "sample": ("what",),
        "experience": ("where", "when"),
        "early_access": ("what",),
        "advice": ("what",),
    }
)
OPTIONAL: Final[Mapping[Kind, tuple[str, ...]]] = MappingProxyType(
    {"discount": ("percent", "amount"), "early_access": ("public_on",)}
)
TEXTS: Final = ("what", "where", "when")


@dataclass(frozen=True)
class Benefit:
    """`percent` off, or an `amount` off in minor units; `public_on`: the market's day from which everybody has it."""

    percent: int | None = None
    amount: int | None = None
    what: str | None = None
    where: str | None = None
    when: str | None = None
    public_on: date | None = None

    def to_json(self) -> dict[str, Any]:
        """What it says, and nothing of what it does not."""
        said = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in said.items()
            if value is not None
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Benefit":
        """As it was sealed."""
        day = data.get("public_on")
        return cls(**{**data, "public_on": date.fromisoformat(day) if day else None})


def fields_of(kind: Kind) -> tuple[str, ...]:
    """The fields of a type, those that it needs first."""
    return (*REQUIRED[kind], *OPTIONAL.get(kind, ()))


def check_kind(word: str) -> Kind:
    """The type of this name. Raises KindUnknown."""
    for kind in KINDS:
        if word == kind:
            return kind
    raise KindUnknown(field="kind", known=list(KINDS))


def check_benefit(kind: Kind, draft: Benefit, valid_from: date) -> Benefit:
    """The benefit as it is kept, its texts trimmed and scanned.

    Raises BenefitUnfit (`reason`: not-of-this-type, missing, one-of-two, out-of-range, not-later), TextNotAccepted,
    ContactNotAllowed.
    """
    known = fields_of(kind)
    for name in draft.to_json():
        if name not in known:
            raise BenefitUnfit(field=name, reason="not-of-this-type", known=list(known))
    for name in REQUIRED[kind]:
        if not getattr(draft, name):
            raise BenefitUnfit(field=name, reason="missing", known=list(known))
    if kind == "discount":
        _check_discount(draft)
    if draft.public_on is not None and draft.public_on <= valid_from:
        raise BenefitUnfit(field="public_on", reason="not-later")
    texts = {name: _text(name, getattr(draft, name)) for name in TEXTS if getattr(draft, name) is not None}
    return Benefit(percent=draft.percent, amount=draft.amount, public_on=draft.public_on, **texts)


def _check_discount(draft: Benefit) -> None:
    if (draft.percent is None) == (draft.amount is None):
        raise BenefitUnfit(field="percent", reason="one-of-two")
    if draft.percent is not None and not 1 <= draft.percent <= 100:
        raise BenefitUnfit(field="percent", reason="out-of-range", least=1, most=100)
    if draft.amount is not None and not 1 <= draft.amount <= AMOUNT_MOST:
        raise BenefitUnfit(field="amount", reason="out-of-range", least=1, most=AMOUNT_MOST)


def _text(field: str, text: str) -> str:
    kept = line(field, text, BENEFIT_MOST)
    scan.refuse_details(field, kept)
    scan.refuse_requests(field, kept)
    return kept
