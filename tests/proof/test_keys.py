"""The short form of the row `keys`, and that its bound and its wire count right."""

import random
import socket
import threading

import pytest

from tests.proof.counting_proxy import CountingProxy
from tests.proof.key_streams import Bound, stream
from tests.proof.keys import pressed

BEAT = 0.7


def test_fault_u11_u12_streams_of_keys_pastes_and_clicks_send_no_more_than_they_confirm() -> None:
    done = pressed(20, seed=FIRST_WALKS, within=15.0)
    assert done.wrong == []
    assert done.posts >= 1


FIRST_WALKS = 79
"""From here the first two streams walk the whole way to an order."""


@pytest.mark.parametrize("seed", [FIRST_WALKS, FIRST_WALKS + 1])
def test_the_first_streams_confirm_an_order(seed: int) -> None:
    bursts = stream(random.Random(seed), "120.00")
    assert bursts[4].after == "y sign and send"
    assert len(bursts) == 6


@pytest.mark.parametrize(
    ("bursts", "most"),
    [
        ([(b"\r", 0.0), (b"y", BEAT)], 1),
        ([(b"\r", 0.0), (b"y", 0.1)], 0),
        ([(b"\ry", 0.0)], 0),
        ([(b"\r", 0.0), (b"yyyyy\ry", BEAT)], 1),
        ([(b"\r", 0.0), (b"3", BEAT), (b"y", 0.05)], 1),
        ([(b"\r", 0.0), (b"y", BEAT), (b"y", BEAT)], 1),
        ([(b"\r", 0.0), (b"y", BEAT), (b"\r", 0.0), (b"y", BEAT)], 2),
        ([(b"\x1b[200~5\r\x1b[201~", 0.0), (b"y", BEAT)], 0),
        ([(b"\x1b[200~5\x1b[201~\r", 0.0), (b"\x1b[200~y\x1b[201~", BEAT)], 0),
        ([(b"\x1b[200~5\x1b[201~\r\x1b[201~", 0.0), (b"y", BEAT)], 1),
        ([(b"y", BEAT), (b"y", BEAT)], 0),
    ],
)
def test_the_bound_counts_what_can_have_been_confirmed(
    bursts: list[tuple[bytes, float]], most: int
) -> None:
    bound, at = Bound(), 0.0
    for data, wait in bursts:
        at += wait
        bound.wrote(data, at)
    assert bound.most == most


def test_the_wire_passes_everything_on_and_counts_orders() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=_echo, args=(server,), daemon=True).start()
        with CountingProxy(*server.getsockname()) as wire:
            port = int(wire.address.rpartition(":")[2])
            with socket.create_connection(("127.0.0.1", port)) as client:
                sent = (
                    _post(7)
                    + b"GET /api/v1/order?clientId=7 HTTP/1.1\r\n\r\n"
                    + _post(7)
                    + _post(8)
                )
                for at in range(0, len(sent), 11):
                    client.sendall(sent[at : at + 11])
                heard = b""
                while len(heard) < len(sent):
                    heard += client.recv(1_000)
            assert heard == sent
            assert wire.posts == 3
            assert wire.client_ids == {7: 2, 8: 1}


def _post(client_id: int) -> bytes:
    return b'POST /api/v1/order HTTP/1.1\r\nHost: x\r\n\r\n{"clientId":%d}' % client_id


def _echo(server: socket.socket) -> None:
    other, _ = server.accept()
    with other:
        while data := other.recv(1_000):
            other.sendall(data)
