"""A brand's team and API keys, for its owners."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from market.accounts import queries, rules
from market.accounts.actions import keys, members
from market.accounts.pages.forms import Form, several, typed
from market.accounts.refusals import RoleUnknown
from market.base import names
from market.base.access import Role, needs, principal_of
from market.base.access import brand as member_of
from market.base.errors import NotFound, Refusal
from market.base.i18n import marked
from market.base.pages import Ask, page, refused, see_other

TEAM, KEYS = "accounts/team.html", "accounts/keys.html"
MANAGE = member_of("manage")

INVITED = marked("The invitation is on its way.")
ROLE_CHANGED = marked("The role is changed.")
REMOVED = marked("This person is out, at once.")
REVOKED = marked("The key is revoked, at once.")


@get("/brand/members", **needs(MANAGE))
async def team(request: Ask) -> Response[str]:
    """Everyone in the brand and everyone invited."""
    return page(request, TEAM, errors={}, values={}, **await _team(request))


@post("/brand/members", **needs(MANAGE))
async def invite(request: Ask, data: Form) -> Response[Any]:
    """Invite an address."""
    sent = typed(data, "email", "role")
    try:
        await members.invite_member(principal_of(request), sent["email"], _role(sent["role"]))
    except Refusal as refusal:
        return refused(request, TEAM, refusal, values=sent, **await _team(request))
    return see_other("/brand/members", INVITED)


@post("/brand/members/{name:str}/role", **needs(MANAGE))
async def change_role(request: Ask, name: FromPath[str], data: Form) -> Response[Any]:
    """Give a member another role."""
    who = principal_of(request)
    place = names.inner_id("member", name, names.for_brand(keys.seat_of(who).brand))
    try:
        await members.change_role(who, place, _role(typed(data, "role")["role"]))
    except NotFound:  # the answer that a name of nobody gets
        raise
    except Refusal as refusal:
        return refused(request, TEAM, refusal, values={}, **await _team(request))
    return see_other("/brand/members", ROLE_CHANGED)


@post("/brand/members/{name:str}/remove", **needs(MANAGE))
async def remove(request: Ask, name: FromPath[str]) -> Response[Any]:
    """End a place, or take an invitation back."""
    who = principal_of(request)
    place = names.inner_id("member", name, names.for_brand(keys.seat_of(who).brand))
    try:
        await members.remove_member(who, place)
    except NotFound:
        raise
    except Refusal as refusal:
        return refused(request, TEAM, refusal, values={}, **await _team(request))
    return see_other("/brand/members", REMOVED)


@get("/brand/keys", **needs(MANAGE))
async def key_list(request: Ask) -> Response[str]:
    """The brand's keys."""
    return page(request, KEYS, errors={}, values={}, fresh="", **await _keys(request))


@post("/brand/keys", **needs(MANAGE))
async def create_key(request: Ask, data: Form) -> Response[Any]:
    """Make a key; this answer is the only one that shows it."""
    sent, scopes = typed(data, "name"), frozenset(several(data, "scopes"))
    try:
        _, text = await keys.create_api_key(principal_of(request), sent["name"], scopes)
    except Refusal as refusal:
        return refused(request, KEYS, refusal, values=sent, fresh="", **await _keys(request))
    return page(request, KEYS, 201, errors={}, values={}, fresh=text, **await _keys(request))


@post("/brand/keys/{name:str}/revoke", **needs(MANAGE))
async def revoke_key(request: Ask, name: FromPath[str]) -> Response[None]:
    """Revoke a key."""
    who = principal_of(request)
    await keys.revoke_api_key(who, names.inner_id("key", name, names.for_brand(keys.seat_of(who).brand)))
    return see_other("/brand/keys", REVOKED)


def _role(text: str) -> Role:
    if text not in list(Role):
        raise RoleUnknown(field="role")
    return Role(text)


async def _team(request: Ask) -> dict[str, Any]:
    who = principal_of(request)
    brand = keys.seat_of(who).brand
    rows = [
        {
            "name": names.name("member", member.id, names.for_brand(brand)),
            "member": member,
            "you": member.person == who.person,
        }
        for member in await queries.members(brand)
    ]
    return {"brand": await queries.brand(brand), "rows": rows, "roles": list(Role)}


async def _keys(request: Ask) -> dict[str, Any]:
    brand = keys.seat_of(principal_of(request)).brand
    rows = [
        {"name": names.name("key", key.id, names.for_brand(brand)), "key": key}
        for key in await queries.keys(brand)
    ]
    return {"brand": await queries.brand(brand), "rows": rows, "scopes": sorted(rules.SCOPES)}


ROUTES = (team, invite, change_role, remove, key_list, create_key, revoke_key)
