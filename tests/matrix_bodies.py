"""What a sound request carries beside its address, by route. What is not here goes without a body."""

import json
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from contracts.keys import PrivateKey, b64url
from market.accounts import factor
from market.base import clock, names
from market.base.database import fetch_value
from tests.factories import CYCLIST, EDITION
from tests.matrix_objects import brand_of, name_of_today, person_of
from tests.money.payouts.paying import IBAN, NAME
from tests.relations.templates.test_rules import a_draft
from tests.world import World
from tests.world_bank import statement_day
from tests.world_payouts import AMOUNT, last_month

Sent = dict[str, Any]

REASON = {"reason": "other", "note": "Vu et entendu."}
CLOSING = {"note": "Vu et entendu.", "version": 1}
NOTE = {"used_for": ["offer-made"], "outcome": "changed", "text": "Une remise de 10 % en magasin."}
FACTS = {"legal_name": "Neuve SAS", "siren": "552100554", "charter": EDITION}
DRAFT = {
    "traits": {claim: {"stance": "me", "value": value} for claim, value in CYCLIST.items()},
    "phrases": ["repare-avant"],
    "said": sorted(CYCLIST),
}
COUNTER_OFFER = {"variant": "accord", "period": "P1M", "price_step": 2900}
OFFER = {"variant": "standard", "period": "P1M", "price_step": 1900}
STUDIO = {f"stance.{claim}": "me" for claim in CYCLIST} | {
    f"value.{claim}": value for claim, value in CYCLIST.items()
}

BILLING = {"street": "2 quai", "postcode": "33000", "city": "Bordeaux", "vat_number": ""}
ACCOUNT = {"name": NAME, "iban": IBAN}

OWN_TRANSFER = {"direction": "in", "amount": 100, "reference": "VIR MOI 2"}

WISH = {"name": "Un autre", "website": "autre.example.fr"}
CASTING = {
    "title": "Cyclistes",
    "text": "Un mois à vélo.",
    "purpose": "benefits",
    "criteria": [{"claim": "passion", "codes": ["velo"]}],
    "period": "P1W",
    "price_step": 500,
    "places": 1,
}
INTENT = {
    "category": "velo",
    "details": {"quoi": "ville"},
    "text": "un vélo léger",
    "budget_from": 0,
    "budget_to": 90_000,
    "most": "discret",
    "confirmed": True,
}
BID = {"terms": "discret", "purposes": ["benefits"], "period": "P1W", "price_step": 500}
LETTER = {"email": "bonjour@velosdulac.fr", "language": "fr"}
CHARITY = {"name": "Rouler ensemble", "registration": "W691005678"}
GIFTS = {"amount": 50, "reference": "DONS 3"}
THANKS = {"text": "Merci : votre réponse a tout changé."}

SIGNING = PrivateKey(bytes(range(32)))
LINE = "moi.brand-key.1.nobody.asked"
PROOF = {"challenge": LINE, "signature": b64url(SIGNING.sign(LINE.encode()))}
SEAL = {"length": 1, "event_hash": "0" * 64, "day": "2026-11-26", "kid": SIGNING.kid, "value": "A" * 86}

LOG_EXPORT = {"first_day": "2026-01-01", "last_day": "2026-01-31", "authority": "Autorité de régulation"}

FIXED: Mapping[str, Sent] = {
    "POST /v1/operator/log-exports": {"json": LOG_EXPORT},
    "POST /operator/log-exports": {"data": LOG_EXPORT},
    "PUT /v1/brand/billing": {"json": BILLING},
    "POST /documents/billing": {"data": BILLING},
    "PUT /v1/brand/processors": {"json": {"names": ["Atelier Mots"]}},
    "POST /brand/processors": {"data": {"processors": "Atelier Mots"}},
    "PUT /v1/brand/contact": {
        "json": {"contact_address": "1 place Bellecour, 69002 Lyon", "contact": "a@example.org"}
    },
    "PUT /v1/brand/charter": {"json": {"edition": EDITION}},
    "PUT /v1/me/charter": {"json": {"edition": EDITION}},
    "POST /space/charter": {"data": {"edition": str(EDITION)}},
    "POST /brand/charter": {"data": {"charter": str(EDITION)}},
    "PUT /v1/brand/public-page": {"json": {"speaker": "studies", "intends": ["improve"]}},
    "POST /brand/public-page": {"data": {"speaker": "studies", "intends": "improve"}},
    "POST /brand/contact": {
        "data": {"contact_address": "1 place Bellecour, 69002 Lyon", "contact": "a@example.org"}
    },
    "POST /balance/top-up": {"data": {"amount": "50", "key": "a-key-of-a-balance"}},
    "POST /balance/bank-return": {"data": {"amount": "5", "iban": IBAN, "key": "a-key-of-a-transfer"}},
    "POST /v1/operator/charities": {"json": CHARITY},
    "POST /v1/wishes": {"json": WISH},
    "POST /v1/casting-calls/{name:str}/acceptance": {"json": {"persona": "x"}},
    "POST /casting-calls/{name:str}": {"data": {"act": "take-back"}},
    "POST /intents/{name:str}/accept": {"data": {"bid": "x"}},
    "POST /intents/{name:str}/rate": {"data": {"fulfilled": "yes", "rating": "5"}},
    "POST /open-intents/{name:str}/bid": {
        "data": {"terms": "discret", "purposes": "benefits", "period": "P1W", "price_step": "500", "kind": ""}
    },
    "POST /saved-searches": {"data": {"category": "velo", "quoi": "cargo", "budget": "500"}},
    "POST /v1/saved-searches": {"json": {"category": "velo"}},
    "POST /v1/intents/{name:str}/acceptance": {"json": {"bid": "x"}},
    "POST /v1/intents/{name:str}/fulfilment": {"json": {"fulfilled": "yes", "rating": 5}},
    "PUT /v1/open-intents/{name:str}/bid": {"json": BID},
    "POST /space/welcome": {"data": WISH},
    "POST /v1/operator/wanted-brands/{name:str}/invitation": {"json": LETTER},
    "POST /operator/wanted/{name:str}": {"data": LETTER},
    "POST /operator/charities": {"data": CHARITY},
    "POST /v1/operator/charity-payments/{name:str}/cancellation": {"json": {"reason": "Une erreur."}},
    "POST /v1/operator/charity-payments/{name:str}/return": {"json": {"reason": "Compte clos."}},
    "POST /operator/charities/payments/{name:str}": {"data": {"act": "call_off", "reason": "Une erreur."}},
    "POST /v1/relations/{agreement:str}/rewards/{name:str}/choice": {"json": {"way": "cash"}},
    "POST /relations/{agreement:str}/rewards/{name:str}": {"data": {"way": "cash"}},
    "POST /v1/reward-budgets/{name:str}/codes": {"json": {"codes": ["MOI-1"]}},
    "POST /rewards/{name:str}/codes": {"data": {"codes": "MOI-1"}},
    "POST /v1/operator/own-funds/transfers/{name:str}/cancellation": {"json": {"reason": "Une erreur."}},
    "POST /v1/operator/own-funds/transfers/{name:str}/reversal": {"json": {"reason": "Une erreur."}},
    "POST /operator/own-funds/{name:str}/decision": {"data": {"act": "confirm"}},
    "POST /v1/operator/bank-returns/{name:str}/return": {"json": {"code": "AC04"}},
    "POST /v1/operator/bank-returns/{name:str}/refusal": {"json": {"reason": "Compte inconnu."}},
    "POST /operator/bank-returns/{name:str}/decision": {"data": {"act": "approve"}},
    "POST /balance/debt": {"data": {"pay": "page", "key": "a-key-of-a-debt"}},
    "POST /balance/return": {"data": {"amount": "10", "key": "a-key-of-a-balance"}},
    "PUT /v1/sessions/current/seat": {"json": {"brand": None}},
    "POST /v1/me/holder": {"json": {"adult": True}},
    "POST /v1/me/departure": {"json": {"password": "not the one"}},
    "POST /v1/me/brands": {"json": FACTS},
    "POST /v1/brand/members": {"json": {"email": "new@example.org", "role": "buyer"}},
    "PUT /v1/brand/members/{name:str}": {"json": {"role": "buyer"}},
    "POST /v1/brand/keys": {"json": {"name": "CRM", "scopes": ["rentals:read"]}},
    "POST /v1/brand/signing-keys": {"json": {"jwk": SIGNING.public.jwk(), **PROOF}},
    "POST /brand/signing-keys": {"data": {"key": json.dumps(SIGNING.public.jwk()), **PROOF}},
    "GET /v1/rentals/{agreement:str}/credential": {"params": {"purpose": "benefits"}},
    "POST /rentals/{agreement:str}/credential/file": {"data": {"purpose": "benefits"}},
    "POST /v1/rentals/{agreement:str}/seal": {"json": SEAL},
    "POST /v1/proofs": {"json": {"jwk": SIGNING.public.jwk(), "predicates": ["over-18"]}},
    "POST /v1/proofs/{code:str}/statement": {"json": {"signature": "A" * 86}},
    "POST /v1/proofs/{code:str}/approval": {"json": {"password": "not the one"}},
    "POST /prove/{code:str}": {"data": {"password": "not the one"}},
    "POST /v1/personas/{name:str}/checks": {"json": {"claim": "naissance"}},
    "POST /v1/personas/{name:str}/checks/withdrawal": {"json": {"claim": "region"}},
    "POST /studio/{name:str}/checks": {"data": {"claim": "naissance", "act": "ask"}},
    "POST /v1/operator/checks/{name:str}/decision": {
        "json": {"outcome": "verified", "reason": "document-seen"}
    },
    "POST /operator/checks/{name:str}/decision": {"data": {"act": "verify", "reason": "document-seen"}},
    "POST /account/seat": {"data": {"brand": ""}},
    "POST /account/holder": {"data": {"adult": "yes"}},
    "POST /account/brand": {"data": FACTS},
    "POST /brand/members": {"data": {"email": "new@example.org", "role": "buyer"}},
    "POST /brand/members/{name:str}/role": {"data": {"role": "buyer"}},
    "POST /brand/keys": {"data": {"name": "CRM", "scopes": "rentals:read"}},
    "POST /v1/personas": {"json": {"mask": "a-velo"}},
    "PUT /v1/personas/{name:str}/draft": {"json": DRAFT},
    "POST /v1/personas/{name:str}/publication": {"json": OFFER},
    "PUT /v1/personas/{name:str}/state": {"json": {"state": "hidden"}},
    "POST /v1/meter": {"json": {"draft": DRAFT, "offer": OFFER}},
    "GET /v1/rentals/{agreement:str}/sheet": {"params": {"purpose": "benefits"}},
    "PUT /v1/relations/{agreement:str}/invitations/{name:str}/reaction": {"json": {"reaction": "not_now"}},
    "PUT /v1/relations/{agreement:str}/questions/{name:str}/answer": {"json": {"value": [1]}},
    "POST /relations/{agreement:str}/questions/{name:str}": {"data": {"value": "1"}},
    "POST /v1/rentals/{agreement:str}/messages": {"json": {"text": "Bonjour, quel guidon ?"}},
    "POST /rentals/{agreement:str}/messages": {"data": {"text": "Bonjour, quel guidon ?"}},
    "POST /v1/relations/{agreement:str}/messages": {"json": {"text": "un guidon droit"}},
    "POST /relations/{agreement:str}/messages": {"data": {"text": "un guidon droit"}},
    "PUT /v1/relations/{agreement:str}/contact": {
        "json": {"paused": True, "conversation": True, "receipts": False}
    },
    "POST /relations/{agreement:str}/contact": {"data": {"act": "pause"}},
    "PUT /v1/relations/{agreement:str}/note": {"json": {"text": "Une selle en cuir.", "version": 0}},
    "POST /relations/{agreement:str}/note": {"data": {"text": "Une selle en cuir.", "version": "0"}},
    "PUT /v1/notification-choices": {"json": {"ways": {"messages": "daily"}}},
    "POST /notifications/choices": {"data": {"messages": "daily"}},
    "PUT /v1/silence/quiet-hours": {"json": {"begins": "22:00", "ends": "07:30"}},
    "POST /space/calm": {"data": {"act": "detox"}},
    "PUT /v1/personas/{name:str}/standing-rules": {"json": {"rules": {"velo": "always"}}},
    "POST /studio/{name:str}/rules": {"data": {"velo": "always"}},
    "POST /v1/operator/brands/{name:str}/approval": {"json": REASON},
    "POST /v1/operator/brands/{name:str}/refusal": {"json": REASON},
    "POST /v1/operator/brands/{name:str}/stop": {"json": REASON},
    "POST /v1/operator/personas/{name:str}/stop": {"json": REASON},
    "POST /v1/operator/personas/{name:str}/reinstatement": {"json": REASON},
    "POST /v1/operator/reports/{name:str}/closure": {"json": REASON | {"outcome": "upheld"}},
    "POST /v1/operator/findings/{name:str}/closure": {"json": CLOSING},
    "POST /operator/findings/{name:str}/closure": {"data": CLOSING},
    "POST /v1/operator/findings/{name:str}/write-off": {"json": {"owed": 1900}},
    "POST /operator/findings/{name:str}/write-off": {"data": {"sure": "yes", "owed": "1900"}},
    "PUT /v1/payout-identity": {"json": ACCOUNT},
    "PUT /v1/rentals/{agreement:str}/renewal": {"json": {"renew": True}},
    "POST /v1/rentals/{agreement:str}/payment": {"json": {}},
    "POST /v1/asked/{agreement:str}/refusal": {"json": {"reason": "time"}},
    "POST /v1/asked/{agreement:str}/offer": {"json": COUNTER_OFFER},
    "POST /asked/{agreement:str}/refuse": {"data": {"reason": ""}},
    "POST /asked/{agreement:str}/offer": {"data": COUNTER_OFFER | {"price_step": "2900"}},
    "PUT /v1/relations/{agreement:str}/renewal": {"json": {"renew": True}},
    "PUT /v1/personas/{name:str}/renewals": {"json": {"renew": True}},
    "POST /rentals/{agreement:str}/renewal": {"data": {"renew": "yes"}},
    "POST /relations/{agreement:str}/renewal": {"data": {"renew": "yes"}},
    "POST /studio/{name:str}/renewals": {"data": {"renew": "yes"}},
    "POST /earnings/account": {"data": ACCOUNT},
    "POST /v1/payout-identity/onboarding": {"json": {}},
    "POST /v1/operator/payout-batches/{name:str}/approval": {"json": {"amount": AMOUNT}},
    "POST /v1/operator/payout-batches/{name:str}/cancellation": {"json": {"reason": "Pas ce mois."}},
    "POST /v1/operator/payout-batches/{name:str}/rejection": {"json": {"code": "AM05"}},
    "POST /v1/operator/payouts/{name:str}/hold": {"json": {"reason": "À regarder."}},
    "POST /v1/operator/payouts/{name:str}/cancellation": {"json": {"reason": "À regarder."}},
    "POST /operator/payouts/{name:str}/decision": {"data": {"act": "approve", "amount": str(AMOUNT)}},
    "POST /operator/payout/{name:str}/decision": {"data": {"act": "hold", "reason": "À regarder."}},
    "POST /v1/operator/disputes/{name:str}/answer": {"json": {"note": "The buyer opened it."}},
    "POST /operator/disputes/{name:str}/decision": {"data": {"act": "accept", "sure": "yes"}},
    "POST /operator/settlements": {"data": {"period": last_month()}},
    "POST /studio/new": {"data": {"mask": "a-velo"}},
    "POST /studio/{name:str}": {"data": STUDIO | {"do": "save"}},
    "POST /studio/{name:str}/beside": {"data": STUDIO},
    "POST /studio/{name:str}/state": {"data": {"state": "hidden"}},
    "POST /relations/{agreement:str}/invitations/{name:str}": {"data": {"reaction": "not_now"}},
    "POST /relations/{agreement:str}/invitations/{name:str}/code": {"data": {"act": "redeemed"}},
    "PUT /v1/relations/{agreement:str}/invitations/{name:str}/redemption": {"json": {"told": True}},
    "POST /relations/{agreement:str}/report": {"data": {"reason": "misleading", "text": ""}},
    "POST /rentals/{agreement:str}/sheet": {"data": {"purpose": "benefits"}},
    "POST /rentals/{agreement:str}/report": {"data": {"reason": "rental:other", "text": "Rien ne va."}},
    "POST /rentals/{agreement:str}/end": {"data": {"sure": "yes"}},
    "POST /rentals/{agreement:str}/erasure": {
        "data": {"sure": "yes", "erased": "files", "recipients": "none"}
    },
    "POST /v1/rentals/{agreement:str}/erasure": {"json": {"erased": ["files"], "recipients": "none"}},
    "PUT /v1/rentals/{agreement:str}/closing-note": {"json": NOTE},
    "POST /rentals/{agreement:str}/closing-note": {"data": NOTE},
    "POST /operator/brands/{name:str}/decision": {"data": REASON | {"act": "approve"}},
    "POST /operator/reports/{name:str}/decision": {"data": REASON | {"act": "uphold"}},
}

OF_A_STATEMENT: Mapping[str, Sent] = {
    "POST /v1/operator/charities/{name:str}/payments": {"json": GIFTS},
    "POST /operator/charities/{name:str}": {"data": GIFTS | {"amount": "0,50"}},
    "POST /v1/operator/own-funds/transfers": {"json": OWN_TRANSFER},
    "POST /operator/own-funds": {"data": OWN_TRANSFER | {"amount": "1"}},
}
"""Each with the day it is sent on: a world may be of the day after this file was read."""


def _about_a_template(world: World, reader: str, route: str) -> Sent:
    """Kept under a name of each reader's, for a brand has each once."""
    draft = a_draft().to_json()
    if route.endswith("/campaigns"):
        return {"json": {"agreements": [str(world.a.agreement)]}}
    if route.startswith(("GET", "DELETE")) or route.endswith("/delete"):
        return {}
    if "/v1/" in route:
        seen = {"version": 1} if route.startswith("PUT") else {}
        return {"json": {"name": f"Modèle {reader}", "draft": draft} | seen}
    typed = {name: str(draft[name]) for name in ("kind", "title", "conditions", "code", "days")}
    return {"data": typed | {"name": f"Modèle {reader}", "discount.percent": "20", "version": "1"}}


async def sent_to(world: World, reader: str, route: str) -> Sent:
    """The body, parameters and headers of a sound request of this reader's to `METHOD path`."""
    if route in FIXED:
        return dict(FIXED[route])
    if route in OF_A_STATEMENT:
        return {kind: body | {"day": statement_day()} for kind, body in OF_A_STATEMENT[route].items()}
    if route == "POST /v1/operator/payouts/{name:str}/return":
        sent_out = await fetch_value(
            "select reference from money.payouts where id = $1", world.payouts.sent_payout
        )
        return {"json": {"code": "AC04", "reference": sent_out}}
    if "/invitation-templates" in route:
        return _about_a_template(world, reader, route)
    if route.endswith(("/invitations", "/campaigns")) and route.startswith("POST"):
        today = clock.market_date(await clock.now())
        ours = world.a.agreement if reader != "unapproved owner" else uuid.uuid4()
        offer = {
            "kind": "discount",
            "title": "Une révision",
            "conditions": "Une fois.",
            "code": "MOI-2026",
            "link": "",
            "valid_from": today.isoformat(),
            "valid_until": (today + timedelta(days=7)).isoformat(),
        }
        if "/v1/" not in route:
            to = {"agreements": str(ours), "label": "Printemps"} if route.endswith("/campaigns") else {}
            return {"data": offer | {"discount.percent": "20"} | to}
        sent = offer | {"link": None, "benefit": {"percent": 20}}
        if route.endswith("/campaigns"):
            return {"json": {"label": "Printemps", "agreements": [str(ours)], "invitation": sent}}
        return {"json": sent}
    if route.endswith(("/reward-budgets", "POST /rewards")):
        until = (clock.market_date(await clock.now()) + timedelta(days=30)).isoformat()
        key = f"{reader}-budget".encode("ascii", "ignore").decode()
        if "/v1/" in route:
            return {"json": {"amount": 500, "until": until}, "headers": {"idempotency-key": key}}
        return {"data": {"amount": "5", "until": until, "key": key}}
    if route.endswith(("POST /v1/castings", "POST /castings")):
        until = (clock.market_date(await clock.now()) + timedelta(days=9)).isoformat()
        key = f"{reader}-casting".encode("ascii", "ignore").decode()
        if "/v1/" in route:
            return {"json": CASTING | {"until": until}, "headers": {"idempotency-key": key}}
        typed = {it: str(value) for it, value in CASTING.items() if it != "criteria"}
        return {"data": typed | {"until": until, "key": key, "criteria": "passion:velo"}}
    if route.endswith(("POST /v1/intents", "POST /intents")):
        until = (clock.market_date(await clock.now()) + timedelta(days=9)).isoformat()
        key = f"{reader}-intent".encode("ascii", "ignore").decode()
        person = person_of(world, reader)
        persona = names.name("persona", world.a.persona, names.for_person(person)) if person else "x"
        said = INTENT | {"until": until, "persona": persona}
        if "/v1/" in route:
            return {"json": said, "headers": {"idempotency-key": key}}
        typed = {it: str(value) for it, value in said.items() if it != "details"}
        return {"data": typed | {"budget_from": "0", "budget_to": "900", "key": key}}
    if route.endswith("/notifications/read"):
        until = {
            "until": names.name("notification", uuid.uuid4(), names.for_person(person_of(world, reader)))
        }
        return {"json": until} if "/v1/" in route else {"data": until}
    if route.endswith("/thanks"):
        key = {"idempotency-key": f"{reader}-thanks".encode("ascii", "ignore").decode()}
        return {"json": THANKS, "headers": key} if "/v1/" in route else {"data": THANKS | {"key": "merci"}}
    if route.startswith("POST") and "/questions" in route:
        until = (clock.market_date(await clock.now()) + timedelta(days=7)).isoformat()
        question = {"kind": "text", "purpose": "benefits", "until": until, "text": "Et ?", "subject": "velo"}
        return {"data": question} if "/v1/" not in route else {"json": question}
    if route in OF_THE_FACTOR:
        return _about_the_factor(world, reader, route)
    return await _about_a_persona(world, reader, route)


OF_THE_FACTOR = {
    "POST /sign-in/factor",
    "GET /sign-in/factor/set-up",
    "POST /sign-in/factor/set-up",
    "POST /account/factor/codes",
    "POST /v1/sessions/current/factor",
}


def _about_the_factor(world: World, reader: str, route: str) -> Sent:
    """What the reader's authenticator shows now, and what the newcomer was mailed."""
    secret = world.factors.pending if reader == "newcomer by half" else world.factors.secret
    code = factor.code_at(secret, factor.step_of(datetime.now(UTC)))
    if route.startswith("GET"):
        return {"params": {"code": world.factors.mailed}}
    if "/v1/" in route:
        return {"json": {"code": code}}
    return {"data": {"factor": code, "code": world.factors.mailed}}


async def _about_a_persona(world: World, reader: str, route: str) -> Sent:
    name = await name_of_today(world, reader, world.a.saved)
    lasting = names.name("persona", world.a.saved, names.for_brand(brand_of(world, reader)))
    renting = {"persona": name, "purposes": ["benefits"], **OFFER}
    headers = {"idempotency-key": f"{reader}-{route}"[:200].encode("ascii", "ignore").decode()}
    about = {"about": "persona", "persona": name, "reason": "not-a-person"}
    if reader == "holder":
        about = {"about": "rental", "agreement": str(world.a.agreement), "reason": "misleading"}
    if reader == "operator":  # takes part in nothing
        about |= {"persona": names.name("persona", world.a.saved, names.for_person(person_of(world, reader)))}
    kept = world.waiting.saved if reader == "unapproved owner" else world.a.saved
    mine = names.name("persona", kept, names.for_brand(brand_of(world, reader)))
    found: dict[str, Sent] = {
        "POST /v1/saved": {"json": {"address": world.card, "name": name}},
        "POST /v1/rentals": {"json": renting, "headers": headers},
        "POST /v1/requests": {"json": renting, "headers": headers},
        "POST /moi/{address:str}/ask": {"data": renting | {"key": "a-key-of-a-request"}},
        "GET /moi/{address:str}/ask": {"params": {"persona": lasting}},
        "POST /v1/reports": {"json": about},
        "POST /v1/baskets": {"json": {"lines": [renting]}, "headers": headers},
        "GET /rent": {"params": {"pick": f"{world.card}:{lasting}"}},
        "POST /rent": {
            "data": {
                "key": "a-key-of-a-basket",
                "pick": (pick := f"{world.card}:{name}"),
                f"purposes:{pick}": "benefits",
                f"variant:{pick}": OFFER["variant"],
                f"period:{pick}": OFFER["period"],
                f"price:{pick}": str(OFFER["price_step"]),
            }
        },
        "POST /v1/balance/top-ups": {"json": {"amount": 5000}, "headers": headers},
        "POST /v1/balance/debt": {"json": {"pay": "page"}, "headers": headers},
        "POST /v1/balance/bank-returns": {"json": {"amount": 500, "iban": IBAN}, "headers": headers},
        "POST /v1/balance/returns": {"json": {"amount": 1000}, "headers": headers},
        "POST /moi/{address:str}/save": {"data": {"persona": name}},
        "POST /saved/forget": {"data": {"persona": mine}},
        "GET /moi/{address:str}/rent": {"params": {"persona": lasting}},
        "POST /moi/{address:str}/rent": {"data": renting | {"key": "a-key-of-a-form"}},
        "POST /operator/reports/{name:str}/persona": {"data": REASON | {"act": "stop", "sure": "yes"}},
    }
    return found.get(route, {})
