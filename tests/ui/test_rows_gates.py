from decimal import Decimal

from tests.builders import usd
from tests.safety_scenes import LIMITS, SAFETY_SCENES, gate_states
from tui.actions.denials import Denial, DenialCode
from tui.domain.limits import Budget, OrderLimits
from tui.ui.lines import Panel, Tone, text_of
from tui.ui.rows_gates import budget_lines, gates_panel


def shown(scene: str, width: int = 117) -> Panel:
    made = SAFETY_SCENES[scene]()
    return gates_panel(made.picture(), made.gates, made.used, width)


def texts(panel: Panel) -> list[str]:
    return [" ".join(text_of(row.line).split()) for row in panel.rows]


def test_with_all_gates_open_an_order_may_pass() -> None:
    panel = shown("orders_of_all_kinds")
    assert text_of(panel.title) == "GATES · SOL_USDC_PERP"
    assert text_of(panel.note) == "all open"
    lines = texts(panel)
    assert lines[0] == "An order may pass; its own terms are checked once more."
    assert lines[2].startswith("● may send ● link up")
    assert "✕" not in " ".join(lines)


def test_every_shut_gate_says_why_in_a_sentence() -> None:
    panel = shown("several_shut")
    lines = texts(panel)
    assert text_of(panel.note) == "3 shut"
    assert lines[0] == "Nothing can be sent on SOL_USDC_PERP now."
    assert any(
        line.startswith("✕ all orders known What became of order 4017223311") for line in lines
    )
    assert any(
        line.startswith("✕ order rate This would be number 11 within 60 s") for line in lines
    )
    assert any(line.startswith("✕ limits on opening You lost 512.4") for line in lines)


def test_a_gate_keeps_its_place_whether_it_is_open_or_shut() -> None:
    def place(scene: str, name: str) -> tuple[int, int]:
        lines = [text_of(row.line) for row in shown(scene).rows]
        return next((n, each.index(name)) for n, each in enumerate(lines) if name in each)

    for name in ("all orders known", "order rate", "mark fresh"):
        assert place("orders_of_all_kinds", name) == place("several_shut", name)


def test_a_gate_for_opening_alone_lets_reducing_pass() -> None:
    loss = Denial(DenialCode.DAILY_LOSS, limit=usd("500"), found=usd("512.40"))
    scene = SAFETY_SCENES["orders_of_all_kinds"]()
    panel = gates_panel(scene.picture(), gate_states(limits_on_opening=loss), scene.used, 117)
    assert texts(panel)[0] == "Only orders that reduce a position can be sent now."


def test_the_budget_names_what_is_used_its_limit_and_its_name_in_the_configuration() -> None:
    lines = [" ".join(text_of(each).split()) for each in budget_lines(_used(), 117)]
    assert lines == [
        "sends within 1 s ──────────────── 0 of 2 per-second",
        "orders within 60 s ━━━━━━━━━━━━━━── 9 of 10 per-minute",
        "open notional ━━━━━━━━━━━━━━── 17,355.40 of 20,000.00 USDC open-notional",
        "lost since midnight ━━━━━━━━━━━━━━━━ 512.40 of 500.00 USDC daily-loss",
        "largest order at most 5,000.00 USDC each largest-order",
        "distance from mark at most 20 % each from-mark",
    ]


def _used() -> Budget:
    return Budget(LIMITS, 0, 9, usd("17355.40"), usd("-512.40"))


def test_a_bar_warns_before_the_limit_and_alarms_at_it() -> None:
    first, second, _, loss, *_ = budget_lines(_used(), 117)
    assert Tone.ACCENT in {span.tone for span in first}
    assert Tone.WARN in {span.tone for span in second}
    assert Tone.ALERT in {span.tone for span in loss}


def test_what_is_not_known_or_not_limited_is_told_so_and_never_shown_as_zero() -> None:
    unknown = [text_of(each) for each in budget_lines(Budget(LIMITS, 0, 0, None, None), 117)]
    assert "not known, of 20,000.00 USDC" in unknown[2]
    assert "not known, of 500.00 USDC" in unknown[3]
    free = Budget(OrderLimits(per_second=None, per_minute=None), 4, 9, usd("10"), None)
    lines = [" ".join(text_of(each).split()) for each in budget_lines(free, 117)]
    assert lines[0] == "sends within 1 s ──────────────── 4, no limit per-second"
    assert lines[2] == "open notional ──────────────── 10.00 USDC, no limit open-notional"
    assert lines[3] == "lost since midnight ──────────────── no limit daily-loss"
    assert lines[4] == "largest order no limit largest-order"


def test_a_limit_of_nothing_is_used_up() -> None:
    nothing = OrderLimits(daily_loss=usd("0"))
    line = budget_lines(Budget(nothing, 0, 0, None, usd("1")), 117)[3]
    assert Tone.ALERT in {span.tone for span in line}
    assert Decimal(0) == nothing.daily_loss


def test_a_narrow_terminal_drops_bars_and_names_but_no_figure() -> None:
    lines = [text_of(each) for each in budget_lines(_used(), 57)]
    assert all("━" not in line for line in lines)
    assert "17,355.40 of 20,000.00 USDC" in lines[2]
