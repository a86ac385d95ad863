"""A rehearsal: all that comes before a send, and none of what writes down or sends."""

from collections.abc import Sequence
from decimal import Decimal

from tui.actions.denials import Denial, DenialCode, Denied
from tui.actions.outcomes import Rehearsal
from tui.actions.submit import MAX_BATCH, Purpose, Submitter
from tui.domain.exits.plan import Plan


def batch_denial(plans: Sequence[Plan]) -> Denial | None:
    """Why these orders cannot go in one request."""
    if not 1 <= len(plans) <= MAX_BATCH:
        return Denial(DenialCode.BATCH_SIZE, limit=Decimal(MAX_BATCH), found=Decimal(len(plans)))
    if len({plan.ticket.symbol for plan in plans}) > 1:
        return Denial(DenialCode.BATCH_MIXED)
    return None


async def rehearse(
    submitter: Submitter, plans: Sequence[Plan], without: str | None
) -> Denied | Rehearsal:
    """What sending `plans` in one request would come to now.

    `without`: the id of an order that they would replace. Denied: they cannot be one request.
    """
    wrong = batch_denial(plans)
    if wrong is not None:
        return Denied((wrong,))
    purpose = Purpose(replaces=without, without=without, only_looks=True)
    ready = await submitter.preflight(plans, purpose)
    reasons = ready.reasons if isinstance(ready, Denied) else ()
    return Rehearsal(reasons, submitter.draft(plans, purpose))
