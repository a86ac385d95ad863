"""Opening the port: fast where it opens, plain words where it does not."""

import socket

import pytest

from tui.sandbox.listen import ListenError, authority, is_loopback, open_port


def test_port_zero_takes_a_free_port_and_the_url_names_it() -> None:
    with open_port("127.0.0.1", 0) as sock:
        port = sock.getsockname()[1]
        assert port > 0
        assert authority(sock) == f"127.0.0.1:{port}"


def test_accepted_connections_say_they_are_tcp_so_that_answers_are_not_delayed() -> None:
    with (
        open_port("127.0.0.1", 0) as sock,
        socket.create_connection(sock.getsockname()),
    ):
        accepted, _ = sock.accept()
        with accepted:
            assert accepted.proto == socket.IPPROTO_TCP


def test_an_address_of_all_interfaces_is_given_as_loopback() -> None:
    with open_port("0.0.0.0", 0) as sock:  # noqa: S104  # what the test is about
        assert authority(sock).startswith("127.0.0.1:")


def test_a_port_in_use_is_named_with_a_remedy() -> None:
    with open_port("127.0.0.1", 0) as sock:
        port = sock.getsockname()[1]
        with pytest.raises(ListenError, match=rf"port {port} is in use: choose another, or 0"):
            open_port("127.0.0.1", port)


@pytest.mark.parametrize("port", [-1, 65_536])
def test_a_port_out_of_range_is_refused_with_the_range(port: int) -> None:
    with pytest.raises(ListenError, match=rf"port {port}: must be 0 to 65535"):
        open_port("127.0.0.1", port)


def test_an_unknown_host_is_named_with_one_that_works() -> None:
    with pytest.raises(ListenError, match=r"host 'no\.such\.invalid': not known here; use 127"):
        open_port("no.such.invalid", 0)


def test_an_address_of_another_machine_is_refused_with_a_remedy() -> None:
    with pytest.raises(ListenError, match=r"cannot listen on 192\.0\.2\.1 .* use 127\.0\.0\.1"):
        open_port("192.0.2.1", 0)


@pytest.mark.parametrize(
    ("host", "only_here"),
    [
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),  # noqa: S104  # what the test is about
        ("::", False),
        ("192.168.1.2", False),
        ("example.org", False),
    ],
)
def test_only_loopback_is_private_to_this_machine(host: str, *, only_here: bool) -> None:
    assert is_loopback(host) is only_here
