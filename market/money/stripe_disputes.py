"""Disputes, asked for by stripe-python: the part of the gateway that chargebacks use."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast

import stripe

from market.money.disputes.gateway import DisputeMove, DisputeState

if TYPE_CHECKING:
    from stripe.params import DisputeUpdateParams, DisputeUpdateParamsEvidence


class StripeDisputes(ABC):
    """Mixed into the gateway, which has the client and turns errors into its own."""

    @abstractmethod
    def _calling(self) -> AbstractAsyncContextManager[stripe.StripeClient]:
        """The client for one call."""

    async def fetch_dispute(self, id: str) -> DisputeState:
        async with self._calling() as client:
            return _dispute(await client.v1.disputes.retrieve_async(id))

    async def answer_dispute(
        self, key: str, id: str, *, evidence: Mapping[str, str], metadata: Mapping[str, str]
    ) -> DisputeState:
        asked: DisputeUpdateParams = {
            "evidence": cast("DisputeUpdateParamsEvidence", dict(evidence)),
            "submit": True,
            "metadata": dict(metadata),
        }
        async with self._calling() as client:
            return _dispute(await client.v1.disputes.update_async(id, asked, {"idempotency_key": key}))

    async def accept_dispute(self, key: str, id: str) -> DisputeState:
        async with self._calling() as client:
            return _dispute(await client.v1.disputes.close_async(id, {}, {"idempotency_key": key}))


def _dispute(it: stripe.Dispute) -> DisputeState:
    details = it.evidence_details
    return DisputeState(
        id=it.id,
        status=it.status,
        reason=it.reason,
        amount=it.amount,
        currency=it.currency.upper(),
        charge=str(_id(it.charge)),
        payment_intent=_id(it.payment_intent),
        due_by=datetime.fromtimestamp(details.due_by, UTC) if details.due_by else None,
        answers=details.submission_count,
        moves=[DisputeMove(each.id, each.amount, each.fee) for each in it.balance_transactions],
        metadata=dict(it.metadata.to_dict()) if it.metadata else {},
    )


def _id(value: Any) -> str | None:
    """The id of what may be expanded."""
    return value if value is None or isinstance(value, str) else str(value.id)
