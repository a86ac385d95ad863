from decimal import Decimal
from pathlib import Path

import pytest

from tui.domain.limits import OrderLimits
from tui.domain.money import Rate, Usd
from tui.settings import (
    LIVE_REST_URL,
    LIVE_WS_URL,
    BadSetting,
    Endpoint,
    endpoint,
    order_limits,
)


def test_no_address_leaves_the_choice_to_the_mode() -> None:
    assert endpoint(None, None) is None
    assert endpoint("", "") is None


def test_a_pair_of_addresses_loses_its_trailing_slashes() -> None:
    assert endpoint("http://127.0.0.1:8080/", "ws://localhost:8080/") == Endpoint(
        "http://127.0.0.1:8080", "ws://localhost:8080"
    )


@pytest.mark.parametrize(
    ("rest", "ws", "named"),
    [
        ("http://127.0.0.1:1", None, "--ws-url"),
        (None, "ws://127.0.0.1:1", "--rest-url"),
        ("ftp://127.0.0.1", "ws://127.0.0.1", "--rest-url must start with https://"),
        ("api.backpack.exchange", "ws://127.0.0.1", "--rest-url must start with https://"),
        ("http://127.0.0.1", "http://127.0.0.1", "--ws-url must start with wss://"),
        ("http://10.0.0.7:80", "ws://127.0.0.1", "clear text"),
        ("http://example.com", "ws://127.0.0.1", "clear text"),
        ("https://example.com", "ws://example.com", "--ws-url uses ws://"),
        ("https://me:pw@example.com", "wss://example.com", "scheme, host, port and path only"),
    ],
)
def test_a_wrong_address_is_named_with_what_would_work(
    rest: str | None, ws: str | None, named: str
) -> None:
    with pytest.raises(BadSetting, match="--") as caught:
        endpoint(rest, ws)
    assert named in str(caught.value)


def test_an_address_with_a_password_is_not_repeated() -> None:
    with pytest.raises(BadSetting) as caught:
        endpoint("https://me:hunter2@example.com", "wss://example.com")
    assert "hunter2" not in str(caught.value)


def test_only_the_exchange_itself_counts_as_backpack() -> None:
    assert Endpoint(LIVE_REST_URL, LIVE_WS_URL).is_backpack
    assert not Endpoint(LIVE_REST_URL, "ws://127.0.0.1:1").is_backpack
    assert Endpoint("http://127.0.0.1:8080", "ws://x").host == "127.0.0.1:8080"


def limits(tmp_path: Path, text: str) -> OrderLimits:
    path = tmp_path / "config.toml"
    path.write_text(text, encoding="utf-8")
    return order_limits(path)


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    assert order_limits(tmp_path / "none.toml") == OrderLimits()
    assert limits(tmp_path, "") == limits(tmp_path, "[limits]") == OrderLimits()


def test_every_limit_is_read_with_the_digits_that_were_written(tmp_path: Path) -> None:
    text = """[limits]
    largest-order = 5000
    open-notional = "20000.50"
    per-second = 3
    per-minute = "none"
    from-mark = 0.1
    daily-loss = 500.10
    """
    assert limits(tmp_path, text) == OrderLimits(
        largest_order=Usd(Decimal(5000)),
        open_notional=Usd(Decimal("20000.50")),
        per_second=3,
        per_minute=None,
        from_mark=Rate(Decimal("0.1")),
        daily_loss=Usd(Decimal("500.10")),
    )


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("[limits]\nlargest-order = -1", ("limits.largest-order", "above zero", "5000")),
        ("[limits]\nlargest-order = true", ("limits.largest-order", "5000")),
        ("[limits]\nlargest-order = '1,000'", ("limits.largest-order", "5000")),
        ("[limits]\nlargest-order = 1e3", ("limits.largest-order", "5000")),
        ("[limits]\ndaily-loss = nan", ("limits.daily-loss", "above zero")),
        ("[limits]\nper-minute = 0", ("limits.per-minute", "1 to 1000", "10")),
        ("[limits]\nper-minute = 1.5", ("limits.per-minute", "whole number")),
        ("[limits]\nper-second = true", ("limits.per-second", "whole number")),
        ("[limits]\nfrom-mark = 20", ("limits.from-mark", "between 0 and 1", "0.1")),
        ("[limits]\nlargest_order = 5", ("largest_order", "largest-order")),
        ("[limit]\nlargest-order = 5", ("'limit'", "[limits]")),
        ("limits = 5", ("[limits]", "table")),
        ("[limits", ("not TOML", "[limits]")),
    ],
)
def test_what_cannot_be_meant_is_named_with_the_rule_and_what_would_work(
    tmp_path: Path, text: str, names: tuple[str, ...]
) -> None:
    with pytest.raises(BadSetting) as caught:
        limits(tmp_path, text)
    for name in (*names, "config.toml"):
        assert name in str(caught.value)


def test_a_file_that_was_named_has_to_be_there(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="BACKPACK_TUI_CONFIG names"):
        order_limits(tmp_path / "none.toml", must_exist=True)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(BadSetting, match=r"config\.toml cannot be read"):
        order_limits(tmp_path / "config.toml")
