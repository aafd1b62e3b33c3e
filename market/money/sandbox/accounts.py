"""Connected accounts: made by us, for people whose identity and bank account Stripe knows and we need not.

A note beside each says which details were given, never the details.
"""

from __future__ import annotations

from collections.abc import Iterator

from market.money.sandbox import events, ibans, shapes, store
from market.money.sandbox.call import Call
from market.money.sandbox.customers import merged
from market.money.sandbox.methods import checked_account
from market.money.sandbox.refusals import StripeRefusal, invalid, not_connected
from market.money.sandbox.schema import Body
from market.money.sandbox.shapes.connect import requirements

NEEDED = (
    "business_type", "external_account", "individual.dob.day", "individual.dob.month", "individual.dob.year",
    "individual.first_name", "individual.last_name", "tos_acceptance.date", "tos_acceptance.ip",
)  # fmt: skip
PAST_DUE = ["individual.verification.document"]
LINK_LIVES = 300
"""Seconds for which an account link can be opened, once."""


async def create(call: Call, parameters: Body) -> Body:
    """An account that may do nothing until it has told Stripe what is needed. Raises StripeRefusal."""
    if "type" in parameters and "controller" in parameters:
        raise invalid("You may not provide the `type` parameter and `controller` parameters.", "type")
    account = shapes.account(parameters, created=call.now)
    await store.insert(call, account)
    note = {"given": [], "requested": [], "onboarded": False, "restricted": False}
    await store.insert(call, {"id": f"note_{account['id']}", "object": "sandbox.note", **note})
    return await _learn(call, account, parameters)


async def retrieve(call: Call, parameters: Body, id: str) -> Body:
    found = await store.look(_platform(call, id), "account", id)
    if found is None:
        raise not_connected(id)
    return found


async def own(call: Call, parameters: Body) -> Body:
    """The account that the call is on."""
    if not call.account:
        raise StripeRefusal("The sandbox has no account of its own to show.", status=404, saved=False)
    return await store.find(call.on(""), "account", call.account)


def _platform(call: Call, id: str) -> Call:
    """Accounts are our own objects; one may read itself as well."""
    return call.on("") if call.account == id else call


async def update(call: Call, parameters: Body, id: str) -> Body:
    """What is not named stays; metadata is merged. Raises StripeRefusal."""
    call = _platform(call, id)
    account = await store.lock(call, "account", id)
    for key in ("email", "business_type", "default_currency"):
        account[key] = parameters.get(key, account[key])
    account["business_profile"] |= parameters.get("business_profile", {})
    payouts = account["settings"]["payouts"]
    given = parameters.get("settings", {}).get("payouts", {})
    payouts["schedule"] |= given.get("schedule", {})
    payouts["statement_descriptor"] = given.get("statement_descriptor", payouts["statement_descriptor"])
    account["metadata"] = merged(account["metadata"], parameters)
    return await _learn(call, account, parameters, told=True)


async def _learn(call: Call, account: Body, parameters: Body, *, told: bool = False) -> Body:
    """Take note of the details given with a request, and see what the locked account may do now."""
    if "tos_acceptance" in parameters:
        if account["controller"]["requirement_collection"] == "stripe":
            raise invalid(
                "You cannot accept the Terms of Service on behalf of accounts where "
                "`controller[requirement_collection]=stripe`, which includes Standard and Express accounts.",
                "tos_acceptance",
            )
        account["tos_acceptance"] |= parameters["tos_acceptance"]
    note = await _note(call, account["id"])
    named: Body = {
        key: parameters[key] for key in ("business_type", "individual", "tos_acceptance") if key in parameters
    }
    note["given"] = sorted({*note["given"], *_names(named)})
    asked = parameters.get("capabilities", {})
    wanted = {name for name, given in asked.items() if given.get("requested")}
    note["requested"] = sorted(({*note["requested"]} | wanted) - (asked.keys() - wanted))
    if "external_account" in parameters:
        await _bank(call, account, parameters["external_account"], "external_account")
    return await _allow(call, account, note, told=told)


def _names(given: Body, path: str = "") -> Iterator[str]:
    """The dotted names of the details in a nested mapping."""
    for key, value in given.items():
        if isinstance(value, dict):
            yield from _names(value, f"{path}{key}.")
        else:
            yield f"{path}{key}"


async def _note(call: Call, id: str) -> Body:
    return await store.find(call, "sandbox.note", f"note_{id}")


async def _allow(call: Call, account: Body, note: Body, *, told: bool = True) -> Body:
    """What the locked account may do follows from what it still owes; save both, and say so if `told`."""
    known = {*note["given"], *(["external_account"] if account["external_accounts"]["data"] else [])}
    due = [] if note["onboarded"] else [name for name in NEEDED if name not in known]
    allowed = not due and not note["restricted"]
    reason = None if allowed else "requirements.past_due"
    account["requirements"] = requirements(PAST_DUE if note["restricted"] else due, reason)
    if note["restricted"]:
        account["requirements"]["past_due"] = PAST_DUE
    account["capabilities"] = dict.fromkeys(note["requested"], "active" if allowed else "inactive")
    account.update(
        details_submitted=not due,
        payouts_enabled=allowed,
        charges_enabled=allowed and "card_payments" in note["requested"],
    )
    await store.save(call, account)
    await store.save(call, note)
    if told:
        await events.record(call.on(account["id"]), "account.updated", account)
    return account


async def _bank(call: Call, account: Body, given: Body, param: str) -> Body:
    """The locked account is paid out there from now on. Raises StripeRefusal for an IBAN that is no test's."""
    found = checked_account(given["account_number"], f"{param}[account_number]")
    bank = shapes.bank_account(given, found, account["id"], default=True)
    there = call.on(account["id"])
    await store.insert(there, bank)
    note = {"payout_failure": found.payout_failure}
    await store.insert(there, {"id": f"note_{bank['id']}", "object": "sandbox.note", **note})
    others = [{**other, "default_for_currency": False} for other in account["external_accounts"]["data"]]
    for other in others:
        await store.save(there, other)
    account["external_accounts"]["data"] = [bank, *others]
    await events.record(there, "account.external_account.created", bank)
    return bank


async def add_bank(call: Call, parameters: Body, id: str) -> Body:
    """Another bank account, which payouts go to from now on."""
    call = _platform(call, id)
    account = await store.lock(call, "account", id)
    given = {**parameters["external_account"], "metadata": parameters.get("metadata", {})}
    bank = await _bank(call, account, given, "external_account")
    await _allow(call, account, await _note(call, id))
    return bank


async def bank_errs(call: Call, bank_id: str) -> None:
    """No payout goes to a bank account of the call's account any more."""
    bank = await store.lock(call, "bank_account", bank_id)
    bank["status"] = "errored"
    await store.save(call, bank)
    if call.account:
        account = await store.lock(call.on(""), "account", call.account)
        banks = account["external_accounts"]
        banks["data"] = [bank if other["id"] == bank_id else other for other in banks["data"]]
        await store.save(call, account)
        await events.record(call, "account.external_account.updated", bank)


async def link(call: Call, parameters: Body) -> Body:
    """A page of Stripe's where the account's owner tells it what is needed; it opens once."""
    account = await store.find(call, "account", parameters["account"], "account")
    if parameters["type"] == "account_update" and account["controller"]["requirement_collection"] == "stripe":
        raise invalid(
            "You cannot create `account_update` type Account Links for accounts where Stripe collects the "
            "requirements.",
            "type",
        )
    kept = {key: parameters[key] for key in ("account", "return_url", "refresh_url")}
    id = shapes.new_id("link")
    lives = {"expires_at": call.now + LINK_LIVES, "used": False}
    await store.insert(call, {"id": id, "object": "sandbox.link", **kept, **lives})
    return shapes.account_link(
        f"{call.public_url}/sandbox/connect/{id}", created=call.now, seconds=LINK_LIVES
    )


async def link_of(call: Call, id: str) -> Body:
    return await store.find(call, "sandbox.link", id)


async def use_link(call: Call, id: str) -> Body | None:
    """Open a link, which nobody can do again; None when it was opened before or is too old."""
    link = await store.lock(call, "sandbox.link", id)
    if link["used"] or link["expires_at"] <= call.now:
        return None
    await store.save(call, {**link, "used": True})
    return link


async def onboard(call: Call, id: str, iban: str = ibans.SUCCEEDS) -> Body:
    """The account's owner has told Stripe who they are, and where their money goes. Raises StripeRefusal."""
    account = await store.lock(call, "account", id)
    note = await _note(call, id)
    note.update(onboarded=True, restricted=False)
    account["business_type"] = account["business_type"] or "individual"
    given = {"account_number": iban, "currency": account["default_currency"]}
    await _bank(call, account, given, "external_account")
    return await _allow(call, account, note)


async def restrict(call: Call, id: str, restricted: bool) -> Body:
    """Stripe wants to know more, and stops the account until it does; or has learnt it."""
    account = await store.lock(call, "account", id)
    return await _allow(call, account, {**await _note(call, id), "restricted": restricted})
