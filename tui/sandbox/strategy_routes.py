"""The signed endpoints of scheduled strategies."""

from tui.sandbox import errors
from tui.sandbox import strategy_shapes as shapes
from tui.sandbox.accounts import Account
from tui.sandbox.api import Request, Response
from tui.sandbox.core import Core, answer
from tui.sandbox.reading import Body, Query, read_order
from tui.sandbox.strategies import Schedule, Strategy, StrategyStatus

_KIND = ("Scheduled",)
_ONE_OF = "Must specify either `strategyId` or `clientStrategyId`"


def create(core: Core, request: Request) -> Response:
    """Start a strategy."""
    owner = core.account(request)
    body = Body(request.body, "StrategyCreatePayload")
    if body.choice("strategyType", "StrategyTypeEnum", _KIND) is None:
        raise errors.bad_body(body.kind, 'failed to parse "strategyType": missing field')
    for name in ("quantity", "duration", "interval"):
        if body.get(name) is None:
            raise errors.client(f"Must specify `{name}`")
    kind = "Market" if body.get("price") is None else "Limit"
    terms = read_order(body.with_value("orderType", kind), body.kind)
    schedule = Schedule(
        duration_ms=body.uint64("duration") or 0,
        interval_ms=body.uint64("interval") or 0,
        is_random=body.flag("randomizedIntervalQuantity"),
        client_id=body.uint32("clientStrategyId"),
    )
    return answer(shapes.strategy(core.strategies.create(owner, terms, schedule)))


def _find(
    core: Core, owner: Account, symbol: str, strategy_id: str | None, client_id: int | None
) -> Strategy:
    core.desk.venue(symbol)
    if (strategy_id is None) == (client_id is None):
        raise errors.client(_ONE_OF)
    for strategy in reversed(core.strategies.running(owner)):
        if strategy.terms.symbol != symbol:
            continue
        if strategy_id == str(strategy.id):
            return strategy
        if client_id is not None and strategy.schedule.client_id == client_id:
            return strategy
    raise errors.not_found()


def get_one(core: Core, request: Request) -> Response:
    """A running strategy."""
    owner, query = core.account(request), Query(request)
    found = _find(
        core,
        owner,
        query.required("symbol"),
        query.text("strategyId"),
        query.integer("clientStrategyId", "integer(uint32)"),
    )
    return answer(shapes.strategy(found))


def cancel_one(core: Core, request: Request) -> Response:
    """Stop a running strategy and cancel its orders."""
    owner = core.account(request)
    body = Body(request.body, "StrategyCancelPayload")
    found = _find(
        core,
        owner,
        body.required("symbol"),
        body.text("strategyId"),
        body.uint32("clientStrategyId"),
    )
    core.strategies.end(found, StrategyStatus.CANCELLED)
    return answer(shapes.strategy(found))


def get_all(core: Core, request: Request) -> Response:
    """Running strategies, of one market or all."""
    owner, query = core.account(request), Query(request)
    symbol, wanted = query.text("symbol"), query.wants_perps()
    query.choice("strategyType", "StrategyTypeEnum", _KIND, "Scheduled")
    if symbol is not None:
        core.desk.venue(symbol)
    if not wanted:
        return answer([])
    running = [s for s in core.strategies.running(owner) if symbol in (None, s.terms.symbol)]
    return answer([shapes.strategy(strategy) for strategy in running])


def cancel_all(core: Core, request: Request) -> Response:
    """Stop the running strategies of one market."""
    owner = core.account(request)
    body = Body(request.body, "StrategyCancelAllPayload")
    symbol = core.desk.venue(body.required("symbol")).symbol
    body.choice("strategyType", "StrategyTypeEnum", _KIND)
    doomed = [s for s in core.strategies.running(owner) if s.terms.symbol == symbol]
    for strategy in doomed:
        core.strategies.end(strategy, StrategyStatus.CANCELLED)
    return answer([shapes.strategy(strategy) for strategy in doomed])
