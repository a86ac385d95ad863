import pytest

from tui.settings import LIVE_REST_URL, LIVE_WS_URL, BadSetting, Endpoint, endpoint


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
