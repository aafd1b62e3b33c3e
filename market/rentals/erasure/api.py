"""JSON routes of the duty to erase: what is owed, what is to be signed, the signature, and its file for both sides."""

from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.params import FromPath, JSONBody, QueryParameter

from contracts.erasure import to_sign
from contracts.keys import b64url
from market.base.access import HOLDER, brand, needs, person_of, principal_of
from market.rentals import queries
from market.rentals.api import agreement_id, seat_of
from market.rentals.erasure import attest, files
from market.rentals.erasure.queries import attested, held_by
from market.rentals.erasure.rules import declared, duty_of
from market.rentals.erasure.schemas import ErasureMessageOut, ErasureOut, ErasureRequest
from market.rentals.errors import ErasureUnsigned
from market.rentals.queries import RentalRow
from market.rentals.sealing.api import download

Ask = Request[Any, Any, Any]
LOOK = brand("read", scope="rentals:read")
ACT = brand("rent", scope="rentals:write")
BRANDS, HOLDERS = "/v1/rentals/{agreement:str}", "/v1/relations/{agreement:str}"


@get(BRANDS + "/erasure", **needs(LOOK))
async def brands_duty(request: Ask, agreement: FromPath[str]) -> ErasureOut:
    """What the brand owes of this rental, by the clock."""
    row = await queries.of_brand(seat_of(request).brand, agreement_id(agreement))
    return await _shown(row, f"/v1/rentals/{row.agreement}/files/erasure")


@get(HOLDERS + "/erasure", **needs(HOLDER))
async def holders_duty(request: Ask, agreement: FromPath[str]) -> ErasureOut:
    """What the brand owes of this relation, by the clock."""
    row = await queries.of_holder(person_of(request), agreement_id(agreement))
    return await _shown(row, f"/v1/relations/{row.agreement}/files/erasure")


@get(BRANDS + "/erasure/message", **needs(LOOK))
async def message(
    request: Ask,
    agreement: FromPath[str],
    recipients: Annotated[str, QueryParameter(name="recipients")] = "",
    erased: Annotated[list[str] | None, QueryParameter(name="erased")] = None,
) -> ErasureMessageOut:
    """What the brand's current key is to sign today, for this declaration. Repeat `erased` for each kind of copy."""
    row = await queries.of_brand(seat_of(request).brand, agreement_id(agreement))
    wanted = declared(erased or [], recipients)
    said, key = await attest.to_sign(row.brand, row.agreement, wanted)
    return ErasureMessageOut(
        said=said.model_dump(mode="json"),
        by="party",
        kid=key.kid,
        day=said.on,
        message=b64url(to_sign(said, "party", key.kid)),
    )


@post(BRANDS + "/erasure", status_code=201, **needs(ACT))
async def sign(request: Ask, agreement: FromPath[str], data: JSONBody[ErasureRequest]) -> ErasureOut:
    """Sign for the brand that no copy is left, once. With a key of its own it signs `message` with that."""
    which, who = agreement_id(agreement), principal_of(request)
    await attest.attest_erasure(who, which, declared(data.erased, data.recipients), own_signature(data))
    return await _shown(
        await queries.of_brand(seat_of(request).brand, which), f"/v1/rentals/{which}/files/erasure"
    )


def own_signature(data: ErasureRequest) -> attest.OwnSignature | None:
    """The three parts of a signature, or none of them; raises ErasureUnsigned for some."""
    parts = (data.kid, data.day, data.value)
    if parts == (None, None, None):
        return None
    if data.kid is None or data.day is None or data.value is None:
        raise ErasureUnsigned(field="kid" if data.kid is None else "day" if data.day is None else "value")
    return attest.OwnSignature(data.kid, data.day, data.value)


@get(BRANDS + "/files/erasure", **needs(LOOK))
async def brands_file(request: Ask, agreement: FromPath[str]) -> Response[bytes]:
    """The signed attestation (`moi.erasure` 1), which anybody verifies offline."""
    row = await queries.of_brand(seat_of(request).brand, agreement_id(agreement))
    return download(await files.attestation(row), f"moi-erasure-{row.agreement}")


@get(HOLDERS + "/files/erasure", **needs(HOLDER))
async def holders_file(request: Ask, agreement: FromPath[str]) -> Response[bytes]:
    """The signed attestation (`moi.erasure` 1): the very file that the brand has."""
    row = await queries.of_holder(person_of(request), agreement_id(agreement))
    return download(await files.attestation(row), f"moi-erasure-{row.agreement}")


async def _shown(row: RentalRow, file: str) -> ErasureOut:
    duty = duty_of(row)
    following = await held_by(row.id) if duty.standing == "passed_on" else None
    return ErasureOut(
        standing=duty.standing,
        ended_on=duty.ended_on,
        delete_by=duty.delete_by,
        attested_on=duty.attested_on,
        passed_on_to=str(following) if following else None,
        file=file if await attested(row.id) else None,
    )


ROUTES = (brands_duty, holders_duty, message, sign, brands_file, holders_file)
