"""Drafts to start from, one for each way in which an invitation brings something. Pure; every word may be changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType
from typing import Final

from contracts.vocabulary.model import Text
from market.base.clock import MARKET_ZONE, market_date
from market.base.i18n import Language
from market.relations.benefits import Benefit, Kind
from market.relations.rules import Invitation

CODE: Final = "MOI-2026"


@dataclass(frozen=True)
class Draft:
    """An invitation in both languages. It is valid for `days` from today, or for `hours` from now; in `public_in` days
    everybody has what comes early."""

    kind: Kind
    title: Text
    conditions: Text
    texts: Mapping[str, Text]
    percent: int | None = None
    amount: int | None = None
    public_in: int | None = None
    days: int = 21
    hours: int | None = None

    def invitation(self, language: Language, now: datetime) -> Invitation:
        """The invitation that it begins with; `now` UTC."""
        today = market_date(now)
        ends_at = whole_hour(now + timedelta(hours=self.hours)) if self.hours else None
        return Invitation(
            kind=self.kind,
            title=self.title.in_(language),
            conditions=self.conditions.in_(language),
            code=CODE,
            link=None,
            valid_from=today,
            valid_until=market_date(ends_at) if ends_at else today + timedelta(days=self.days),
            benefit=self._benefit(language, today),
            ends_at=ends_at,
        )

    def _benefit(self, language: Language, today: date) -> Benefit:
        return Benefit(
            percent=self.percent,
            amount=self.amount,
            public_on=today + timedelta(days=self.public_in) if self.public_in else None,
            **{name: text.in_(language) for name, text in self.texts.items()},
        )


def whole_hour(moment: datetime) -> datetime:
    """The latest full hour of the market's clocks that is not after `moment`, UTC."""
    wall = moment.astimezone(MARKET_ZONE)
    return wall.replace(minute=0, second=0, microsecond=0).astimezone(UTC)


@dataclass(frozen=True, kw_only=True)
class Template(Draft):
    """A draft to start from, with what it is called."""

    name: Text


TEMPLATES: Final[Mapping[str, Template]] = MappingProxyType(
    {
        "percent-off": Template(
            "discount",
            Text(fr="20 % sur un article de votre choix", en="20% off one item of your choice"),
            Text(
                fr="Une fois, en boutique comme en ligne. Non cumulable avec les soldes.",
                en="Once, in the shop or online. Not together with the sales.",
            ),
            {},
            percent=20,
            name=Text(fr="Un pourcentage en moins", en="A percentage off"),
        ),
        "amount-off": Template(
            "discount",
            Text(fr="10 € de moins dès 50 € d’achats", en="€10 off from €50 on"),
            Text(fr="Une fois, sur un seul achat.", en="Once, on a single purchase."),
            {},
            amount=1000,
            name=Text(fr="Une somme en moins", en="An amount off"),
        ),
        "a-few-hours": Template(
            "discount",
            Text(fr="30 % pendant quelques heures", en="30% off for a few hours"),
            Text(
                fr="Sur ce qui reste en rayon aujourd’hui, sans minimum d’achat.",
                en="On what is left on the shelf today, no minimum.",
            ),
            {},
            percent=30,
            hours=8,
            name=Text(fr="Une remise de quelques heures", en="A discount for a few hours"),
        ),
        "sample": Template(
            "sample",
            Text(fr="Un échantillon à retirer en boutique", en="A sample to pick up in the shop"),
            Text(fr="Un par personne, sans achat.", en="One per person, nothing to buy."),
            {"what": Text(fr="Un flacon de 30 ml", en="A 30 ml bottle")},
            name=Text(fr="Un échantillon", en="A sample"),
        ),
        "experience": Template(
            "experience",
            Text(fr="Un atelier en petit groupe", en="A workshop in a small group"),
            Text(
                fr="Dix places. Tout est prêté sur place.", en="Ten places. Everything is lent on the spot."
            ),
            {
                "where": Text(
                    fr="À l’atelier, 12 rue du Port, Bordeaux", en="At the workshop, 12 rue du Port, Bordeaux"
                ),
                "when": Text(fr="Le samedi, de 10 h à midi", en="Saturdays, 10 to noon"),
            },
            name=Text(fr="Une expérience", en="An experience"),
        ),
        "early-access": Template(
            "early_access",
            Text(fr="La collection avant tout le monde", en="The collection before everybody else"),
            Text(
                fr="Au prix habituel, dans la limite des stocks.", en="At the usual price, while stocks last."
            ),
            {"what": Text(fr="La collection de printemps", en="The spring collection")},
            public_in=30,
            name=Text(fr="En avant-première", en="Early access"),
        ),
        "advice": Template(
            "advice",
            Text(fr="Une demi-heure de conseil, sans engagement", en="Half an hour of advice, no strings"),
            Text(fr="Au comptoir, sur présentation du code.", en="At the counter, with the code."),
            {"what": Text(fr="Choisir et régler son vélo", en="Choosing and setting up a bike")},
            name=Text(fr="Un conseil", en="Advice"),
        ),
    }
)
