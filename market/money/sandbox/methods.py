"""Payment methods, and what a test one will do.

Beside each of them stands a note that is never served: which test card or account it is, whether it was used
or set up, and the mandate that stands.
"""

from __future__ import annotations

from market.money.sandbox import cards, events, ibans, shapes, store
from market.money.sandbox.call import Call
from market.money.sandbox.cards import Card
from market.money.sandbox.customers import merged
from market.money.sandbox.refusals import StripeRefusal, declined, invalid
from market.money.sandbox.schema import Body

CARD_TOKEN = "pm_card_"  # noqa: S105
UNUSABLE = (
    "The provided PaymentMethod was previously used with a PaymentIntent without Customer attachment, shared "
    "with a connected account without Customer attachment, or was detached from a Customer. It may not be "
    "used again. To use a PaymentMethod multiple times, you must attach it to a Customer first."
)


async def create(call: Call, parameters: Body) -> Body:
    """A payment method from an IBAN or a test card's token. Raises StripeRefusal."""
    type, metadata = parameters["type"], parameters.get("metadata", {})
    person = shapes.person_of(parameters.get("billing_details"))
    if type not in parameters:
        raise invalid(f"Missing required param: {type}.", type, "parameter_missing")
    if type == "sepa_debit":
        return await make_debit(call, parameters["sepa_debit"]["iban"], person, metadata=metadata)
    name = parameters["card"]["token"].removeprefix("tok_")
    if name not in cards.NAMED:
        raise invalid(f"No such token: '{parameters['card']['token']}'", "card[token]", "resource_missing")
    return await make_card(call, cards.card_named(name), person, metadata=metadata)


async def make_card(
    call: Call, card: Card, person: Body | None = None, *, metadata: Body | None = None
) -> Body:
    method = shapes.card_method(card, created=call.now, person=person, metadata=metadata)
    return await _keep(call, method, card=card.name)


async def make_debit(
    call: Call, iban: str, person: Body, *, metadata: Body | None = None, param: str = "sepa_debit[iban]"
) -> Body:
    """A payment method from an IBAN. Raises StripeRefusal for one that is wrong, real, or not debited."""
    for name in ("email", "name"):
        if not person[name]:
            param = f"billing_details[{name}]"
            raise invalid(f"Missing required param: {param}.", param, "parameter_missing")
    account = checked_account(iban, param)
    if account.code is not None:
        raise StripeRefusal(
            "The bank of this account does not allow it to be debited.", code=account.code, param=param
        )
    method = shapes.sepa_method(account, person, created=call.now, metadata=metadata)
    return await _keep(call, method, debit=account.debit.name)


def checked_account(iban: str, param: str) -> ibans.Account:
    """The test account under an IBAN. Raises StripeRefusal: in test mode there is no other."""
    account = ibans.account_of(iban)
    if account is None and not ibans.is_iban(iban.replace(" ", "")):
        raise invalid("The IBAN you provided is invalid.", param, "invalid_bank_account_iban")
    if account is None:
        raise invalid(
            "You cannot use a live bank account number when making transfers or debits in test mode.",
            param,
            "account_number_invalid",
        )
    return account


async def _keep(call: Call, method: Body, *, card: str | None = None, debit: str | None = None) -> Body:
    await store.insert(call, method)
    await store.insert(call, {**_blank(method["id"]), "card": card, "debit": debit})
    return method


def _blank(method_id: str) -> Body:
    """A note that knows nothing yet: of a payment method from before there were notes, a card that works."""
    known: Body = {"card": "visa", "debit": None, "used": False, "set_up": False, "mandate": None}
    return {"id": f"note_{method_id}", "object": "sandbox.note", **known}


async def note_of(call: Call, method_id: str) -> Body:
    return await store.look(call, "sandbox.note", f"note_{method_id}") or _blank(method_id)


async def write(call: Call, method_id: str, **known: object) -> None:
    """Note what is known of a payment method that the caller has locked."""
    await store.put(call, {**await note_of(call, method_id), **known})


async def resolve(call: Call, id: str, param: str = "payment_method") -> Body:
    """The payment method, locked; a name of Stripe's for a test one makes a new one of that kind."""
    if id.startswith(CARD_TOKEN) and id.removeprefix(CARD_TOKEN) in cards.NAMED:
        return await make_card(call, cards.card_named(id.removeprefix(CARD_TOKEN)))
    if id in ibans.TOKENS:
        person = shapes.person_of({"name": "Jenny Rosen", "email": "jenny@example.com"})
        return await make_debit(call, ibans.TOKENS[id], person)
    return await store.lock(call, "payment_method", id, param)


async def given(call: Call, parameters: Body) -> Body | None:
    """The payment method that a request names or describes, locked; None when it does neither."""
    if "payment_method_data" in parameters:
        data = parameters["payment_method_data"]
        person = shapes.person_of(data.get("billing_details"))
        if "sepa_debit" not in data:
            raise invalid("Missing required param: sepa_debit.", "payment_method_data[sepa_debit]")
        return await make_debit(
            call,
            data["sepa_debit"]["iban"],
            person,
            metadata=data.get("metadata"),
            param="payment_method_data[sepa_debit][iban]",
        )
    return await resolve(call, parameters["payment_method"]) if "payment_method" in parameters else None


async def usable(call: Call, method: Body, intent: Body) -> None:
    """Raises StripeRefusal when the intent's customer may not use the payment method, or nobody may."""
    owner = method["customer"]
    if owner is None and (await note_of(call, method["id"]))["used"]:
        raise StripeRefusal(UNUSABLE, param="payment_method")
    if owner is not None and intent["customer"] is None:
        raise StripeRefusal(
            f"The PaymentMethod {method['id']} belongs to the Customer {owner}. Please include the Customer "
            "in the `customer` parameter on the PaymentIntent.",
            param="payment_method",
        )
    if owner is not None and owner != intent["customer"]:
        raise StripeRefusal(
            f"The customer does not have a payment method with the ID {method['id']}. The payment method must "
            "be attached to the customer.",
            param="payment_method",
        )
    if method["type"] not in intent["payment_method_types"]:
        raise StripeRefusal(
            f"The PaymentMethod provided ({method['type']}) is not allowed for this intent. It is configured "
            f"to only accept: {', '.join(intent['payment_method_types'])}.",
            param="payment_method",
        )


async def attach(call: Call, parameters: Body, id: str) -> Body:
    """A customer keeps it. Raises StripeRefusal, also for the cards that no customer may keep."""
    await store.lock(call, "customer", parameters["customer"], "customer")
    method = await resolve(call, id, "id")
    if method["customer"] == parameters["customer"]:
        return method
    if method["customer"] is not None:
        raise StripeRefusal("The payment method you provided has already been attached to a customer.")
    note = await note_of(call, method["id"])
    if note["used"]:
        raise StripeRefusal(UNUSABLE)
    if note["card"] and not (card := cards.card_named(note["card"])).attaches and card.decline:
        raise declined(shapes.card_error(card.decline, None, method), of="payment_method", subject=method)
    return await belongs(call, method, parameters["customer"])


async def belongs(call: Call, method: Body, customer: str) -> Body:
    """The locked payment method is the customer's from now on."""
    method["customer"] = customer
    await store.save(call, method)
    await events.record(call, "payment_method.attached", method)
    return method


async def detach(call: Call, parameters: Body, id: str) -> Body:
    """Nobody can use it any more. Raises StripeRefusal when no customer has it."""
    method = await store.lock(call, "payment_method", id)
    if method["customer"] is None:
        raise StripeRefusal(
            "The payment method you provided is not attached to a customer so detachment is impossible."
        )
    method["customer"] = None
    await store.save(call, method)
    await write(call, id, used=True)
    await events.record(call, "payment_method.detached", method)
    return method


async def update(call: Call, parameters: Body, id: str) -> Body:
    """Metadata and billing details of one that a customer has."""
    method = await store.lock(call, "payment_method", id)
    if method["customer"] is None:
        raise StripeRefusal("You must save this PaymentMethod to a customer before you can update it.")
    if "billing_details" in parameters:
        method["billing_details"] = shapes.person_of(
            {**method["billing_details"], **parameters["billing_details"]}
        )
    method["metadata"] = merged(method["metadata"], parameters)
    await store.save(call, method)
    await events.record(call, "payment_method.updated", method)
    return method
